internal import RunModel

/// What rounds are compared by: each has a value in every round, and over them a mean with Student's t
/// interval.
package enum RoundQuantity: CaseIterable, Sendable {
    case timeToFirstByte
    case timeToFirstToken
    case timeToFirstTokenScheduled
    case firstGap
    case interChunkLatency
    case maxGap
    case timePerOutputToken
    case endToEnd
    case endToEndScheduled
    case tokenThroughput
    case eventThroughput
    case requestThroughput
    case failures

    /// Its value in a round, or in the whole run.
    package func value(in numbers: ModeNumbers) -> Estimate? {
        switch self {
        case .timeToFirstByte: numbers.timeToFirstByte.p50
        case .timeToFirstToken: numbers.timeToFirstToken.p50
        case .timeToFirstTokenScheduled: numbers.timeToFirstTokenScheduled.p50
        case .firstGap: numbers.firstGap.p50
        case .interChunkLatency: numbers.interChunkLatency.p50
        case .maxGap: numbers.maxGap.p50
        case .timePerOutputToken: numbers.timePerOutputToken.p50
        case .endToEnd: numbers.endToEnd.p50
        case .endToEndScheduled: numbers.endToEndScheduled.p50
        case .tokenThroughput: numbers.tokenThroughput
        case .eventThroughput: numbers.eventThroughput
        case .requestThroughput: numbers.requestThroughput
        case .failures: numbers.failures?.share
        }
    }

    package var metric: MetricName {
        switch self {
        case .timeToFirstByte: MetricName(.timeToFirstByte)
        case .timeToFirstToken: MetricName(.timeToFirstToken)
        case .timeToFirstTokenScheduled: MetricName(.timeToFirstTokenScheduled)
        case .firstGap: MetricName(.firstGap)
        case .interChunkLatency: MetricName(.interChunkLatency)
        case .maxGap: MetricName(.maxGap)
        case .timePerOutputToken: MetricName(.timePerOutputToken)
        case .endToEnd: MetricName(.endToEnd)
        case .endToEndScheduled: MetricName(.endToEndScheduled)
        case .tokenThroughput: .tokenThroughput
        case .eventThroughput: .eventThroughput
        case .requestThroughput: .requestThroughput
        case .failures: .failures
        }
    }

    /// What its value is of the metric: a median, a rate or a share.
    package var statistic: Statistic {
        switch self {
        case .tokenThroughput, .eventThroughput, .requestThroughput: .rate
        case .failures: .share
        default: .p50
        }
    }
}
