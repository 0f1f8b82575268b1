/// One number of a run: what it is called, how much it is, and how sure.
///
/// Of which requests it is, those of a mode or of a round, says the value that holds it.
package struct Estimate: Sendable, Equatable {
    package var metric: MetricName
    package var statistic: Statistic
    /// Absent where the number cannot be said; `note` says why.
    package var value: Double?
    package var unit: SummaryUnit
    /// The bounds of the 95 % interval; either is absent where it cannot be said.
    package var low: Double?
    package var high: Double?
    /// Samples behind the value: requests, gaps, reads or rounds.
    package var count: Int
    package var note: String

    init(
        _ metric: MetricName, _ statistic: Statistic, _ value: Double?, _ unit: SummaryUnit,
        low: Double? = nil, high: Double? = nil, count: Int, note: String = ""
    ) {
        self.metric = metric
        self.statistic = statistic
        self.value = value
        self.unit = unit
        self.low = low
        self.high = high
        self.count = count
        self.note = note
    }
}
