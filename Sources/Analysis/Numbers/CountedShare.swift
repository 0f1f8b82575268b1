internal import Statistics

/// How many of a whole, and which share of it with its interval.
package struct CountedShare: Sendable, Equatable {
    package var count: Estimate
    package var share: Estimate

    init(count: Estimate, share: Estimate) {
        self.count = count
        self.share = share
    }

    /// Nil of nothing.
    init?(_ metric: MetricName, _ part: Int, of total: Int, note: String = "") {
        guard let proportion = Proportion(part, of: total) else { return nil }
        count = Estimate(metric, .count, Double(part), .count, count: total, note: note)
        share = Estimate(
            metric, .share, proportion.value, .share, low: proportion.low, high: proportion.high,
            count: total, note: note)
    }
}
