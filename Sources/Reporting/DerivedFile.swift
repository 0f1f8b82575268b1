package import Analysis
package import Foundation

/// A file of a record's folder that follows from the measured ones and can be written again at any
/// time, byte for byte the same.
package struct DerivedFile: Sendable, Equatable {
    package let name: String
    package let contents: Data

    /// summary.csv, summary.json and report.html.
    ///
    /// - Throws: Whatever `SummaryJSON.data` throws.
    package static func all(of summary: RunSummary) throws -> [DerivedFile] {
        [
            DerivedFile(name: "summary.csv", contents: Data(SummaryCSV.text(summary).utf8)),
            DerivedFile(name: "summary.json", contents: try SummaryJSON.data(summary)),
            DerivedFile(
                name: "report.html", contents: Data(try HTMLReport(summary).rendered().utf8)),
        ]
    }
}
