/// What a sample says: how large it is, its least, its mean, its percentiles and its greatest.
///
/// A percentile below its sample floor is an estimate without a value, whose note says so.
package struct Percentiles: Sendable, Equatable {
    package var count: Estimate
    package var min: Estimate
    package var mean: Estimate
    package var p50: Estimate
    package var p90: Estimate
    package var p95: Estimate
    package var p99: Estimate
    package var p999: Estimate
    package var max: Estimate

    /// Nil where `estimate` has none for one of the statistics.
    init?(_ estimate: (Statistic) -> Estimate?) {
        guard let count = estimate(.count), let min = estimate(.min), let mean = estimate(.mean),
            let p50 = estimate(.p50), let p90 = estimate(.p90), let p95 = estimate(.p95),
            let p99 = estimate(.p99), let p999 = estimate(.p999), let max = estimate(.max)
        else { return nil }
        self.count = count
        self.min = min
        self.mean = mean
        self.p50 = p50
        self.p90 = p90
        self.p95 = p95
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }

    /// In the order of their rows.
    var estimates: [Estimate] { [count, min, mean, p50, p90, p95, p99, p999, max] }

    /// The p99, or the greatest where too few samples allow a p99.
    package var tail: Estimate { p99.value == nil ? max : p99 }
}

/// Percentiles over successes and failures together, in which a failed request is infinitely slow.
package struct AdjustedPercentiles: Sendable, Equatable {
    package var p50: Estimate
    package var p90: Estimate
    package var p95: Estimate
    package var p99: Estimate

    /// Nil where `estimate` has none for one of the statistics.
    init?(_ estimate: (Statistic) -> Estimate?) {
        guard let p50 = estimate(.p50Adjusted), let p90 = estimate(.p90Adjusted),
            let p95 = estimate(.p95Adjusted), let p99 = estimate(.p99Adjusted)
        else { return nil }
        self.p50 = p50
        self.p90 = p90
        self.p95 = p95
        self.p99 = p99
    }

    package var estimates: [Estimate] { [p50, p90, p95, p99] }
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
