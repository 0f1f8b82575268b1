internal import RunModel

extension SideComparison {
    /// Compares runs of two sides. Pure: the same profiles give the same comparison.
    ///
    /// - Parameters:
    ///   - base: What is known.
    ///   - new: What is asked about.
    ///   - rules: What matters, and how sure one wants to be.
    ///   - unit: What is independent of each other; nil for runs where a side has enough of them, else rounds.
    package init(
        base: [RunProfile], new: [RunProfile], rules: SideRules, unit: Unit? = nil
    ) {
        self.rules = rules
        self.base = base.map { SideRun($0) }
        self.new = new.map { SideRun($0) }
        self.unit =
            unit ?? (max(base.count, new.count) >= SideRules.fewestRuns ? .run : .round)
        let isOneRun = unit == .blockPair
        let modes = ResponseMode.allCases.filter { mode in
            (base + new).contains { $0[mode] != nil }
        }
        work = modes.flatMap { WorkJudge($0, base: base, new: new).comparisons() }
        let finder = HindranceFinder(base: base, new: new, isOneRun: isOneRun)
        differences = finder.differences()
        hindrances = finder.hindrances(differences, work)
        judgeMetrics(base, new, modes)
        if self.unit == .round {
            metrics = metrics.map { found in
                found.metric == .capacity
                    ? CapacityJudge(base: base, new: new, rules: rules).judged(found) : found
            }
        }
        if (base + new).contains(where: { $0.limits != nil }) {
            metrics += LimitsJudge(base: base, new: new, rules: rules).verdicts()
            limitChanges = Self.limitChanges(base, new)
        }
        if isOneRun { addDrifts() }
        if !hindrances.isEmpty, !rules.isForced || hasFailedSide {
            metrics = metrics.map { MetricVerdict($0.metric, $0.mode, lack: .hindered) }
        }
        metrics.sort { SideOrder($0) < SideOrder($1) }
        curves = modes.flatMap { Self.curves(base, new, $0) }
        verdict = overall()
        hints = modes.flatMap { Self.hints(base, new, $0) }
    }

    private mutating func judgeMetrics(
        _ base: [RunProfile], _ new: [RunProfile], _ modes: [ResponseMode]
    ) {
        let judges = modes.flatMap { mode in
            rules.metrics.filter { $0.isJudged(of: mode, among: modes) }.map { metric in
                MetricJudge(metric, mode, base: base, new: new, unit: unit, rules: rules)
            }
        }
        // A metric that no round of either side has, as goodput without objectives, is none of theirs.
        let present = judges.filter { judge in
            rules.gate.contains(judge.metric) || !(judge.base.isAbsent && judge.new.isAbsent)
        }
        correctedMetrics = present.count { $0.lack == nil }
        guard correctedMetrics > 0 else {
            metrics = present.map { $0.verdict(confidence: 0.95) }
            return
        }
        confidence = 1 - 2 * rules.level / Double(correctedMetrics)
        metrics = present.map { $0.verdict(confidence: confidence) }
    }

    /// A base that moved by far more than the smallest effect, for sure, is no measure of anything.
    private mutating func addDrifts() {
        for metric in metrics {
            guard let drift = metric.drift, metric.scale == .ratio, metric.lack == nil,
                abs(drift) > Self.mostDrift, metric.isDriftSure
            else { continue }
            var found = Hindrance(.drift)
            found.metric = metric.metric
            found.mode = metric.mode
            found.value = drift
            hindrances.append(found)
        }
    }

    private static let mostDrift = 0.25

    private static func limitChanges(_ base: [RunProfile], _ new: [RunProfile]) -> [LimitChange]? {
        guard let old = base.last?.limits?.found, let young = new.last?.limits?.found else {
            return nil
        }
        return LimitChanges(base: old, new: young).found
    }

    /// A limit that fell is a regression, also one that no metric counts, as that of a burst.
    private var hasFallenLimit: Bool { limitChanges?.contains { $0.direction == .fell } ?? false }

