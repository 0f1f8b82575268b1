internal import Statistics

/// How many of a whole, and which share of it with its interval.
package struct CountedShare: Sendable, Equatable {
    package var count: Estimate
    package var share: Estimate

    init(count: Estimate, share: Estimate) {
        self.count = count
        self.share = share
    }

    /// Of things in order of time, whose neighbours may share their luck. Nil of nothing.
    init?(_ metric: MetricName, of things: [Bool]) {
        self.init(metric, things.count { $0 }, of: things.count)
        let time = Dependence(things.map { $0 ? 1 : 0 }).time
        guard time > 1, let value = share.value else { return }
        let interval = Proportion(value: value, trials: Double(things.count) / time)
        share.low = interval.low
        share.high = interval.high
    }

    /// Of groups, such as the events of requests, that share their luck. Nil of nothing.
    init?(_ metric: MetricName, groups: [(part: Int, total: Int)]) {
        self.init(
            metric, groups.reduce(0) { $0 + $1.part }, of: groups.reduce(0) { $0 + $1.total })
        guard let interval = Proportion(groups: groups.map { (Double($0.part), Double($0.total)) })
        else { return }
        share.low = interval.low
        share.high = interval.high
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
