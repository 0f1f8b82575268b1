package import Analysis
package import Foundation

/// trend.json: the whole trend, with sorted keys, so that the same history gives the same bytes.
package enum TrendJSON {
    /// - Throws: `EncodingError`; none for a trend of stored runs, whose numbers are all finite.
    package static func data(_ trend: HistoryTrend) throws -> Data { try VersionedJSON.data(trend) }

    /// - Throws: `DecodingError` when `data` is not a trend of this format.
    package static func trend(from data: Data) throws -> HistoryTrend {
        try VersionedJSON.value(from: data, named: "trend", HistoryTrend.currentFormat)
    }
}
