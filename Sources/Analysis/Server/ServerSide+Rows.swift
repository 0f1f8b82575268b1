internal import RunModel

extension MetricName {
    /// What the server says of itself: `server_running`, `server_waiting`, …
    static func server(_ quantity: ServerQuantity) -> MetricName {
        MetricName(rawValue: "server_" + (quantity == .firstToken ? "ttft" : quantity.rawValue))
    }

    /// What the way and a gateway added to TTFT.
    static let serverDifference = MetricName(rawValue: "server_ttft_difference")

    static let ofServer = ServerQuantity.allCases.map { server($0) } + [serverDifference]
}

extension ServerSide {
    /// What summary.csv has of it.
    func rows() -> [SummaryRow] {
        levels.flatMap { level in
            let name = MetricName.server(level.quantity)
            let unit = level.quantity.unit
            return [
                SummaryRow(name, nil, .p50, level.p50, unit, count: level.looks),
                SummaryRow(name, nil, .max, level.most, unit, count: level.looks),
            ]
        }
            + counts.map {
                SummaryRow(
                    .server($0.quantity), nil, .count, $0.total, $0.quantity.unit, count: 1,
                    note: $0.resets > 0 ? "at least: the server began anew" : "")
            }
            + distributions.map {
                SummaryRow(
                    .server($0.quantity), nil, .mean,
                    $0.quantity.unit == .milliseconds ? $0.mean * 1000 : $0.mean,
                    $0.quantity.unit, count: $0.count)
            } + differenceRow()
    }

    private func differenceRow() -> [SummaryRow] {
        guard let first = firstTokens, let most = first.differenceMostMilliseconds else {
            return []
        }
        return [
            SummaryRow(
                .serverDifference, nil, .mean, most, .milliseconds,
                low: first.differenceLeastMilliseconds, high: most, count: first.ourCount)
        ]
    }
}

extension ServerQuantity {
    /// What rows have it in; times are seconds in the server's metrics.
    package var unit: SummaryUnit {
        switch self {
        case .running, .waiting, .preemptions, .steps: .count
        case .cacheUse, .prefixHitRate: .share
        case .prefixHits, .prefixQueries, .promptTokens, .outputTokens, .tokensPerStep: .tokens
        case .outputRate: .tokensPerSecond
        case .firstToken, .queueTime, .prefillTime, .interToken: .milliseconds
        }
    }
}
