/// What a sample says: how large it is, its least, its mean, its percentiles and its greatest.
///
/// A percentile below its sample floor is an estimate without a value, whose note says so.
package struct Percentiles: Sendable, Equatable {
    private static let statistics: [Statistic] = [
        .count, .min, .mean, .p50, .p90, .p95, .p99, .p999, .max,
    ]

    /// In the order of their rows. In an array, because a mode has some hundred of these values: laid out in a
    /// row they were a value of 130 KB, copied by code that took minutes to compile.
    package private(set) var estimates: [Estimate]

    /// Nil where `estimate` has none for one of the statistics.
    init?(_ estimate: (Statistic) -> Estimate?) {
        estimates = Self.statistics.compactMap(estimate)
        guard estimates.count == Self.statistics.count else { return nil }
    }

    package var count: Estimate { estimates[0] }
    package var min: Estimate { estimates[1] }
    package var mean: Estimate { estimates[2] }
    package var p50: Estimate { estimates[3] }
    package var p90: Estimate { estimates[4] }
    package var p95: Estimate { estimates[5] }
    package var p99: Estimate { estimates[6] }
    package var p999: Estimate { estimates[7] }
    package var max: Estimate { estimates[8] }

    /// The p99, or the greatest where too few samples allow a p99.
    package var tail: Estimate { p99.value == nil ? max : p99 }
}

/// Percentiles over successes and failures together, in which a failed request is infinitely slow.
package struct AdjustedPercentiles: Sendable, Equatable {
    private static let statistics: [Statistic] = [
        .p50Adjusted, .p90Adjusted, .p95Adjusted, .p99Adjusted,
    ]

    package private(set) var estimates: [Estimate]

    /// Nil where `estimate` has none for one of the statistics.
    init?(_ estimate: (Statistic) -> Estimate?) {
        estimates = Self.statistics.compactMap(estimate)
        guard estimates.count == Self.statistics.count else { return nil }
    }

    package var p50: Estimate { estimates[0] }
    package var p90: Estimate { estimates[1] }
    package var p95: Estimate { estimates[2] }
    package var p99: Estimate { estimates[3] }
}

/// One quantity sampled over the requests of a mode; each part is absent where it had no sample.
package struct SampleNumbers: Sendable, Equatable {
    package var all: Percentiles?
    /// Only of the latencies that failures must not flatter.
    package var adjusted: AdjustedPercentiles?
    /// Only where a run had both kinds of connection, and of the opening of connections, which warm ones
    /// do not have.
    package var cold: Percentiles?
    package var warm: Percentiles?

    package var count: Estimate? { all?.count }
    package var mean: Estimate? { all?.mean }
    package var p50: Estimate? { all?.p50 }
    package var p90: Estimate? { all?.p90 }
    package var p95: Estimate? { all?.p95 }
    package var p99: Estimate? { all?.p99 }
    package var max: Estimate? { all?.max }

    package subscript(scope: ConnectionScope) -> Percentiles? {
        switch scope {
        case .all: all
        case .cold: cold
        case .warm: warm
        }
    }
}
