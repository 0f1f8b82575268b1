package import RunModel

/// One number of a summary: a line of summary.csv.
package struct SummaryRow: Codable, Sendable, Equatable {
    package var metric: MetricName
    /// Absent where the number is of both modes or of neither.
    package var mode: ResponseMode?
    /// Everything is of the measured phase but the counts of the other phases' requests.
    package var phase: Phase
    package var connection: ConnectionScope
    /// Absent where the number is of the whole run.
    package var round: Int?
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
    /// Of a mix; absent where the number is of all classes.
    package var requestClass: String?

    /// Whether it was read from a histogram, which knows its values to one in a thousand.
    package var isOfHistogram: Bool {
        unit == .milliseconds && Self.ofHistograms.contains(metric)
    }

    private static let ofHistograms = Set(
        [
            Metric.interChunkLatency, .interTokenLatency, .readDelay, .lateness, .stampError,
            .requestDelivery, .uncertainGap, .uncertainGapShortest, .uncertainGapLongest,
        ].map { MetricName($0) } + [.interChunkShortest, .interChunkLongest])

    package init(
        _ metric: MetricName, _ mode: ResponseMode?, phase: Phase = .measured,
        connection: ConnectionScope = .all, round: Int? = nil, _ statistic: Statistic,
        _ value: Double?, _ unit: SummaryUnit,
        low: Double? = nil, high: Double? = nil, count: Int, note: String = ""
    ) {
        self.metric = metric
        self.mode = mode
        self.phase = phase
        self.connection = connection
        self.round = round
        self.statistic = statistic
        self.value = value
        self.unit = unit
        self.low = low
        self.high = high
        self.count = count
        self.note = note
    }

    init(
        _ estimate: Estimate, _ mode: ResponseMode?, phase: Phase = .measured,
        connection: ConnectionScope = .all, round: Int? = nil, requestClass: String? = nil
    ) {
        self.init(
            estimate.metric, mode, phase: phase, connection: connection, round: round,
            estimate.statistic, estimate.value, estimate.unit, low: estimate.low,
            high: estimate.high, count: estimate.count, note: estimate.note)
        self.requestClass = requestClass
    }

    /// The number alone, without the place where it stands.
    var estimate: Estimate {
        Estimate(
            metric, statistic, value, unit, low: low, high: high, count: count, note: note)
    }
}
