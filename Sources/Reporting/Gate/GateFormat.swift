package import Analysis
package import Foundation

/// The files that a gate writes.
package enum GateFormat: String, CaseIterable, Sendable {
    case json
    case markdown
    case junit
    case metrics
    case badge
    case page

    package var fileName: String {
        switch self {
        case .json: "gate.json"
        case .markdown: "gate.md"
        case .junit: "junit.xml"
        case .metrics: "metrics.txt"
        case .badge: "badge.json"
        case .page: "compare.html"
        }
    }

    /// The file's content; nil where there is nothing for it.
    ///
    /// - Throws: Whatever the encoder or the page's template throws.
    package func contents(of result: GateResult) throws -> Data? {
        switch self {
        case .json: try VersionedJSON.data(result)
        case .markdown: Data(GateMarkdown(result).text().utf8)
        case .junit: Data(GateJUnit(result).text().utf8)
        case .metrics: Data(GateMetrics.text(result).utf8)
        case .badge: try GateBadge.data(result)
        case .page:
            try GateWording.comparisons(result).first.map {
                Data(try SidesPage($0.sides).rendered().utf8)
            }
        }
    }
}