    private func overall() -> Verdict {
        if !hindrances.isEmpty { return .notComparable }
        let deciding = deciding
        if deciding.contains(where: { $0.word == .worse }) || hasFallenLimit {
            return .regression
        }
        let judged = deciding.count(where: \.isJudged)
        // With an interval something was measured, though no word came of it.
        if judged == 0 {
            return deciding.contains { $0.low != nil } ? .cannotTell : .nothingJudged
        }
        return openMetrics.isEmpty && 2 * judged >= deciding.count ? .noRegression : .cannotTell
    }

    private static func curves(
        _ base: [RunProfile], _ new: [RunProfile], _ mode: ResponseMode
    ) -> [SideCurve] {
        let names = (base + new).lazy.compactMap { $0[mode]?.curves }.first?.map(\.metric) ?? []
        return names.map { name in
            func found(_ side: [RunProfile]) -> [QuantileCurve] {
                side.compactMap { $0[mode]?.curves.first { $0.metric == name } }
            }
            return SideCurve(metric: name, mode: mode, base: found(base), new: found(new))
        }
    }

    /// What differs by a tenth between the sides, by the means over their runs.
    private static func hints(
        _ base: [RunProfile], _ new: [RunProfile], _ mode: ResponseMode
    ) -> [SideHint] {
        func mean(_ side: [RunProfile], _ kind: HintValue.Kind) -> (Double, SummaryUnit)? {
            let found = side.compactMap { $0[mode]?.hints.first { $0.kind == kind } }
            guard let first = found.first else { return nil }
            return (found.map(\.value).reduce(0, +) / Double(found.count), first.unit)
        }
        return HintValue.Kind.allCases.compactMap { kind in
            guard let (old, unit) = mean(base, kind), let (young, _) = mean(new, kind),
                abs(young - old) > leastHint * max(abs(old), abs(young)),
                abs(young - old) > (unit == .milliseconds ? 1 : 0.02)
            else { return nil }
            return SideHint(kind: kind, mode: mode, unit: unit, base: old, new: young)
        }
    }

    private static let leastHint = 0.1
}

extension SideRun {
    init(_ profile: RunProfile) {
        name = profile.name
        started = profile.started
        endpoint = profile.endpoint
        isEmulated = profile.isEmulated ? true : nil
        model = profile.model
        rounds = profile.modes.map(\.rounds.count).max() ?? 0
        trust = profile.trust
        failure = profile.failure
    }
}

/// Worst first: what got worse by how much, then what could not be told, then the rest.
private struct SideOrder: Comparable {
    private let rank: Int
    private let size: Double
    private let place: Int

    init(_ verdict: MetricVerdict) {
        let words: [MetricVerdict.Word] = [
            .worse, .cannotTell, .unfit, .better, .usual, .same, .notJudged,
        ]
        rank = words.firstIndex(of: verdict.word) ?? words.count
        let sign = verdict.metric.isHigherBetter ? -1.0 : 1.0
        let band = max(verdict.bandAbove ?? 1, 1e-9)
        // Effects of different scales are set against what matters of each.
        size = -sign * (verdict.effect ?? 0) / band
        place = JudgedMetric.allCases.firstIndex(of: verdict.metric) ?? 0
    }

    static func < (left: SideOrder, right: SideOrder) -> Bool {
        (left.rank, left.size, left.place) < (right.rank, right.size, right.place)
    }
}

extension JudgedMetric {
    /// Of whole answers beside streams, what streams do not tell already.
    func isJudged(of mode: ResponseMode, among modes: [ResponseMode]) -> Bool {
        if isOfLimits { return false }
        if mode == .streaming { return true }
        switch self {
        case .failures, .endToEndPerToken, .goodput: return true
        case .tokenThroughput, .requestThroughput, .endToEndP50: return modes.count == 1
        default: return false
        }
    }
}
