package import Analysis
package import Foundation

/// The files that a trend can be written as.
package enum TrendFormat: String, CaseIterable, Sendable {
    case html
    case json
    case csv

    /// By a file's ending; nil for another one.
    package init?(ending: String) {
        self.init(rawValue: ending == "htm" ? "html" : ending.lowercased())
    }

    /// The file's content.
    ///
    /// - Throws: Whatever `TrendJSON.data` or `TrendPage.rendered` throws.
    package func contents(of trend: HistoryTrend) throws -> Data {
        switch self {
        case .html: Data(try TrendPage(trend).rendered().utf8)
        case .json: try TrendJSON.data(trend)
        case .csv: Data(TrendCSV.text(trend).utf8)
        }
    }
}
