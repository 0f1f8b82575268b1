internal import RunModel
internal import Statistics

/// Latencies of requests: each sample is kept whole.
extension ModeRows {
    private struct Latency {
        var metric: Metric
        var isOfBegun = false
        var isAdjusted = false
        var span: (RequestRecord) -> Duration?
    }

    private func latencies() -> [Latency] {
        var list = [
            Latency(metric: .timeToFirstByte, isOfBegun: true) { $0.timeToFirstByte },
            Latency(metric: .timeToFirstToken, isOfBegun: true, isAdjusted: true) {
                $0.timeToFirstToken
            },
        ]
        if record.isOpenLoop {
            list.append(
                Latency(metric: .timeToFirstTokenScheduled, isOfBegun: true, isAdjusted: true) {
                    $0.timeToFirstTokenScheduled
                })
        }
        if begun.contains(where: { $0.instants.firstAnswer != $0.instants.firstOutput }) {
            list.append(
                Latency(metric: .timeToFirstAnswer, isOfBegun: true) { $0.timeToFirstAnswer })
        }
        if mode == .streaming {
            list.append(Latency(metric: .firstGap, isOfBegun: true) { $0.firstGap })
            list.append(Latency(metric: .maxGap) { $0.maxGap })
        }
        list.append(Latency(metric: .endToEnd, isAdjusted: true) { $0.endToEnd })
        if record.isOpenLoop {
            list.append(
                Latency(metric: .endToEndScheduled, isAdjusted: true) { $0.endToEndScheduled })
        }
        list.append(Latency(metric: .close) { $0.close })
        return list
    }

    func latencyRows() -> [SummaryRow] {
        latencies().flatMap { latency -> [SummaryRow] in
            let isHeadline = latency.metric == .timeToFirstToken && !record.isOpenLoop
            let name = sample(
                MetricName(latency.metric), note: isHeadline ? SummaryNote.closedLoop : "")
            let pool = latency.isOfBegun ? begun : successes
            let all = SortedSample(pool.compactMap { latency.span($0)?.milliseconds })
            var rows = name.rows(all)
            if latency.isAdjusted {
                rows += name.adjustedRows(all, failures: requests.count(where: \.outcome.isFailure))
            }
            return rows + connectionRows(name, pool, latency.span)
        }
    }

    /// Cold and warm connections apart, where a run had both.
    private func connectionRows(
        _ name: MeasuredSample, _ pool: [RequestRecord], _ span: (RequestRecord) -> Duration?
    ) -> [SummaryRow] {
        let kinds: [(ConnectionKind, ConnectionScope)] = [(.cold, .cold), (.warm, .warm)]
        guard kinds.allSatisfy({ kind, _ in pool.contains { $0.connection == kind } }) else {
            return []
        }
        return kinds.flatMap { kind, scope in
            var scoped = name
            scoped.connection = scope
            return scoped.rows(
                SortedSample(
                    pool.filter { $0.connection == kind }
                        .compactMap { span($0)?.milliseconds }))
        }
    }

    func connectRows() -> [SummaryRow] {
        let cold = requests.filter { $0.connection == .cold && $0.instants.sent != nil }
        let parts: [(MetricName, (RequestRecord) -> Duration?)] = [
            (MetricName(Metric.connect), { $0.connectTime }),
            (.connectResolve, { $0.connectPhases.resolve }),
            (.connectTCP, { $0.connectPhases.connect }),
            (.connectTLS, { $0.connectPhases.tls }),
        ]
        return parts.flatMap { metric, span in
            sample(metric, .cold).rows(SortedSample(cold.compactMap { span($0)?.milliseconds }))
        }
    }
}
