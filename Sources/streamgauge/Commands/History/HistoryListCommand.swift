import Analysis
import ArgumentParser
import Foundation
import History
import Reporting
import RunModel

struct HistoryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The runs of the history, the latest last.")

    @OptionGroup var history: HistoryOptions

    @Option(help: ArgumentHelp("Only those of this branch.", valueName: "name"))
    var branch: String?

    @Option(help: ArgumentHelp("Only those of this series.", valueName: "name"))
    var series: String?

    @Option(name: [.customShort("n"), .long], help: "The last so many (default 30).")
    var last: Int = 30

    @Flag(help: "All of them.")
    var all = false

    @Flag(help: "A JSON object a line to standard output: id, head and marks.")
    var json = false

    func run() throws {
        let listing = history.folder.listing()
        let marks = history.folder.markings()
        HistoryFolder.tell(listing.skipped + marks.skipped)
        let chosen = listing.items.filter { item in
            (branch == nil || item.head.labels.branch == branch)
                && (series == nil || item.head.series == series)
        }
        let shown = all ? chosen : Array(chosen.suffix(max(last, 0)))
        if json {
            try Terminal.say(try shown.map { try Self.line($0, marks.marks) }.joined())
            return
        }
        guard !shown.isEmpty else {
            try Terminal.say("No run in '\(history.history)'.\n")
            return
        }
        let rows = shown.map { HistoryTable.Row($0, marks.marks) }
        try Terminal.say(HistoryTable.text(rows))
        if shown.count < chosen.count {
            try Terminal.say("\(chosen.count - shown.count) older; --all shows them.\n")
        }
    }

    private struct Line: Encodable {
        var id: String
        var head: HistoryHead
        var excluded: String?
        var blessed: String?
        var baselines: [String]?
    }

    private static func line(
        _ item: HistoryFolder.Listing.Item, _ marks: HistoryMarks
    ) throws -> String {
        let encoder = SnakeCase.encoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = Line(
            id: item.id, head: item.head, excluded: marks.exclusions[item.id],
            blessed: marks.blessings[item.id], baselines: marks.baselines[item.id])
        return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }
}

extension HistoryTable.Row {
    init(_ item: HistoryFolder.Listing.Item, _ marks: HistoryMarks) {
        self.init(
            id: item.id, started: item.head.started, series: item.head.series,
            kind: item.head.kind, labels: item.head.labels, verdict: item.head.verdict,
            trust: item.head.trust, ending: item.head.ending, values: item.head.values,
            exclusion: marks.exclusions[item.id], blessing: marks.blessings[item.id],
            baselines: marks.baselines[item.id] ?? [])
    }
}
