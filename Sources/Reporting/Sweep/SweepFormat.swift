package import Foundation

/// The files that a sweep can be written as.
package enum SweepFormat: String, CaseIterable, Sendable {
    case csv
    case json
    case html

    /// What is written where nothing is asked for.
    package static let standard = SweepFormat.allCases

    /// The file's name in a sweep's folder.
    package var fileName: String { "sweep.\(rawValue)" }

    /// The file's content.
    ///
    /// - Throws: Whatever the encoder or the page's template throws.
    package func contents(of report: SweepReport) throws -> Data {
        switch self {
        case .csv: Data(SweepCSV.text(report).utf8)
        case .json: try SweepJSON.data(report.summary)
        case .html: Data(try SweepPage([report]).rendered().utf8)
        }
    }
}
