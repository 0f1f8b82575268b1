import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The recorded runs, sweeps and searches of a folder, the latest last.",
        discussion: """
            Examples:
              streamgauge list                                  those in reports
              streamgauge report --latest                       the last of them again
            """)

    @Argument(help: ArgumentHelp("Folder of runs' folders.", valueName: "folder"))
    var folder = "reports"

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("The last so many (default 30).", valueName: "n"))
    var last = 30

    @Flag(help: "Write the runs as JSON to standard output.")
    var json = false

    func validate() throws {
        guard last >= 1 else { throw ValidationError("--last takes a whole number from 1.") }
    }

    func run() throws {
        let listed = found.suffix(last)
        guard !json else {
            return try Terminal.say(
                String(decoding: RunsJSON.data(listed.map(\.line)), as: UTF8.self))
        }
        guard !listed.isEmpty else {
            return try Terminal.say(
                "No run in '\(folder)'; 'streamgauge run --emulator' makes a first one.\n")
        }
        try Terminal.say(RunListing.text(listed.map(\.row)))
    }

    /// A run or a sweep, when it began, and how each form tells it.
    private struct Entry {
        let started: String
        let name: String
        let row: RunListing.Row
        let line: ListedRun
    }

    /// In order of time.
    private var found: [Entry] {
        let runs = RunFolders.recorded(in: folder).map { run in
            let name = RecordName.of(run.folder)
            let summary = Self.summary(run.folder)
            return Entry(
                started: run.manifest.started, name: name,
                row: RunListing.Row(
                    name: name, manifest: run.manifest, summary: summary,
                    limits: run.manifest.plan.limits.flatMap { _ in Self.limits(run.folder) }),
                line: ListedRun(
                    name: name, folder: run.folder, manifest: run.manifest, summary: summary))
        }
        let sweeps = SweepFolder.all(in: folder).compactMap { path -> Entry? in
            guard let sweep = try? SweepFolder.summary(in: path) else { return nil }
            let name = RecordName.of(path)
            return Entry(
                started: sweep.record.started, name: name,
                row: RunListing.Row(name: name, sweep: sweep),
                line: ListedRun(name: name, folder: path, sweep: sweep))
        }
        let searches = CapacityFolder.all(in: folder).compactMap { found -> Entry? in
            guard let capacity = try? found.summary() else { return nil }
            let name = RecordName.of(found.path)
            return Entry(
                started: capacity.started, name: name,
                row: RunListing.Row(name: name, capacity: capacity),
                line: ListedRun(name: name, folder: found.path, capacity: capacity))
        }
        return (runs + sweeps + searches).sorted { ($0.started, $0.name) < ($1.started, $1.name) }
    }

    /// As it was written when the run ended; nil where it was not, or in another form.
    private static func summary(_ folder: String) -> RunSummary? {
        FileManager.default.contents(atPath: "\(folder)/summary.json").flatMap {
            try? SummaryJSON.summary(from: $0)
        }
    }

    private static func limits(_ folder: String) -> LimitsSummary? {
        FileManager.default.contents(atPath: "\(folder)/limits.json").flatMap {
            try? LimitsJSON.summary(from: $0)
        }
    }
}
