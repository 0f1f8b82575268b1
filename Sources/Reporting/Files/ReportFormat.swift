package import Analysis
package import Foundation

/// The files that a summary can be written as.
package enum ReportFormat: String, CaseIterable, Sendable {
    case csv
    case json
    case html
    case markdown
    case prometheus
    case openmetrics

    /// What is written where nothing is asked for.
    package static let standard: [ReportFormat] = [.csv, .json, .html]

    /// The file's name in a record's folder.
    package var fileName: String {
        switch self {
        case .csv: "summary.csv"
        case .json: "summary.json"
        case .html: "report.html"
        case .markdown: "report.md"
        case .prometheus: "metrics.prom"
        case .openmetrics: "metrics.openmetrics.txt"
        }
    }

    /// The file's content.
    ///
    /// - Throws: Whatever `SummaryJSON.data` or `HTMLReport.rendered` throws.
    package func contents(of summary: RunSummary) throws -> Data {
        switch self {
        case .csv: Data(SummaryCSV.text(summary).utf8)
        case .json: try SummaryJSON.data(summary)
        case .html: Data(try HTMLReport(summary).rendered().utf8)
        case .markdown: Data(MarkdownReport(summary).text().utf8)
        case .prometheus: Data(MetricsText(summary).text(.prometheus).utf8)
        case .openmetrics: Data(MetricsText(summary).text(.openMetrics).utf8)
        }
    }
}
