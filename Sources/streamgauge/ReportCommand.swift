import ArgumentParser
import Foundation
import RecordStore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a record's derived files again: summary.csv, summary.json, report.html.",
        discussion: """
            Reads the measured files of a run's folder and nothing else; the same record gives the \
            same bytes. A record whose run was killed is read as far as it was written.

            Example:
              streamgauge report reports/20260101T120000Z-run
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "folder"))
    var folder: String

    @Flag(help: "No table.")
    var quiet = false

    @Flag(help: "Write the summary as JSON to standard output.")
    var json = false

    func run() throws {
        let terminal = Terminal(isQuiet: quiet, isJSON: json)
        do throws(RecordError) {
            let directory = try RecordDirectory(opening: folder)
            let derived = try DerivedFiles(of: directory)
            try derived.write()
            derived.show(on: terminal)
        } catch {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }
}
