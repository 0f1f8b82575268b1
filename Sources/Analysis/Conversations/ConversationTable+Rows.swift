internal import RunModel

extension MetricName {
    /// TTFT of a turn, from 1: `ttft_turn_1`, …; the last one with all later turns.
    static func timeToFirstToken(ofTurn turn: Int) -> MetricName {
        MetricName(
            rawValue: "ttft_turn_\(turn)" + (turn > TurnNumbers.mostTurns ? "_on" : ""))
    }

    static let timeToFirstTokenPerUncached = MetricName(rawValue: "ttft_per_1000_uncached")
    static let cacheGain = MetricName(rawValue: "cache_gain")

    /// Those of conversations.
    static let ofConversations =
        (1...TurnNumbers.mostTurns + 1).map { timeToFirstToken(ofTurn: $0) }
        + [timeToFirstTokenPerUncached, cacheGain]
}

extension ConversationTable {
    /// What summary.csv has of it.
    func rows() -> [SummaryRow] {
        var rows = turns.flatMap { $0.rows() }
        if let uncached {
            rows.append(
                SummaryRow(
                    .timeToFirstTokenPerUncached, .streaming, .value, uncached.perThousandTokens,
                    .milliseconds, low: uncached.low, high: uncached.high,
                    count: uncached.requests))
        }
        if let gain = cacheGain {
            rows.append(
                SummaryRow(
                    .cacheGain, .streaming, .mean, gain.gain, .milliseconds, low: gain.low,
                    high: gain.high, count: gain.turns))
        }
        return rows
    }
}

extension TurnNumbers {
    fileprivate func rows() -> [SummaryRow] {
        func row(_ statistic: Statistic, _ value: Double?, _ low: Double?, _ high: Double?)
            -> SummaryRow?
        {
            value.map {
                SummaryRow(
                    .timeToFirstToken(ofTurn: turn), .streaming, statistic, $0, .milliseconds,
                    low: low, high: high, count: requests)
            }
        }
        return [
            row(.p50, medianTimeToFirstToken, medianLow, medianHigh),
            row(.p95, p95TimeToFirstToken, p95Low, p95High),
        ].compactMap { $0 }
    }
}
