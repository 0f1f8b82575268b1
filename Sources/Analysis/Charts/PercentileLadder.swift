package import RunModel

/// The percentiles of a sample up to as many nines as it can carry, for a chart.
package struct PercentileLadder: Codable, Sendable, Equatable {
    package struct Step: Codable, Sendable, Equatable {
        /// Between 0 and 1.
        package var quantile: Double
        package var milliseconds: Double
        package var lowMilliseconds: Double?
        package var highMilliseconds: Double?
    }

    package var metric: MetricName
    package var mode: ResponseMode
    package var count: Int
    /// Ascending; none below its sample floor.
    package var steps: [Step]
}
