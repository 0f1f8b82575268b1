import ArgumentParser
import Reporting

/// Which derived files a command writes.
struct FormatOptions: ParsableArguments {
    @Option(
        name: .customLong("format"),
        help: ArgumentHelp(
            "Files to write: csv, json, html, markdown, of a run prometheus and openmetrics too, of compare and ab junit; a "
                + "list with commas, or the option again (default csv,json,html, and html of compare).",
            valueName: "list"))
    var lists: [FormatList] = []

    /// Whether a page is among them.
    var hasPage: Bool { names.contains(ReportFormat.html.rawValue) }

    var isGiven: Bool { !lists.isEmpty }

    private var names: [String] {
        lists.isEmpty ? ReportFormat.standard.map(\.rawValue) : lists.flatMap(\.names)
    }

    /// What was asked for, or the standard files; of a run that measures.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func formats() throws -> [ReportFormat] { try found("a run") }

    /// The same of a limits run, which has nothing for Prometheus.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func limitsFormats() throws -> [LimitsFormat] { try found("a limits run") }

    /// The same of several runs side by side: the page alone unless told.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func runsFormats() throws -> [RunsFormat] {
        isGiven ? try found("a report of several runs") : RunsFormat.standard
    }

    /// The same of a comparison of two sides.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func sideFormats() throws -> [SideFormat] { try found("a comparison") }

    /// The same of a sweep.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func sweepFormats() throws -> [SweepFormat] {
        isGiven ? try found("a sweep") : SweepFormat.standard
    }

    /// The same of a history's trend.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func trendFormats() throws -> [TrendFormat] { try found("a trend") }

    private func found<Format: RawRepresentable<String> & CaseIterable>(
        _ what: String
    ) throws -> [Format] {
        try names.map { name in
            guard let format = Format(rawValue: name) else {
                throw ValidationError(
                    "--format: \(what) has no \(name); there are "
                        + Format.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return format
        }
    }

    /// A list with commas, as one use of the option gives it.
    struct FormatList: ExpressibleByArgument {
        let names: [String]

        init?(argument: String) {
            names = argument.split(separator: ",", omittingEmptySubsequences: false)
                .map(String.init)
            let known =
                ReportFormat.allCases.map(\.rawValue) + SideFormat.allCases.map(\.rawValue)
            guard names.allSatisfy(known.contains) else { return nil }
        }
    }
}
