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
              streamgauge compare v1 --to v2      folders of three runs or more
              streamgauge compare v1 --to v2 --min-effect 3% --min-effect failures=0.5%
              streamgauge compare v1 --to v2 --gate ttft.p50,tpot.p50
              streamgauge compare v1 --to v2 --format html,junit --out results
              streamgauge compare limits-before limits-after
                                                  two limits runs: what changed, in words
              streamgauge compare reports/ONE-sweep --to reports/TWO-sweep
                                                  two sweeps, load by load

            Exit codes: 0 nothing got worse, 3 something did, 2 an assertion does not hold, 1 it could not \
            be told, 5 not comparable, nothing judged, or a record that cannot be read, 7 the result could \
            not be written.
            """)

    @Argument(help: ArgumentHelp("The runs that are known.", valueName: "base"))
    var base: [String]

    @Option(
        name: .customLong("to"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "The runs that are asked about. Of two limits runs the second goes without it.",
            valueName: "new"))
    var new: [String] = []

    @OptionGroup(title: "Judging") var judging: JudgingOptions

    @Option(
        name: .customLong("assert"),
        help: ArgumentHelp(
            "What must hold for each of the new runs, such as 'ttft.p95 < 300ms'; may be repeated.",
            valueName: "assertion"),
        transform: AssertionText.parsed)
    var assertions: [AssertionText] = []

    @OptionGroup(title: "Output") var format: FormatOptions

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp("Folder for the files.", valueName: "folder"))
    var out: String = "."

    @Flag(help: "No table.")
    var quiet = false

    @Flag(help: "Write the comparison as JSON to standard output.")
    var json = false

    func validate() throws {
        _ = try formats()
    }

    func run() throws {
        if let sweeps = try SweepSides.folders(base: base, new: new) {
            return try compare(sweeps)
        }
        let sides = try sides()
        if let both = sides.base.first(where: sides.new.contains) {
            throw ValidationError("'\(both)' is on both sides; compare it with another run.")
        }
        let report: SideReport
        do {
            // The base's: a changed plan must not loosen what it is judged by.
            let plan = try sides.base.first.map { folder in
                try CapacityFolder(opening: folder)?.summary().plan
                    ?? RecordDirectory(opening: folder).plan()
            }
            let base = try sides.base.map { try RunProfile(folder: $0) }
            let new = try sides.new.map { try RunProfile(folder: $0) }
            if self.new.isEmpty,
                (base + new).contains(where: { $0.limits == nil && $0.capacity == nil })
            {
                throw ValidationError(
                    "Only two limits runs or searches for a capacity are compared without --to; write 'compare BASE --to NEW'."
                )
            }
            try Self.refuseCopies(zip(sides.base + sides.new, base + new).map { ($0, $1) })
            report = SideReport(
                comparison: SideComparison(
                    base: base, new: new, rules: try judging.rules(plan?.judging)),
                formats: try formats(), folder: out)
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
        let terminal = Terminal(isQuiet: quiet, isJSON: json)
        try report.show(on: terminal)
        let code = ExitCode.worst(report.exitCode, try asserted(sides.new, terminal))
        if code != .success { throw code }
    }

    /// Two sweeps, load by load.
    private func compare(_ sweeps: (base: String, new: String)) throws {
        guard assertions.isEmpty, Set(try formats()).isSubset(of: [.html]) else {
            throw ValidationError(
                "Two sweeps are compared on the terminal, with --json, and as --format html; --assert is for runs."
            )
        }
        do {
            try SweepSides(sweeps) { try judging.rules($0) }
                .tell(in: out, hasPage: true, on: Terminal(isQuiet: quiet, isJSON: json))
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }

    /// The folders of both sides; without `--to` the second of two is the new one.
    private func sides() throws -> (base: [String], new: [String]) {
        guard new.isEmpty else {
            return try (
                RunFolders.found(base, of: "<base>", searches: true),
                RunFolders.found(new, of: "--to", searches: true)
            )
        }
        guard base.count == 2 else {
            throw ValidationError("Give the runs that are asked about with --to.")
        }
        return try (
            RunFolders.found([base[0]], of: "<base>", searches: true),
            RunFolders.found([base[1]], of: "<new>", searches: true)
        )
    }

    /// What the assertions say of each of the runs.
    private func asserted(_ folders: [String], _ terminal: Terminal) throws -> ExitCode {
        guard !assertions.isEmpty else { return .success }
        let results = try folders.flatMap { folder in
            try AssertedRecord(folder).results(of: assertions.map(\.assertion))
        }
        return try AssertedReport.told(results, on: terminal)
    }

    /// A copy is no second run, on whichever side.
    private static func refuseCopies(_ runs: [(folder: String, profile: RunProfile)]) throws {
        var seen: [Int64: String] = [:]
        for run in runs {
            if let first = seen.updateValue(run.folder, forKey: run.profile.originNanoseconds) {
                throw ValidationError(
                    "'\(first)' and '\(run.folder)' are the same run, one a copy of the other; give each run "
                        + "once.")
            }
        }
    }

    private func formats() throws -> [SideFormat] {
        format.isGiven ? try format.sideFormats() : [.html]
    }
}
