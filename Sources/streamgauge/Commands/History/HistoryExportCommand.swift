import Analysis
import ArgumentParser
import Foundation
import History
import RecordStore

struct HistoryExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs of the history for other tools.",
        discussion: """
            csv is a table in long form: a line a run, mode and metric, with the mean over the run's \
            rounds and its 95 % interval. otava is a table for Apache Otava, a line a run and a column a \
            metric, of one series; --config writes what Otava has to be told of it. llmd is a benchmark \
            report of llm-d a run, in the folder that --out names. Runs that are no measure (excluded, \
            not completed, not trustworthy) are marked in csv and left out of the others.

            Examples:
              streamgauge history export --format csv > history.csv
              streamgauge history export --format otava --series chat --out history.csv --config otava.yaml
              streamgauge history export --format llmd --branch main --last 1 --out reports/llmd
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv
        case otava
        case llmd
    }

    @Option(help: "What to write.")
    var format: Format

    @OptionGroup var history: HistoryOptions

    @Option(help: ArgumentHelp("Only runs of this branch.", valueName: "name"))
    var branch: String?

    @Option(help: ArgumentHelp("Only runs of this series.", valueName: "name"))
    var series: String?

    @Option(help: "Only runs of this kind.")
    var kind: PastRun.Kind?

    @Option(name: [.customShort("n"), .long], help: "Only the last so many.")
    var last: Int?

    @Option(
        help: ArgumentHelp(
            "The file, or the folder for llmd (default: standard output).", valueName: "path"))
    var out: String?

    @Option(help: ArgumentHelp("Also write this file for Apache Otava.", valueName: "file"))
    var config: String?

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last takes a number from 1 on.") }
        guard format != .llmd || out != nil else {
            throw ValidationError("--format llmd writes a file a run; --out names the folder.")
        }
        guard config == nil || format == .otava else {
            throw ValidationError("--config goes with --format otava.")
        }
        guard config == nil || out != nil else {
            throw ValidationError("--config names the table's file; --out says which that is.")
        }
    }

    func run() throws {
        let found = history.folder.exportedRuns(
            ExportChoice(branch: branch, series: series, kind: kind, last: last))
        HistoryFolder.tell(found.skipped)
        guard !found.runs.isEmpty else {
            throw ValidationError(
                "No such run in '\(history.history)'; 'streamgauge history list' shows what is there."
            )
        }
        try history.folder.run {
            switch format {
            case .csv: try write(HistoryCSV.text(found.runs))
            case .otava: try writeOtava(found.runs)
            case .llmd: try writeReports(found.runs)
            }
        }
    }

    private func write(_ text: String) throws {
        guard let out else { return try Terminal.say(text) }
        try WholeFile.write(Array(text.utf8), named: out)
    }

    private func writeOtava(_ runs: [ExportedRun]) throws {
        let groups = Set(
            runs.map { "--series '\($0.head.series)' --kind \($0.head.kind.rawValue)" })
        guard groups.count == 1 else {
            throw ValidationError(
                "Otava wants runs of one series and kind; choose one of: "
                    + groups.sorted().prefix(10).joined(separator: "; ") + ".")
        }
        let table = OtavaTable(runs)
        Self.tell(table.leftOutRuns)
        for metric in table.leftOutMetrics {
            Terminal.warn(
                "Note: left out '\(metric)': not every run has it, and Otava needs it of all.")
        }
        guard !table.isEmpty else {
            throw ValidationError(
                "No run is left that Otava could be given, or no metric that all have.")
        }
        try write(table.text)
        if let config, let out {
            try WholeFile.write(Array(table.configuration(file: out).utf8), to: config)
        }
    }

    private func writeReports(_ runs: [ExportedRun]) throws {
        let (kept, left) = ExportOmission.sorted(runs)
        Self.tell(left)
        guard let out, !kept.isEmpty else {
            throw ValidationError(
                "None of these runs is a measure of anything; there is no report.")
        }
        try WholeFile.makeFolder(out)
        for run in kept {
            try WholeFile.write(try LlmdReport(run).bytes(), to: "\(out)/\(run.id).json")
        }
    }

    private static func tell(_ left: [ExportOmission]) {
        for one in left.prefix(10) { Terminal.warn("Note: left out \(one).") }
        if left.count > 10 { Terminal.warn("Note: left out \(left.count - 10) more runs.") }
    }
}

extension PastRun.Kind: ExpressibleByArgument {}
