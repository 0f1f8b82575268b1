import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "One record of the shards of a run, and its report.",
        discussion: """
            Takes the folders of shards (run --shard 3/8) and writes a record that every other command reads as \
            that of one machine: requests in the order of the plan, histograms added, rates of all shards together. \
            Latencies are not touched. A shard that is missing is told, and its part of the load is in no number.

            Examples:
              streamgauge merge reports/*-shard-*-of-8 --out reports/whole
              streamgauge merge c1/run c2/run c3/run
            """)

    @Argument(help: ArgumentHelp("Folders of shards.", valueName: "folder"))
    var folders: [String]

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "The folder for the whole, new or empty (default a dated one in reports).",
            valueName: "folder"))
    var out: String?

    @OptionGroup(title: "Output") var format: FormatOptions

    @Flag(name: .shortAndLong, help: "Print the folder alone.")
    var quiet = false

    @Flag(help: "Write the summary as JSON to standard output.")
    var json = false

    @Flag(help: "Fail with 4 when the merged run cannot be trusted.")
    var strict = false

    func validate() throws {
        guard folders.count > 1 else {
            throw ValidationError("One folder is no merge; give the folders of all shards.")
        }
    }

    func run() throws {
        let directory: RecordDirectory
        let report: MeasuredReport
        do throws(RecordError) {
            var readers: [RecordReader] = []
            for folder in folders { readers.append(try RecordReader(opening: folder)) }
            try RecordMerge.check(readers)
            let wasThere = out.map { FileManager.default.fileExists(atPath: $0) } ?? false
            directory = try target(readers)
            do throws(RecordError) {
                try RecordMerge.write(readers, into: directory)
            } catch {
                // What was not made whole is no record; what else is in the folder is somebody's.
                for file in directory.contents { unlink(directory.path(of: file)) }
                if !wasThere { rmdir(directory.path) }
                throw error
            }
            report = try MeasuredReport(
                of: directory, .summary, try formats(), isStrict: strict)
            try report.write()
        } catch {
            Terminal.warn("streamgauge: \(error)")
            if case .cannotMerge = error { throw ExitCode.notComparable }
            throw ExitCode.recordFailed
        }
        try report.show(on: Terminal(isQuiet: quiet, isJSON: json))
        guard strict else { return }
        let code = report.judge(target: "")
        if code != .success { throw code }
    }

    private func target(_ readers: [RecordReader]) throws(RecordError) -> RecordDirectory {
        guard let out else {
            let name = readers[0].manifest.plan.name
            return try RecordDirectory(creatingIn: "reports", name: "\(name)-merged", at: .now())
        }
        return try RecordDirectory(creatingAt: out)
    }

    private func formats() throws(RecordError) -> [ReportFormat] {
        do {
            return try format.formats()
        } catch {
            throw .cannotMerge(reason: "\(error)")
        }
    }
}
