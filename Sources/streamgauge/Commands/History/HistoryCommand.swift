import ArgumentParser

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Keep past runs, and say which of them count.",
        discussion: """
            The history is a folder of small files that never change, .streamgauge/history unless \
            --history says another: put it into git, a cache or an object store. 'gate' saves its runs \
            there by itself. RUN is an id of 'list', a part of one that no other has, or 'last'.

            Examples:
              streamgauge history list --branch main
              streamgauge history trend --out trend.html
              streamgauge history baseline v1.2 RUN RUN RUN     what 'gate --release v1.2' holds against
              streamgauge history exclude RUN --reason 'the network was broken'
              streamgauge history bless RUN --reason 'the larger model is wanted'
              streamgauge history import bench.json              a result of vLLM, SGLang, AIPerf or GuideLLM
              streamgauge history export --format csv
            """,
        subcommands: [
            HistoryAddCommand.self, HistoryListCommand.self, HistoryShowCommand.self,
            HistoryTrendCommand.self, HistoryBaselineCommand.self, HistoryExcludeCommand.self,
            HistoryBlessCommand.self,
            HistoryPruneCommand.self, HistoryImportCommand.self, HistoryExportCommand.self,
        ])
}
