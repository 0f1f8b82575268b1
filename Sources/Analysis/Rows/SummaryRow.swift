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
        connection: ConnectionScope = .all, round: Int? = nil
    ) {
        self.init(
            estimate.metric, mode, phase: phase, connection: connection, round: round,
            estimate.statistic, estimate.value, estimate.unit, low: estimate.low,
            high: estimate.high, count: estimate.count, note: estimate.note)
    }

    /// The number alone, without the place where it stands.
    var estimate: Estimate {
        Estimate(
            metric, statistic, value, unit, low: low, high: high, count: count, note: note)
    }
}

/// Which requests a number is of, by how they had their connection.
package enum ConnectionScope: String, Codable, Sendable, CaseIterable {
    case all
    case cold
    case warm
}

package enum Statistic: String, Codable, Sendable, CaseIterable {
    case count
    case total
    case share
    case rate
    case value
    case min
    case mean
    case p50
    case p90
    case p95
    case p99
    case p999 = "p99.9"
    case max
    /// Percentiles in which a failed request is infinitely slow.
    case p50Adjusted = "p50_adjusted"
    case p90Adjusted = "p90_adjusted"
    case p95Adjusted = "p95_adjusted"
    case p99Adjusted = "p99_adjusted"
    /// The mean of the rounds' values, with Student's t interval over the rounds.
    case roundMean = "round_mean"

    package static let percentiles: [Statistic] = [.p50, .p90, .p95, .p99, .p999]
    package static let adjustedPercentiles: [Statistic] = [
        .p50Adjusted, .p90Adjusted, .p95Adjusted, .p99Adjusted,
    ]

    /// The quantile of a percentile, between 0 and 1; nil for the others.
    package var quantile: Double? {
        switch self {
        case .p50, .p50Adjusted: 0.5
        case .p90, .p90Adjusted: 0.9
        case .p95, .p95Adjusted: 0.95
        case .p99, .p99Adjusted: 0.99
        case .p999: 0.999
        default: nil
        }
    }
}

package enum SummaryUnit: String, Codable, Sendable, CaseIterable {
    case milliseconds = "ms"
    case seconds = "s"
    case count
    /// A part of a whole: 0.25 is a quarter.
    case share
    case tokensPerSecond = "tokens/s"
    case eventsPerSecond = "events/s"
    case requestsPerSecond = "requests/s"
    case tokens
    case bytesPerToken = "bytes/token"
    case bytesPerEvent = "bytes/event"
    case segmentsPerToken = "segments/token"
    /// How many times one thing is another: 4 is four times as much.
    case ratio
}

/// The fixed notes of summary rows.
package enum SummaryNote {
    package static let tooFew = "n too small"
    package static let closedLoop = "closed loop: not the latency of arriving users"
    package static let infinite = "infinite: too many requests failed"
    package static let failuresInfinite = "a failure counts as infinitely slow"
    package static let firstTokensUnknown = "tokens of the first event unknown: taken as 1"
    package static let hiddenReasoning =
        "counts reasoning that was not sent: too fast by as much"
    package static let noUsage = "the server sent no usage"
    package static let lowerBound = "a lower bound: some requests came without usage"
    package static let spreadEvenly =
        "events of requests across the window's edges taken as evenly spread"
    package static let oneRound = "no interval: fewer than two rounds"
    package static let noInterval = "no interval: too few values"
    package static let unequalLengths = "the answers of the pairs differ in length"
    package static let evenTokens = "tokens taken as evenly divided among the events of a stream"
    package static let eventsAsTokens =
        "events counted as tokens where the server sent no usage; else tokens taken as evenly divided"
    package static let sharedCPU = "turns of the loop that served no request"
    package static let ownCPU = "without the turns of the loop that served no request"
}
