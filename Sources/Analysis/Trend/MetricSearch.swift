internal import RunModel
internal import Statistics

/// Looks for the levels of one metric over the runs of a trend.
struct MetricSearch {
    private let metric: JudgedMetric
    private let rules: SideRules
    private let runs: [TrendRun]
    private let profiles: [RunProfile]
    private var found: MetricTrend
    /// Runs that count and have a value, and that value on the metric's scale.
    private var places: [Int] = []
    private var values: [Double] = []

    /// The chance that a series without a trend is called a creep.
    private static let creepLevel = 0.01
    /// Fewer runs rise by chance too often.
    private static let fewestCreeping = 8

    init(
        _ metric: JudgedMetric, _ mode: ResponseMode, runs: [TrendRun], profiles: [RunProfile],
        rules: SideRules
    ) {
        self.metric = metric
        self.rules = rules
        self.runs = runs
        self.profiles = profiles
        let counted = runs.indices.filter { runs[$0].leftOut == nil }.map { profiles[$0] }
        // One limit for all, so that they can be compared.
        let limit = StallCount.limit(of: counted.isEmpty ? profiles : counted, mode)
        let scaled = profiles.map { RunValue(metric, mode, $0, stallLimit: limit) }
        found = MetricTrend(
            metric: metric, mode: mode,
            isAdvisory: metric.isTail && !rules.gate.contains(metric), unit: metric.unit,
            scale: metric.scale, stallLimitMilliseconds: metric == .stalls ? limit : nil,
            points: scaled.enumerated().map { $1.point(run: $0) })
        for (run, value) in scaled.enumerated() where runs[run].leftOut == nil {
            guard let value = value.scaled else { continue }
            places.append(run)
            values.append(value)
        }
    }

    /// Whether any run has anything of the kind.
    var isPresent: Bool {
        rules.gate.contains(metric) || found.points.contains { $0.lack != .absent }
    }

    func trend() -> MetricTrend {
        var trend = found
        guard let search = ChangePoints(values) else {
            trend.lack = .tooFewRuns
            return trend
        }
        for spike in search.spikes { trend.points[places[spike]].isSpike = true }
        let bounds = [0] + search.points.map(\.index) + [values.count]
        let levels = zip(bounds, bounds.dropFirst()).map { first, end in
            Level(range: first..<end, usual: (first..<end).filter { !search.spikes.contains($0) })
        }
        trend.levels = levels.map { level in
            MetricTrend.Level(
                first: places[level.range.lowerBound], last: places[level.range.upperBound - 1],
                count: level.usual.count, value: stated(mean(level)))
        }
        trend.changes = search.points.enumerated().map { number, point in
            change(point, levels, number)
        }
        trend.creep = levels.last.flatMap(creep)
        return trend
    }

    // MARK: Changes

    private struct Level {
        let range: Range<Int>
        /// Those that are no spikes.
        let usual: [Int]
    }

    private func mean(_ level: Level) -> Double {
        level.usual.reduce(0) { $0 + values[$1] } / Double(max(level.usual.count, 1))
    }

    private func change(_ point: ChangePoint, _ levels: [Level], _ number: Int) -> TrendChange {
        let (old, new) = (mean(levels[number]), mean(levels[number + 1]))
        let band = rules.band(of: metric, base: stated(old))
        let (first, last) = (point.range.lowerBound, point.range.upperBound)
        let (before, after) = (places[max(first - 1, 0)], places[last])
        let now = levels.last.map(mean) ?? new
        let word = word(point.size.estimate, band)
        let blessed =
            word == .worse
            ? runs.indices.first { $0 > before && runs[$0].blessing != nil } : nil
        return TrendChange(
            word: word, first: place(places[point.index]),
            before: place(before), after: place(after),
            range: (before + 1..<max(after, before + 1)).map(place), from: stated(old),
            to: stated(new), effect: shown(point.size.estimate), low: shown(point.size.low),
            high: shown(point.size.high), bandBelow: -shown(-band), bandAbove: shown(band),
            probability: point.probability,
            stands: (now - old) * point.size.estimate > 0 && abs(now - old) > band,
            blessed: blessed.map(place),
            differences: differences(
                levels[number].range.prefix { places[$0] <= before },
                levels[number + 1].range.drop { places[$0] < after }))
    }

    private func word(_ change: Double, _ band: Double) -> TrendWord {
        guard abs(change) > band else { return .small }
        return (change > 0) == metric.isHigherBetter ? .better : .worse
    }

    private func creep(_ level: Level) -> TrendCreep? {
        let series = level.usual.map { values[$0] }
        guard level.usual.count >= Self.fewestCreeping, let test = TrendTest(series),
            test.probability < Self.creepLevel
        else { return nil }
        let middle = SortedSample(series).median ?? 0
        let (from, to) = (middle - test.change / 2, middle + test.change / 2)
        let band = rules.band(of: metric, base: stated(from))
        let word = word(test.change, band)
        guard word != .small else { return nil }
        return TrendCreep(
            word: word, since: place(places[level.usual[0]]),
            until: place(places[level.usual[level.usual.count - 1]]), runs: series.count,
            from: stated(from), to: stated(to), effect: shown(test.change),
            bandBelow: -shown(-band), bandAbove: shown(band), probability: test.probability)
    }

    /// What all runs of a level share, and those of the next have otherwise.
    private func differences(
        _ old: some Sequence<Int>, _ new: some Sequence<Int>
    ) -> [PlanDifference] {
        func facts(_ level: some Sequence<Int>) -> [[String: String]] {
            level.map { index in
                let run = places[index]
                var facts = Dictionary(
                    profiles[run].circumstances.map { ($0.key, $0.value) }
                ) { first, _ in first }
                facts[Self.hostKey] = runs[run].labels[Self.hostKey]
                return facts
            }
        }
        let (before, after) = (facts(old), facts(new))
        guard let first = before.first, let second = after.first else { return [] }
        return Set(first.keys).intersection(second.keys).sorted().compactMap { key in
            guard let base = first[key], let new = second[key], base != new,
                before.allSatisfy({ $0[key] == base }), after.allSatisfy({ $0[key] == new })
            else { return nil }
            return PlanDifference(key: key, base: [base], new: [new], isOfWork: false)
        }
    }

    private static let hostKey = "host"

    // MARK: Scales

    private func place(_ run: Int) -> TrendPlace {
        TrendPlace(run: run, id: runs[run].id, commit: runs[run].labels.commit)
    }

    private func stated(_ value: Double) -> Double {
        metric.scale == .ratio ? RatioScale.value(at: value) : value
    }

    /// A share falls by no more than all of it.
    private func shown(_ change: Double) -> Double {
        if metric.scale == .ratio { return RatioScale.change(over: change) }
        return metric.unit == .share ? min(max(change, -1), 1) : change
    }
}
