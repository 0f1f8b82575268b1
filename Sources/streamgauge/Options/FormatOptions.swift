import ArgumentParser
import Reporting

/// Which derived files a command writes.
struct FormatOptions: ParsableArguments {
    @Option(
        name: .customLong("format"),
        help: ArgumentHelp(
            "Files to write: csv, json, html, markdown, openmetrics; a list with commas, or the option "
                + "again (default csv,json,html).", valueName: "list"))
    var lists: [FormatList] = []

    /// What was asked for, or the standard files.
    var formats: [ReportFormat] {
        lists.isEmpty ? ReportFormat.standard : lists.flatMap(\.formats)
    }

    /// The same of a limits run, which has nothing for Prometheus.
    ///
    /// - Throws: `ValidationError` naming the format that there is not.
    func limitsFormats() throws -> [LimitsFormat] {
        try formats.map { format in
            guard let found = LimitsFormat(rawValue: format.rawValue) else {
                throw ValidationError(
                    "--format: a limits run has no \(format.rawValue); there are "
                        + LimitsFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return found
        }
    }

    /// A list with commas, as one use of the option gives it.
    struct FormatList: ExpressibleByArgument {
        let formats: [ReportFormat]

        init?(argument: String) {
            let names = argument.split(separator: ",", omittingEmptySubsequences: false)
            formats = names.compactMap { ReportFormat(rawValue: String($0)) }
            guard formats.count == names.count else { return nil }
        }
    }
}
