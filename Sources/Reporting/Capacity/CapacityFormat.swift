package import Analysis
package import Foundation

/// The files that a search for the capacity can be written as.
package enum CapacityFormat: String, CaseIterable, Sendable {
    case csv
    case json
    case html

    package var fileName: String { "capacity.\(rawValue)" }

    /// The file's content.
    ///
    /// - Throws: Whatever `CapacityJSON.data` or `CapacityPage.rendered` throws.
    package func contents(of summary: CapacitySummary) throws -> Data {
        switch self {
        case .html: Data(try CapacityPage(summary).rendered().utf8)
        case .json: try CapacityJSON.data(summary)
        case .csv: Data(CapacityCSV.text(summary).utf8)
        }
    }
}
