internal import RunModel
internal import Statistics

extension PercentileLadder {
    /// At nines, and halfway to the next in the scale of what lies above.
    private static let quantiles = [
        0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999995,
        0.999999,
    ]

    /// Nil where not even the median has its sample floor.
    init?(_ metric: Metric, _ mode: ResponseMode, _ values: some RankedValues) {
        self.metric = MetricName(metric)
        self.mode = mode
        count = values.count
        steps = Self.quantiles
            .prefix { QuantileRanks.sampleFloor(quantile: $0) <= values.count }
            .compactMap { quantile in
                values.estimate(quantile: quantile).map {
                    Step(
                        quantile: quantile, milliseconds: $0.value, lowMilliseconds: $0.low,
                        highMilliseconds: $0.high)
                }
            }
        if steps.isEmpty { return nil }
    }
}

extension JudgedRecord {
    func ladders() -> [PercentileLadder] { modes.flatMap { ladders(of: $0) } }

    private func ladders(of mode: ResponseMode) -> [PercentileLadder] {
        let parts = ModeRequests(record: self, mode: mode, round: nil)
        func sample(
            _ requests: [RequestRecord], _ span: (RequestRecord) -> Duration?
        ) -> SortedSample {
            SortedSample(requests.compactMap { span($0)?.milliseconds })
        }
        var ladders = [
            PercentileLadder(
                .timeToFirstToken, mode, sample(parts.begun) { $0.timeToFirstToken })
        ]
        if isOpenLoop {
            ladders.append(
                PercentileLadder(
                    .timeToFirstTokenScheduled, mode,
                    sample(parts.begun) { $0.timeToFirstTokenScheduled }))
        }
        ladders.append(
            PercentileLadder(.endToEnd, mode, sample(parts.whole) { $0.endToEnd }))
        if mode == .streaming, let gaps = parts.histogram(.interChunkLatency) {
            ladders.append(PercentileLadder(.interChunkLatency, mode, gaps))
        }
        return ladders.compactMap { $0 }
    }
}
