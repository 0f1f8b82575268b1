internal import Glibc

/// A quantile of values that come in groups, such as parts of runs, whose values share their luck; and its 95 %
/// interval (Woodruff, "Confidence intervals for medians and other position measures", 1952).
///
/// The share of values below the quantile is a proportion, whose spread over the groups says how many independent
/// values the whole is worth (Korn and Graubard, 1998, as `Proportion` has it). The bounds are the values at the
/// ends of that proportion's interval: those of so many independent values.
package struct GroupedQuantile: Sendable, Equatable {
    package let value: Double
    /// Absent where the values are worth too few for a bound.
    package let low: Double?
    package let high: Double?
    package let count: Int
    /// Independent values that the sample is worth; at most `count`.
    package let worth: Double

    /// Nil without a value. Fewer than two groups are taken as independent values.
    ///
    /// - Parameters:
    ///   - q: The quantile, between 0 and 1.
    ///   - groups: Values of each group, in any order; infinity for what never came.
    package init?(_ q: Double, of groups: [[Double]]) {
        let sorted = SortedSample(groups.flatMap { $0 })
        guard let value = sorted.quantile(q) else { return nil }
        self.value = value
        count = sorted.count
        worth = Self.worth(groups, below: value, share: q)
        // As many as it is worth, whose ranks are then those of the whole in proportion, outward.
        let few = max(1, Int(worth))
        let ranks = QuantileRanks(quantile: q, count: few)
        let scale = Double(count) / Double(few)
        low = ranks.low.map {
            sorted.value(atRank: max(1, Int((Double($0 - 1) * scale).rounded(.down)) + 1))
        }
        high = ranks.high.map {
            sorted.value(atRank: min(sorted.count, Int((Double($0) * scale).rounded(.up))))
        }
    }

    private static func worth(_ groups: [[Double]], below value: Double, share q: Double) -> Double
    {
        let groups = groups.filter { !$0.isEmpty }
        let total = Double(groups.reduce(0) { $0 + $1.count })
        guard groups.count >= 2 else { return total }
        let n = Double(groups.count)
        let parts = groups.map { group in
            (part: Double(group.count { $0 <= value }), size: Double(group.count))
        }
        let share = parts.reduce(0) { $0 + $1.part } / total
        let squares = parts.reduce(0.0) {
            let residual = $1.part - share * $1.size
            return $0 + residual * residual
        }
        let variance = n / (n - 1) * squares / (total * total)
        guard variance > 0 else { return total }
        // The groups' own spread is known from few of them: Student's t in the place of the normal's.
        let t = StudentT(degreesOfFreedom: groups.count - 1).quantile(0.975)
        let widening = 1.959963984540054 / t
        return min(total, q * (1 - q) / variance * widening * widening)
    }
}
