internal import RunModel
internal import Statistics

/// What one run came to in a metric, as the judge of a history takes it.
struct RunValue {
    /// On the metric's scale: the logarithm of what is compared by ratio.
    private(set) var scaled: Double?
    private var low: Double?
    private var high: Double?
    private var lack: MetricVerdict.Lack?
    private let metric: JudgedMetric

    private static let confidence = 0.95
    private static let fewestRounds = 3

    init(
        _ metric: JudgedMetric, _ mode: ResponseMode, _ profile: RunProfile, stallLimit: Double
    ) {
        self.metric = metric
        if metric.isOfLimits {
            let bounds =
                metric == .streamCeiling
                ? profile.limits?.streamCeiling : profile.limits?.windowRequests
            scaled = profile.limits?.middle(of: metric)
            (low, high) = (bounds?.low, bounds?.high)
            if scaled == nil { lack = .absent }
            return
        }
        let series = SideSeries(
            metric, mode, [profile], unit: .pastRun, stallLimit: stallLimit)
        guard series.lack == nil, let value = series.values.first else {
            lack = series.lack ?? .absent
            return
        }
        scaled = value
        let rounds = series.points.map { point in
            metric.scale == .ratio ? RatioScale.place(of: point.value) : point.value
        }
        guard rounds.count >= Self.fewestRounds,
            let mean = SideMean(rounds, leastVariance: series.leastVariance)
        else { return }
        let interval = MeanEffect(pairs: mean, confidence: Self.confidence)
        low = interval.low - series.below
        high = interval.high + series.above
    }

    func point(run: Int) -> MetricTrend.Point {
        MetricTrend.Point(
            run: run, value: scaled.map(stated), low: low.map(stated), high: high.map(stated),
            lack: lack)
    }

    private func stated(_ value: Double) -> Double {
        if metric.scale == .ratio { return RatioScale.value(at: value) }
        return metric.unit == .share ? min(max(value, 0), 1) : max(value, 0)
    }
}
