/// A sample whose values keep the order in which they came, because neighbours share their luck: waits at a
/// busy server come in waves.
///
/// Its quantiles' intervals are of as many independent values as it is worth. Where no dependence is seen they
/// are those of order statistics (docs/decisions/intervals.md).
package struct OrderedSample: Sendable {
    package let sorted: SortedSample
    private let values: [Double]
    private let ranks: Dependence
    private let load: Dependence

    /// - Parameters:
    ///   - values: In order of time; infinity for what never came.
    ///   - load: What else shares the waves and shows them where few values do, such as the requests under way
    ///     as each value's began. Looked at only where the values show dependence themselves.
    package init(_ values: [Double], load: [Double] = []) {
        self.values = values
        sorted = SortedSample(values)
        ranks = Dependence(values)
        self.load = Dependence(load)
    }

    package var count: Int { values.count }

    /// The nearest-rank quantile with its interval; nil when there is no value.
    package func estimate(quantile q: Double) -> DependentEstimate? {
        guard let value = sorted.quantile(q) else { return nil }
        let tail = Dependence(values.map { $0 <= value ? 1 : 0 })
        let isSeen = ranks.isSeen || tail.isSeen
        let time = isSeen ? max(ranks.time, tail.time, load.time) : 1
        let found = DependentRanks(quantile: q, count: count, time: time)
        return DependentEstimate(
            value: value, low: found.low.map { sorted.value(atRank: $0) },
            high: found.high.map { sorted.value(atRank: $0) },
            lengthNeeded: found.lengthNeeded)
    }
}

/// A quantile and its interval, or how many times as long the sample would have to be for one.
package struct DependentEstimate: Sendable, Equatable {
    package var value: Double
    package var low: Double?
    package var high: Double?
    /// 1 where the sample is long enough.
    package var lengthNeeded: Double
}
