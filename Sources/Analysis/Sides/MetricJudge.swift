internal import RunModel
internal import Statistics

/// Judges one metric of two sides.
struct MetricJudge {
    let metric: JudgedMetric
    let mode: ResponseMode
    let unit: SideComparison.Unit
    let rules: SideRules
    let base: SideSeries
    let new: SideSeries

    /// How many spreads of a block a change must exceed to be a drift.
    private static let driftSpreads = 3.0

    init(
        _ metric: JudgedMetric, _ mode: ResponseMode, base: [RunProfile], new: [RunProfile],
        unit: SideComparison.Unit, rules: SideRules
    ) {
        self.metric = metric
        self.mode = mode
        self.unit = unit
        self.rules = rules
        let limit = StallCount.limit(of: base, mode)
        self.base = SideSeries(
            metric, mode, base, unit: unit, stallLimit: limit, isHistory: unit == .pastRun)
        self.new = SideSeries(metric, mode, new, unit: unit, stallLimit: limit)
    }

    /// Whether both sides have enough values, so that the metric shares the chance of a wrong word.
    var lack: MetricVerdict.Lack? {
        if let lack = base.lack ?? new.lack { return lack }
        if unit == .pastRun {
            return base.count < HistoryEffect.fewest || new.count == 0 ? .tooFewRounds : nil
        }
        if unit == .run {
            return max(base.count, new.count) < SideRules.fewestRuns ? .tooFewRounds : nil
        }
        return min(base.count, new.count) < SideRules.fewestRounds ? .tooFewRounds : nil
    }

    func verdict(confidence: Double) -> MetricVerdict {
        var found = MetricVerdict(metric, mode, lack: lack)
        found.basePoints = base.points
        found.newPoints = new.points
        found.base = base.mean
        found.new = new.mean
        if metric == .stalls { found.stallLimitMilliseconds = base.stallLimit }
        if unit == .pastRun { return judgedByHistory(found, confidence) }
        guard found.lack == nil, let (effect, inflation) = effect(confidence) else { return found }
        found.inflation = inflation
        judge(effect, &found)
        return found
    }

    private func effect(_ confidence: Double) -> (MeanEffect, inflation: Double)? {
        if unit == .blockPair {
            // Which side of a pair came first is drawn, so that what neighbours share falls on either.
            let differences = zip(base.values, new.values).map { $1 - $0 }
            return SideMean(
                differences, leastVariance: base.leastVariance + new.leastVariance
            ).map { (MeanEffect(pairs: $0, confidence: confidence), 1) }
        }
        if unit == .run, min(base.count, new.count) < SideRules.fewestRuns {
            // Too few to know how they differ: they are draws of what the other side's have drawn.
            return MeanEffect(
                pooling: base.values, new.values,
                leastVariance: base.leastVariance + new.leastVariance, confidence: confidence
            ).map { ($0, 1) }
        }
        let inflation =
            unit == .run ? 1 : SeriesDependence(base.series + new.series).inflation
        guard
            let old = SideMean(
                base.values, inflation: inflation, leastVariance: base.leastVariance),
            let young = SideMean(
                new.values, inflation: inflation, leastVariance: new.leastVariance)
        else { return nil }
        return (MeanEffect(base: old, new: young, confidence: confidence), inflation)
    }

    private func judge(_ effect: MeanEffect, _ found: inout MetricVerdict) {
        // What the arrivals leave open, and what a target that moves by itself is worth.
        let down = new.below + base.above
        let up = new.above + base.below
        let drift = unit == .blockPair ? self.drift() : nil
        if let drift {
            found.drift = shown(drift.change)
            found.isDriftSure = drift.perPair > 0
        }
        let moved = unit == .round ? max(base.trend, new.trend) : drift?.perPair ?? 0
        var low = effect.low - down - moved
        var high = effect.high + up + moved
        if metric.unit == .share { (low, high) = (max(low, -1), min(high, 1)) }
        let band = rules.band(of: metric, base: base.mean ?? 0)
        var detectable = effect.detectable() + max(down, up) + moved
        if metric.unit == .share { detectable = min(detectable, 1) }
        found.effect = shown(effect.estimate)
        found.low = shown(low)
        found.high = shown(high)
        found.bandBelow = -shown(-band)
        found.bandAbove = shown(band)
        found.detectable = shown(detectable)
        if down + up > 0 { found.uncertainty = shown(down + up) }
        let sign = metric.isHigherBetter ? -1.0 : 1.0
        let (worstLow, worstHigh) = sign > 0 ? (low, high) : (-high, -low)
        if worstLow > band {
            found.word = .worse
        } else if worstHigh < -band {
            found.word = .better
        } else if worstLow > -band, worstHigh < band {
            found.word = .same
        } else {
            found.word = detectable > band ? .unfit : .cannotTell
            found.needed = effect.countNeeded(
                margin: abs(abs(effect.estimate) - band) - max(down, up) - moved)
        }
        let isAskedFor = rules.gate.contains(metric)
        found.isAdvisory = metric.isTail && !isAskedFor && (high - low) / 2 > band
    }

    /// The scale's number as a person reads it.
    func shown(_ value: Double) -> Double {
        metric.scale == .ratio ? RatioScale.change(over: value) : value
    }

    /// How far the base went from its first block to its last; and where that is more than blocks differ by
    /// themselves, how far it goes within a pair: what a drift could do if the order of blocks did not cancel it.
    private func drift() -> (change: Double, perPair: Double)? {
        guard let first = base.values.first, let last = base.values.last, base.count >= 3 else {
            return nil
        }
        let inner = zip(base.values, base.values.dropFirst()).map { $1 - $0 }
        // Successive differences spread by sqrt 2 times a block's own spread, and hardly see a drift.
        let squares = inner.reduce(0) { $0 + $1 * $1 }
        let spread = (squares / Double(inner.count)).squareRoot()
        let change = last - first
        let isSure = abs(change) > Self.driftSpreads * spread
        return (change, isSure ? abs(change) / Double(base.count) : 0)
    }
}
