internal import RunModel
internal import Statistics

/// The independent values of a metric on one side, on the metric's scale: logarithms of what is compared by
/// ratio.
struct SideSeries {
    /// Of each run the values in order of time; with the run as the unit one each.
    private(set) var series: [[Double]] = []
    private(set) var points: [MetricVerdict.Point] = []
    /// Whose values they are: places of runs in the side, one a series.
    private(set) var places: [Int] = []
    /// Why there is none.
    private(set) var lack: MetricVerdict.Lack?
    /// What the mean's variance is at least by the number of things counted.
    private(set) var leastVariance = 0.0
    /// How much lower and higher the mean can be, as arrivals are known to intervals only.
    private(set) var below = 0.0
    private(set) var above = 0.0
    /// What a trend gains from the first round of a run to its last; 0 without one.
    private(set) var trend = 0.0
    let stallLimit: Double
    private let metric: JudgedMetric

    private static let trendLevel = 0.02

    var values: [Double] { series.flatMap { $0 } }
    var count: Int { series.reduce(0) { $0 + $1.count } }

    /// Whether the side has nothing of the kind.
    var isAbsent: Bool { lack == .absent }

    /// In the metric's unit; nil without values.
    var mean: Double? {
        guard count > 0 else { return nil }
        let mean = values.reduce(0, +) / Double(count)
        return metric.scale == .ratio ? RatioScale.value(at: mean) : mean
    }

    init(
        _ metric: JudgedMetric, _ mode: ResponseMode, _ runs: [RunProfile],
        unit: SideComparison.Unit, stallLimit: Double, isHistory: Bool = false
    ) {
        self.metric = metric
        self.stallLimit = stallLimit
        var counts = (part: 0, whole: 0)
        // Of many past runs those that have the number stand for all.
        func lacks(_ missing: MetricVerdict.Lack) {
            if !isHistory { lack = lack ?? missing }
        }
        for (place, run) in runs.enumerated() {
            guard let rounds = run[mode]?.rounds, !rounds.isEmpty else {
                lacks(.absent)
                continue
            }
            let found = rounds.map { ($0, value(in: $0)) }
            // A window that does not carry a rate is one of filling; anything else that a round lacks, others
            // cannot stand for.
            // Blocks are set against each other pair by pair, so that none may be left out.
            let usable = found.filter { unit == .blockPair || $0.1.lack != .tooShort }
            if let missing = usable.first(where: { $0.1.value == nil })?.1.lack {
                lacks(MetricVerdict.Lack(missing))
                continue
            }
            guard !usable.isEmpty else {
                lacks(.tooShort)
                continue
            }
            for (_, value) in usable {
                counts.part += value.part ?? 0
                counts.whole += value.whole ?? 0
            }
            add(usable, of: place, unit)
        }
        if isHistory, series.isEmpty { lack = lack ?? .absent }
        if lack != nil { return }
        if counts.whole > 0 { leastVariance = Self.countVariance(metric, counts) }
        let used = points.count
        below = used > 0 ? below / Double(used) : 0
        above = used > 0 ? above / Double(used) : 0
    }

    private mutating func add(
        _ rounds: [(RoundProfile, RoundValue)], of run: Int, _ unit: SideComparison.Unit
    ) {
        let scaled = rounds.compactMap { $0.1.value.map(onScale) }
        for (round, value) in rounds {
            guard let stated = value.value else { continue }
            points.append(
                MetricVerdict.Point(
                    run: run, round: round.round, startSeconds: round.startSeconds, value: stated))
            below += max(0, onScale(stated) - onScale(min(value.least ?? stated, stated)))
            above += max(0, onScale(max(value.most ?? stated, stated)) - onScale(stated))
        }
        guard scaled.allSatisfy(\.isFinite) else {
            lack = .absent
            return
        }
        places.append(run)
        series.append(
            unit == .run || unit == .pastRun ? [scaled.reduce(0, +) / Double(scaled.count)] : scaled
        )
        if let test = TrendTest(scaled), test.probability < Self.trendLevel {
            trend = max(trend, abs(test.change))
        }
    }

    private func onScale(_ value: Double) -> Double {
        metric.scale == .ratio ? RatioScale.place(of: value) : value
    }

    private func value(in round: RoundProfile) -> RoundValue {
        guard metric == .stalls else { return round[metric] ?? RoundValue(metric, nil) }
        guard let found = round.stalls.first(where: { $0.limitMilliseconds == stallLimit }) else {
            return RoundValue(metric, nil)
        }
        return RoundValue(metric, part: found.count, of: round.streams)
    }

    /// None of few is no proof that there is none: one thing more is taken as seen (of shares Agresti and
    /// Caffo, "Simple and effective confidence intervals for proportions and differences of proportions",
    /// 2000, with one more that did not happen).
    private static func countVariance(
        _ metric: JudgedMetric, _ counts: (part: Int, whole: Int)
    ) -> Double {
        let (part, whole) = (Double(counts.part), Double(counts.whole))
        // A stream can stall more than once: a count, and no share.
        guard metric != .stalls else { return (part + 1) / (whole * whole) }
        let share = (part + 1) / (whole + 2)
        return share * (1 - share) / (whole + 2)
    }
}

extension MetricVerdict.Lack {
    fileprivate init(_ lack: RoundValue.Lack) {
        self = MetricVerdict.Lack(rawValue: lack.rawValue) ?? .absent
    }
}

extension StallCount {
    /// The limit both sides are held against: the first that is three times the base's median gap.
    static func limit(of base: [RunProfile], _ mode: ResponseMode) -> Double {
        let gaps = base.compactMap { $0[mode]?.medianGapMilliseconds }
        let gap = SortedSample(gaps).median ?? 0
        return limits.first { $0 >= 3 * gap } ?? limits[limits.count - 1]
    }
}
