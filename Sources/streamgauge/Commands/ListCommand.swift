import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The recorded runs of a folder, the latest last.",
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
        let runs = RunFolders.recorded(in: folder).suffix(last)
        guard !json else {
            let listed = runs.map { run in
                ListedRun(
                    name: RecordName.of(run.folder), folder: run.folder, manifest: run.manifest,
                    summary: Self.summary(run.folder))
            }
            return try Terminal.say(String(decoding: RunsJSON.data(listed), as: UTF8.self))
        }
        guard !runs.isEmpty else {
            return try Terminal.say(
                "No run in '\(folder)'; 'streamgauge run --emulator' makes a first one.\n")
        }
        let rows = runs.map { run in
            RunListing.Row(
                name: RecordName.of(run.folder), manifest: run.manifest,
                summary: Self.summary(run.folder),
                limits: run.manifest.plan.limits.flatMap { _ in Self.limits(run.folder) })
        }
        try Terminal.say(RunListing.text(rows))
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
