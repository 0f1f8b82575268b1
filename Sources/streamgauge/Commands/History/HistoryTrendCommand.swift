import Analysis
import ArgumentParser
import Foundation
import History
import RecordStore
import Reporting

struct HistoryTrendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend",
        abstract: "Show the runs of a branch over time, and where a metric changed.",
        discussion: """
            Looks at each metric over the runs of one series on one branch for places at which its level \
            became another one, and names the commits of which one brought it. One run out of line is no \
            change; excluded runs, those that cannot be trusted and those that did other work than the \
            latest are shown and do not count.

            Examples:
              streamgauge history trend
              streamgauge history trend --branch main --out reports/trend.html
              streamgauge history trend --format html,csv --last 500

            Exit codes: 0 whatever was found, 7 a file could not be written.
            """)

    @OptionGroup var history: HistoryOptions

    @Option(
        help: ArgumentHelp(
            "Whose runs (default: the branch with the most runs of the series).", valueName: "name")
    )
    var branch: String?

    @Option(help: ArgumentHelp("Which series (default: that of the last run).", valueName: "name"))
    var series: String?

    @Option(name: [.customShort("n"), .long], help: "The last so many runs.")
    var last: Int = TrendSelection.usualCount

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "The file to write; of several formats each with its own ending.", valueName: "file"))
    var out: String = "trend.html"

    @OptionGroup(title: "Output") var format: FormatOptions

    @Flag(help: "No table.")
    var quiet = false

    @Flag(help: "Write the trend as JSON to standard output.")
    var json = false

    func validate() throws {
        guard last >= 1 else { throw ValidationError("--last takes a number from 1 on.") }
        _ = try files()
    }

    func run() throws {
        let files = try files()
        let (trend, skipped) = found()
        HistoryFolder.tell(skipped)
        guard !trend.runs.isEmpty else { return try tellNothing(trend) }
        do throws(RecordError) {
            for file in files { try Self.write(trend, to: file) }
        } catch {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
        try show(trend, files.map(\.path))
    }

    private func found() -> (HistoryTrend, [HistoryFolder.Skipped]) {
        let listing = history.folder.listing()
        let marks = history.folder.markings()
        let selection = TrendSelection(
            from: listing.items.map { item in
                TrendSelection.Candidate(
                    id: item.id, series: item.head.series, kind: item.head.kind,
                    branch: item.head.labels.branch)
            }, series: series, branch: branch, last: last)
        let found = history.folder.pastRuns(selection.ids, marks.marks)
        let skipped = listing.skipped + marks.skipped + found.skipped
        var trend = HistoryTrend(of: found.runs, series: selection.series, branch: selection.branch)
        trend.olderRuns = selection.olderRuns
        trend.others = selection.others
        trend.skippedFiles = skipped.count
        return (trend, skipped)
    }

    // MARK: Output

    private struct File {
        let format: TrendFormat
        let path: String
    }

    /// What to write and where: by the formats asked for, else by the file's ending.
    private func files() throws -> [File] {
        let url = URL(filePath: out)
        let own = TrendFormat(ending: url.pathExtension)
        guard !out.isEmpty, !out.hasSuffix("/") else {
            throw ValidationError("--out takes a file, such as trend.html.")
        }
        guard format.isGiven else {
            guard let own else {
                throw ValidationError(
                    "--out '\(out)' ends in none of .html, .json and .csv; --format says what to write."
                )
            }
            return [File(format: own, path: out)]
        }
        let stem = own == nil ? out : String(out.dropLast(url.pathExtension.count + 1))
        let wanted = try format.trendFormats()
        return TrendFormat.allCases.filter(wanted.contains).map { format in
            File(format: format, path: format == own ? out : "\(stem).\(format.rawValue)")
        }
    }

    private static func write(_ trend: HistoryTrend, to file: File) throws(RecordError) {
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: file.path).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try WholeFile.write(Array(file.format.contents(of: trend)), named: file.path)
        } catch let error as RecordError {
            throw error
        } catch {
            throw .cannotWrite(file: file.path, reason: error.localizedDescription)
        }
    }

    private func show(_ trend: HistoryTrend, _ files: [String]) throws {
        let terminal = Terminal(isQuiet: quiet, isJSON: json)
        do throws(ExitCode) {
            if json {
                let data = (try? TrendJSON.data(trend)) ?? Data()
                try Terminal.say(String(decoding: data, as: UTF8.self))
            } else if !quiet {
                let console = ConsoleTrend(
                    trend, files: files, usesColour: terminal.hasColor)
                try Terminal.say(console.rendered())
            }
        } catch {
            // A reader who has gone changes nothing of what was found.
            if error != .success { throw error }
        }
    }

    /// Writes no file: there is nothing to draw.
    private func tellNothing(_ trend: HistoryTrend) throws {
        let which = [
            series.map { " of the series '\($0)'" }, branch.map { " of the branch '\($0)'" },
        ]
        .compactMap { $0 }.joined()
        let text = "No run\(which) in '\(history.history)'."
        guard json else {
            if !quiet { try Terminal.say(text + "\n") }
            return
        }
        Terminal.warn(text)
        try show(trend, [])
    }
}
