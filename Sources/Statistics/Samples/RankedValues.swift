/// Values that can be asked for by their rank: a sorted sample, or a histogram.
package protocol RankedValues {
    var count: Int { get }

    /// The value of rank `rank`, counted from 1 for the smallest.
    func value(atRank rank: Int) -> Double
}

extension RankedValues {
    /// The nearest-rank quantile: the value of rank ceil(q n). Nil when there is no value.
    package func quantile(_ q: Double) -> Double? {
        guard count > 0 else { return nil }
        return value(atRank: QuantileRanks.nearest(q, of: count))
    }

    /// The nearest-rank quantile with its distribution-free interval.
    ///
    /// A bound is absent where even the smallest or the largest value is not sure enough to be one.
    package func estimate(quantile q: Double, confidence: Double = 0.95) -> QuantileEstimate? {
        guard let value = quantile(q) else { return nil }
        let ranks = QuantileRanks(quantile: q, count: count, confidence: confidence)
        return QuantileEstimate(
            value: value,
            low: ranks.low.map { self.value(atRank: $0) },
            high: ranks.high.map { self.value(atRank: $0) })
    }

    /// How many values are at most `limit`. Costs one binary search over the ranks.
    package func countAtMost(_ limit: Double) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if value(atRank: middle + 1) <= limit {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// A sample kept whole, in order.
package struct SortedSample: RankedValues, Sendable {
    private let values: [Double]

    package init(_ values: [Double]) {
        self.values = values.sorted()
    }

    package var count: Int { values.count }

    package func value(atRank rank: Int) -> Double { values[rank - 1] }

    /// The arithmetic mean; nil when there is no value.
    package var mean: Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The middle value, or the mean of the two middle ones; nil when there is no value.
    package var median: Double? {
        guard !values.isEmpty else { return nil }
        let middle = values.count / 2
        return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
    }
}

/// A quantile and the interval that holds the true one with the asked confidence.
package struct QuantileEstimate: Sendable, Equatable {
    package var value: Double
    package var low: Double?
    package var high: Double?
}
