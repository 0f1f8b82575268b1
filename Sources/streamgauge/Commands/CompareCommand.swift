import Analysis
import ArgumentParser
import RecordStore
import Reporting
import RunModel

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Judge whether runs got slower than others.",
        discussion: """
            Compares runs that were recorded: folders, patterns, or folders that hold runs. First it \
            looks whether both sides did the same work on targets that stood still; what differs is \
            named and not compared. Then each metric is worse, better, the same, or cannot be told: \
            never the same because too little was measured. docs/comparing.md tells the method.

            Examples:
              streamgauge compare reports/before --to reports/after
              streamgauge compare reports/*-v1 --to reports/*-v2     three runs a side or more, and \
            the spread
                                                                     between runs counts too
              streamgauge compare v1 --to v2 --min-effect 3% --min-effect failures=0.5%
              streamgauge compare v1 --to v2 --gate ttft.p50,tpot.p50
              streamgauge compare v1 --to v2 --format html,junit --out results

            Exit codes: 0 nothing got worse, 3 something did, 1 it could not be told, 5 not comparable, \
            nothing judged, or a record that cannot be read, 7 the result could not be written.
            """)

    @Argument(help: ArgumentHelp("The runs that are known.", valueName: "base"))
    var base: [String]

    @Option(
        name: .customLong("to"), parsing: .upToNextOption,
        help: ArgumentHelp("The runs that are asked about.", valueName: "new"))
    var new: [String]

    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Folder for the files (default: the working one).", valueName: "folder"))
    var out: String = "."

    @Flag(help: "No table.")
    var quiet = false

    @Flag(help: "Write the comparison as JSON to standard output.")
    var json = false

    func validate() throws {
        _ = try formats()
    }

    func run() throws {
        let sides = try (
            base: RunFolders.found(base, of: "<base>"), new: RunFolders.found(new, of: "--to")
        )
        if let both = sides.base.first(where: sides.new.contains) {
            throw ValidationError("'\(both)' is on both sides; compare it with another run.")
        }
        let report: SideReport
        do {
            let plan = try sides.new.first.map { try RecordDirectory(opening: $0).plan() }
            report = SideReport(
                comparison: SideComparison(
                    base: try sides.base.map { try RunProfile(folder: $0) },
                    new: try sides.new.map { try RunProfile(folder: $0) },
                    rules: try judging.rules(plan?.judging)), formats: try formats(), folder: out)
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.notComparable
        }
        do throws(RecordError) {
            try report.write()
        } catch {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
        try report.show(on: Terminal(isQuiet: quiet, isJSON: json))
        if report.exitCode != .success { throw report.exitCode }
    }

    private func formats() throws -> [SideFormat] {
        format.isGiven ? try format.sideFormats() : [.html]
    }
}
