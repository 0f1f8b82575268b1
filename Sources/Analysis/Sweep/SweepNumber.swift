/// A number of a load, with the bounds of its 95 % interval; a bound is absent where it cannot be said, and the value
/// where too little was measured.
package struct SweepNumber: Codable, Sendable, Equatable {
    package var value: Double?
    package var low: Double?
    package var high: Double?
    /// Requests, or parts of the steps' time, behind it.
    package var count: Int

    package init(_ value: Double?, low: Double? = nil, high: Double? = nil, count: Int) {
        self.value = value
        self.low = low
        self.high = high
        self.count = count
    }
}

/// Percentiles of a latency over all passes of a load, in milliseconds.
package struct SweepPercentiles: Codable, Sendable, Equatable {
    package var p50: SweepNumber
    package var p95: SweepNumber
    package var p99: SweepNumber

    package init(p50: SweepNumber, p95: SweepNumber, p99: SweepNumber) {
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}
