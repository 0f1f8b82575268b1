import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a record's derived files again, or one page of several runs.",
        discussion: """
            Reads the measured files of a run's folder and nothing else; the same record gives the \
            same bytes. A record whose run was killed is read as far as it was written. With several \
            folders, one page shows the runs side by side. The record of a limits run gives its own \
            files, limits.csv, limits.json and limits.html, and has no place on a page of several. So \
            does a sweep; several sweeps are drawn over each other.

            Examples:
              streamgauge report reports/20260101T120000Z-run
              streamgauge report reports/20260101T120000Z-run --format markdown,prometheus
              streamgauge report reports/20260101T120000Z-run --format markdown --out -
              streamgauge report --latest --open
              streamgauge report --latest --charts slides
              streamgauge report reports/20260101* --out runs.html
              streamgauge report reports/20260101* --format html,csv,markdown
            """)

    @Argument(
        help: ArgumentHelp(
            "The folder of a run or a sweep; several for one page.", valueName: "folder"))
    var folders: [String] = []

    @Flag(
        help: "The run that began last, of those in the folder reports or in the one that is given."
    )
    var latest = false

    @OptionGroup var format: FormatOptions

    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: ArgumentHelp(
            "The file to write, - for standard output: of one run in the one --format that is given, of several "
                + "their page (default runs.html), and with --format its endings.",
            valueName: "file|-"))
    var out: String?

    @OptionGroup var charts: ChartOptions

    @Option(
        name: .customLong("slo"),
        help: ArgumentHelp(
            "Of a search for the capacity: what its steps say of this objective; may be repeated.",
            valueName: "objective"),
        transform: ObjectiveText.parsed)
    var objectives: [ObjectiveText] = []

    @Flag(help: "Show the page in the browser.")
    var open = false

    @Flag(help: "No table; of one run the folder's path alone.")
    var quiet = false

    @Flag(help: "Write the summary as JSON to standard output; of several runs their numbers.")
    var json = false

    @Flag(help: "Exit as the run did, and with code 4 where its numbers cannot be trusted.")
    var strict = false

    func validate() throws {
        guard !folders.isEmpty || latest else {
            throw ValidationError(
                "Which run? Give its folder, or --latest; 'streamgauge list' has them.")
        }
        guard !latest || folders.count <= 1 else {
            throw ValidationError("--latest takes one folder of runs at most.")
        }
        guard folders.count > 1 else {
            guard out == nil || format.lists.flatMap(\.names).count == 1 && !json else {
                throw ValidationError(
                    "--out names one file of a run; give the one --format that it has, and not --json."
                )
            }
            guard !open || out == nil && format.hasPage else {
                throw ValidationError("--open shows the page; add html to --format.")
            }
            return
        }
        guard !strict else {
            throw ValidationError("--strict is for a single run; leave it out with several.")
        }
        guard !json || out == nil && !open && !format.isGiven else {
            throw ValidationError("--json writes no page; leave out --format, --out and --open.")
        }
        guard !open || !format.isGiven || format.hasPage else {
            throw ValidationError("--open shows the page; add html to --format.")
        }
    }

    func run() throws {
        do {
            let folders = try latest ? [latestRun()] : folders
            if folders.count == 1, let capacity = CapacityFolder(opening: folders[0]) {
                try writeCapacity(capacity)
            } else if !objectives.isEmpty {
                throw ValidationError(
                    "--slo is for the folder of a search for the capacity; of a run, --assert says what must hold."
                )
            } else if try SweepReporting.areSweeps(folders) {
                try writeSweeps(folders)
            } else if folders.count == 1 {
                try writeFiles(of: folders[0])
            } else if json {
                try printNumbers()
            } else {
                try writePage()
            }
        } catch RecordError.notARecord(let folder) {
            throw ValidationError(
                "'\(folder)' is no run's folder: it has no manifest.json; 'streamgauge list' has the runs."
            )
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            throw ExitCode.recordFailed
        }
    }

    private func latestRun() throws -> String {
        let place = folders.first ?? "reports"
        let run = RunFolders.recorded(in: place).last.map { ($0.manifest.started, $0.folder) }
        let sweeps = SweepFolder.all(in: place).compactMap { path in
            (try? SweepFolder.record(in: path)).map { ($0.started, path) }
        }
        guard let latest = ([run].compactMap { $0 } + sweeps).max(by: { $0 < $1 }) else {
            throw ValidationError("--latest: there is no run in '\(place)'.")
        }
        return latest.1
    }

    /// Its files and table again, or what its steps say of other objectives.
    private func writeCapacity(_ folder: CapacityFolder) throws {
        guard !strict, charts.folder == nil, out == nil else {
            throw ValidationError(
                "A search for the capacity has no --strict, --charts and --out; its steps are runs that have."
            )
        }
        var summary = try folder.summary()
        if objectives.isEmpty {
            try folder.write(summary, CapacityFormat.allCases)
        } else {
            let records = try summary.steps.map { step in
                let record = try RecordReader(opening: "\(folder.path)/\(step.folder)").read()
                return (record.manifest, record.requests, record.histograms)
            }
            summary = summary.asked(objectives.map(\.objective), of: records)
        }
        try CapacityReport(summary, folder, isWritten: objectives.isEmpty)
            .show(on: Terminal(isQuiet: quiet, isJSON: json))
        if open { Browser.show(folder.file(.html)) }
    }

    private func writeSweeps(_ folders: [String]) throws {
        guard !strict, charts.folder == nil else {
            throw ValidationError(
                "\(strict ? "--strict" : "--charts") is for runs; a sweep's are the folders in it.")
        }
        try SweepReporting(
            folders: folders, format: format, out: out,
            terminal: Terminal(isQuiet: quiet, isJSON: json), isOpened: open
        ).write()
    }

    private func writeFiles(of folder: String) throws {
        let directory = try RecordDirectory(opening: folder)
        let report = try report(of: directory)
        if let out {
            for file in try report.files() { try Self.write(file.contents, to: out) }
        } else {
            try report.write()
            let terminal = Terminal(isQuiet: quiet, isJSON: json)
            try report.show(on: terminal)
            try AssertedReport.tellClaims(of: directory, on: terminal)
            if open { Browser.show(report.page) }
        }
        try writeCharts(report.charts)
        guard strict else { return }
        let target = try RecordReader(opening: folder).manifest.endpoint
        let code = report.ending == .interrupted ? .interrupted : report.judge(target: target)
        if code != .success { throw code }
    }

    private static func write(_ contents: Data, to file: String) throws {
        guard file != "-" else {
            return try Terminal.say(String(decoding: contents, as: UTF8.self))
        }
        try WholeFile.write(Array(contents), named: file)
    }

    private func report(of directory: RecordDirectory) throws -> any RunReport {
        let plan = try directory.plan()
        if plan.limits != nil { return try LimitsReport(of: directory, format.limitsFormats()) }
        guard plan.against != nil else {
            return try MeasuredReport(
                of: directory, .summary, format.formats(), isStrict: strict)
        }
        return try ABReport(
            of: directory, SideRules(plan.judging, standard: .ofPairs), format.sideFormats())
    }

    private func writePage() throws {
        let formats = try format.runsFormats()
        let runs = try RunsFiles(of: folders)
        if out == "-" {
            guard formats.count == 1 else {
                throw ValidationError(
                    "--out - takes one format; give the one --format that is wanted.")
            }
            try Self.write(formats[0].contents(of: runs.report), to: "-")
            return try writeCharts(of: runs)
        }
        // Who asks for charts alone wants no page, least of all over another.
        let paths =
            charts.folder != nil && out == nil && !format.isGiven && !open
            ? [] : try runs.write(formats, to: out)
        for path in paths where !quiet { try Terminal.say("written \(path)\n") }
        try writeCharts(of: runs)
        if open, let page = zip(formats, paths).first(where: { $0.0 == .html }) {
            Browser.show(page.1)
        }
    }

    private func printNumbers() throws {
        let runs = try RunsFiles(of: folders)
        try Self.write(RunsFormat.json.contents(of: runs.report), to: "-")
        try writeCharts(of: runs)
    }

    private func writeCharts(of runs: RunsFiles) throws {
        try writeCharts { ChartFiles.files(of: runs.report, isDark: $0) }
    }

    /// A line says so where standard output is not for the contents of a file.
    private func writeCharts(_ files: (_ isDark: Bool) -> [DerivedFile]) throws {
        guard let told = try charts.write(files), !quiet, !json, out != "-" else { return }
        try Terminal.say(told)
    }
}
