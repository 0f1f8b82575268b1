internal import RunModel
internal import Statistics

extension PercentileLadder {
    /// At nines, and halfway to the next in the scale of what lies above.
    private static let quantiles = [
        0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999995,
        0.999999,
    ]

    /// Nil where not even the median has its sample floor.
    ///
    /// `bounds` gives the interval of a quantile.
    init?(
        _ metric: Metric, _ mode: ResponseMode, _ values: some RankedValues,
        bounds: (Double) -> DependentEstimate? = { _ in nil }
    ) {
        self.metric = MetricName(metric)
        self.mode = mode
        count = values.count
        steps = Self.quantiles
            .prefix { QuantileRanks.sampleFloor(quantile: $0) <= values.count }
            .compactMap { quantile in
                values.quantile(quantile).map {
                    let interval = bounds(quantile)
                    return Step(
                        quantile: quantile, milliseconds: $0, lowMilliseconds: interval?.low,
                        highMilliseconds: interval?.high)
                }
            }
        if steps.isEmpty { return nil }
    }
}

extension JudgedRecord {
    func ladders() -> [PercentileLadder] { modes.flatMap { ladders(of: $0) } }

    private func ladders(of mode: ResponseMode) -> [PercentileLadder] {
        let parts = ModeRequests(record: self, mode: mode, round: nil)
        func ladder(
            _ metric: Metric, _ requests: [RequestRecord],
            _ span: (RequestRecord) -> Duration?
        ) -> PercentileLadder? {
            let sample = parts.ordered(requests, span)
            let hasIntervals = overload?.isFound != true
            return PercentileLadder(metric, mode, sample.sorted) { quantile in
                hasIntervals ? sample.estimate(quantile: quantile) : nil
            }
        }
        var ladders = [ladder(.timeToFirstToken, parts.begun) { $0.timeToFirstToken }]
        if isOpenLoop {
            ladders.append(
                ladder(.timeToFirstTokenScheduled, parts.begun) { $0.timeToFirstTokenScheduled })
        }
        ladders.append(ladder(.endToEnd, parts.whole) { $0.endToEnd })
        if mode == .streaming, let gaps = parts.histogram(.interChunkLatency) {
            ladders.append(PercentileLadder(.interChunkLatency, mode, gaps))
        }
        return ladders.compactMap { $0 }
    }
}
