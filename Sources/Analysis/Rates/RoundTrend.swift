internal import Statistics

/// Rounds that rise or fall from one to the next, by more than chance and by enough to matter.
struct RoundTrend {
    /// From the first round to the last, as a share of their median.
    let change: Double

    /// Five rounds in order are rarer than that: two of 120 orders.
    private static let level = 0.02
    private static let leastChange = 0.05

    /// Nil where there is no trend.
    init?(_ values: [Double]) {
        guard let test = TrendTest(values), test.probability < Self.level,
            let median = SortedSample(values).median, median > 0
        else { return nil }
        change = test.change / median
        guard abs(change) >= Self.leastChange else { return nil }
    }
}
