package import Foundation

/// The files that several runs side by side can be written as.
package enum RunsFormat: String, CaseIterable, Sendable {
    case csv
    case json
    case html
    case markdown

    /// What is written where nothing is asked for.
    package static let standard: [RunsFormat] = [.html]

    package var fileExtension: String { self == .markdown ? "md" : rawValue }

    /// The file's content.
    ///
    /// - Throws: Whatever `RunsReport.rendered` or the encoder throws.
    package func contents(of report: RunsReport) throws -> Data {
        switch self {
        case .csv: Data(RunsCSV.text(report).utf8)
        case .json: try RunsJSON.data(report)
        case .html: Data(try report.rendered().utf8)
        case .markdown: Data(RunsMarkdown(report).text().utf8)
        }
    }
}
