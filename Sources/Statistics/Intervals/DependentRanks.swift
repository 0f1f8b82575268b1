internal import Glibc

/// The ranks that enclose a quantile of a series whose neighbours depend on each other: those of as many
/// independent values as the series is worth.
package struct DependentRanks: Sendable, Equatable {
    /// Absent where even the extremes are not sure enough, or the series is worth too few values.
    package private(set) var low: Int?
    package private(set) var high: Int?
    /// How many times as long the series would have to be for an interval; 1 where it is long enough.
    package let lengthNeeded: Double

    /// Fewer independent values do not even tell how dependent they are.
    private static let fewest = 30.0

    /// - Parameters:
    ///   - q: The quantile.
    ///   - n: Values of the series.
    ///   - time: How many of them are worth one (`Dependence.time`).
    package init(quantile q: Double, count n: Int, time: Double) {
        guard time > 1 else {
            let ranks = QuantileRanks(quantile: q, count: n)
            (low, high, lengthNeeded) = (ranks.low, ranks.high, 1)
            return
        }
        let worth = Double(n) / time
        // Below it the extremes are not sure enough to be a bound: q^n and (1 - q)^n are 2.5 %.
        let needed = max(Self.fewest, log(0.025) / log(max(q, 1 - q)) + 1)
        guard worth >= needed else {
            lengthNeeded = needed / max(worth, 1)
            return
        }
        lengthNeeded = 1
        let t = StudentT(degreesOfFreedom: Int(worth) - 1).quantile(0.975) / 1.959963984540054
        let count = Int(worth / (t * t))
        let ranks = QuantileRanks(quantile: q, count: count)
        let scale = Double(n) / Double(count)
        // Outward, to the far end of the values that one of them stands for.
        low = ranks.low.map { max(1, Int((Double($0 - 1) * scale).rounded(.down))) }
        high = ranks.high.map { min(n, Int((Double($0) * scale).rounded(.up))) }
    }
}
