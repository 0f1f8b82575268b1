internal import Histogram
internal import RunModel
internal import Statistics

/// A latency histogram as ranked values, in milliseconds.
///
/// Counting goes by whole ranks over the recorded buckets. The library's `valueAtPercentile` goes by
/// a percentage in floating point instead, so that p99 of 100,000 values can land one rank away from
/// the nearest one. A rank's value is the highest its bucket can hold, as HdrHistogram's is, but
/// never above the largest recorded: at most 0.1 % above the true value.
struct RankedHistogram: RankedValues, Sendable {
    /// The highest equivalent value of each recorded bucket, in nanoseconds, ascending.
    private var values: [UInt64] = []
    /// How many values lie in each bucket or below.
    private var cumulativeCounts: [Int] = []
    /// The mean by the middles of the buckets, in milliseconds; nil when there is no value.
    let mean: Double?
    private let minimum: UInt64

    init(_ histogram: LatencyHistogram) {
        var total = 0
        var sum = 0.0
        for step in histogram.recordedValues() {
            let count = Int(step.count)
            total += count
            sum += Double(histogram.medianEquivalentForValue(step.value)) * Double(count)
            values.append(Swift.min(step.value, histogram.maxRecorded))
            cumulativeCounts.append(total)
            // The iterator would go on over every empty bucket up to an hour.
            if total == Int(histogram.totalCount) { break }
        }
        mean = total > 0 ? sum / Double(total) / 1e6 : nil
        minimum = total > 0 ? histogram.min : 0
    }

    /// These values with those of `some` of them replaced by as many others.
    func replacing(_ some: RankedHistogram, by others: RankedHistogram) -> RankedHistogram {
        var counts: [UInt64: Int] = [:]
        for (value, count) in counted { counts[value, default: 0] += count }
        for (value, count) in some.counted { counts[value, default: 0] -= count }
        for (value, count) in others.counted { counts[value, default: 0] += count }
        return RankedHistogram(counts.filter { $0.value > 0 })
    }

    private init(_ counts: [UInt64: Int]) {
        var total = 0
        var sum = 0.0
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
            total += count
            sum += Double(value) * Double(count)
            values.append(value)
            cumulativeCounts.append(total)
        }
        mean = total > 0 ? sum / Double(total) / 1e6 : nil
        minimum = values.first ?? 0
    }

    private var counted: [(value: UInt64, count: Int)] {
        values.indices.map {
            (values[$0], cumulativeCounts[$0] - ($0 > 0 ? cumulativeCounts[$0 - 1] : 0))
        }
    }

    var count: Int { cumulativeCounts.last ?? 0 }

    func value(atRank rank: Int) -> Double {
        var low = 0
        var high = cumulativeCounts.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulativeCounts[middle] < rank { low = middle + 1 } else { high = middle }
        }
        return Double(values[low]) / 1e6
    }

    var smallest: Double? { count > 0 ? Double(minimum) / 1e6 : nil }

    /// The interval of a percentile: the value ± t s / sqrt(rounds) of the rounds' own percentiles. Nil with
    /// fewer than five rounds, or where one has too few values for it.
    func interval(
        quantile q: Double, rounds: [RankedHistogram]
    ) -> (low: Double, high: Double)? {
        let floor = QuantileRanks.sampleFloor(quantile: Swift.max(q, 1 - q))
        let values = rounds.filter { $0.count >= floor }.compactMap { $0.quantile(q) }
        guard rounds.count >= Self.fewestRounds, values.count == rounds.count,
            let spread = MeanInterval(values), let value = quantile(q)
        else { return nil }
        let half = spread.high - spread.mean
        return (Swift.max(value - half, 0), value + half)
    }

    /// Fewer say too little of their own spread.
    static let fewestRounds = 5

    /// Count and sum of the values above `limit` milliseconds.
    func excess(over limit: Double) -> (count: Int, milliseconds: Double) {
        var result = (count: 0, milliseconds: 0.0)
        var before = 0
        for (value, cumulative) in zip(values, cumulativeCounts) {
            let milliseconds = Double(value) / 1e6
            if milliseconds > limit {
                result.count += cumulative - before
                result.milliseconds += milliseconds * Double(cumulative - before)
            }
            before = cumulative
        }
        return result
    }
}
