internal import RunModel
internal import Statistics

/// Counts, and the client's own share.
extension ModeRows {
    func arrivalRows() -> [SummaryRow] {
        ArrivalCount(
            record.requests.filter { $0.mode == mode },
            in: record.window.slice(origin: record.manifest.origin), chunks: record.chunks
        )
        .rows(mode: mode, seconds: record.window.seconds, round: nil)
    }

    func goodputRows() -> [SummaryRow] {
        guard !record.objectives.isEmpty else { return [] }
        let judged = requests.filter { $0.outcome != .cut && $0.outcome != .cancelled }
        let good = judged.count { record.objectives.areMet(by: $0) }
        var rows = share(.goodput, good, of: judged.count)
        if record.window.seconds > 0 {
            rows.append(
                SummaryRow(
                    .goodput, mode, .rate, Double(good) / record.window.seconds,
                    .requestsPerSecond, count: judged.count))
        }
        return rows
    }

    func outcomeRows() -> [SummaryRow] {
        Outcome.allCases.flatMap { outcome -> [SummaryRow] in
            let count = requests.count { $0.outcome == outcome }
            return count == 0 ? [] : share(MetricName(outcome), count, of: requests.count)
        }
    }

    func eventRows() -> [SummaryRow] {
        func sum(_ count: KeyPath<EventCounts, Int>) -> Int {
            requests.reduce(0) { $0 + $1.events[keyPath: count] }
        }
        func total(_ metric: MetricName, _ count: Int) -> SummaryRow {
            SummaryRow(metric, mode, .total, Double(count), .count, count: requests.count)
        }
        return sample(.outputEvents, unit: .count)
            .rows(SortedSample(successes.map { Double($0.events.output) }))
            + share(.coalesced, sum(\.coalesced), of: sum(\.output))
            + share(.unstampedReads, sum(\.unstampedReads), of: sum(\.reads))
            + [
                total(.keepAlives, sum(\.keepAlives)), total(.brokenEvents, sum(\.broken)),
            ]
    }

    func tokenRows() -> [SummaryRow] {
        let sources = TokenSource.allCases.flatMap { source in
            share(
                MetricName(source), successes.count { $0.tokens.source == source },
                of: successes.count)
        }
        let counted = successes.filter { ($0.countedTokens ?? 0) > 0 }
        let tokens = counted.compactMap(\.countedTokens).reduce(0, +)
        let events = successes.reduce(0) { $0 + $1.events.output }
        func perUnit(
            _ metric: MetricName, _ bytes: Int, _ units: Int, _ unit: SummaryUnit, _ count: Int
        ) -> [SummaryRow] {
            guard units > 0 else { return [] }
            return [
                SummaryRow(
                    metric, mode, .mean, Double(bytes) / Double(units), unit, count: count)
            ]
        }
        func distribution(_ metric: MetricName, _ count: (TokenCounts) -> Int?) -> [SummaryRow] {
            sample(metric, unit: .tokens)
                .rows(SortedSample(counted.compactMap { count($0.tokens).map(Double.init) }))
        }
        let body = { (list: [RequestRecord]) in list.reduce(0) { $0 + $1.bytes.body } }
        let head = counted.reduce(0) { $0 + $1.bytes.head }
        return sources + distribution(.outputTokens) { $0.output }
            + distribution(.promptTokens) { $0.prompt }
            + distribution(.reasoningTokens) { $0.reasoning }
            + perUnit(.bodyBytesPerToken, body(counted), tokens, .bytesPerToken, counted.count)
            + perUnit(.headBytesPerToken, head, tokens, .bytesPerToken, counted.count)
            + perUnit(
                .bodyBytesPerEvent, body(successes), events, .bytesPerEvent, successes.count)
    }

    func clientRows() -> [SummaryRow] {
        let pooled: [Metric] = [.readDelay, .stampError, .requestDelivery]
        let lags: [(MetricName, (RequestRecord) -> Duration?)] = [
            (.startLag, { $0.startLag }), (MetricName(.scheduleLag), { $0.scheduleLag }),
        ]
        return pooled.flatMap { metric in
            histogram(metric).map { sample(MetricName(metric)).rows($0) } ?? []
        }
            + lags.flatMap { metric, lag in
                sample(metric)
                    .rows(SortedSample(requests.compactMap { lag($0)?.milliseconds }))
            }
    }
}
