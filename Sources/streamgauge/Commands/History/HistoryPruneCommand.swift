import Analysis
import ArgumentParser
import History

struct HistoryPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take old runs out of the history.",
        discussion: """
            Of each series and branch the last --keep stay, and all that are blessed or belong to a \
            baseline. Says what it takes; --dry-run only says.
            """)

    @Option(help: ArgumentHelp("How many of each series and branch stay.", valueName: "n"))
    var keep: Int

    @OptionGroup var history: HistoryOptions

    @Flag(help: "Say which would go, and take none.")
    var dryRun = false

    func validate() throws {
        guard keep >= 1 else { throw ValidationError("--keep takes a number from 1 on.") }
    }

    func run() throws {
        let listing = history.folder.listing()
        let marks = history.folder.markings().marks
        let groups = Dictionary(grouping: listing.items) {
            [$0.head.series, $0.head.kind.rawValue, $0.head.labels.branch ?? ""]
        }
        let old = groups.values.flatMap { $0.dropLast(keep) }.map(\.id)
            .filter { marks.blessings[$0] == nil && marks.baselines[$0] == nil }.sorted()
        try Terminal.say(old.map { $0 + "\n" }.joined())
        guard !dryRun else { return }
        try history.folder.run { try history.folder.remove(old) }
    }
}
