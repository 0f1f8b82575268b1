internal import Statistics

/// A run, or a few, against the runs of a history.
///
/// What matters may be smaller than what one run differs from another by. So a run that lies where the history's
/// own runs lie passes as usual, with the change that it would have shown beside it, and is never called the same;
/// worse needs both a change that matters and one that the spread between runs does not explain, in every new run
/// (docs/decisions/gate.md).
extension MetricJudge {
    func judgedByHistory(_ verdict: MetricVerdict, _ confidence: Double) -> MetricVerdict {
        var found = verdict
        guard found.lack == nil, let base = base.mean else { return found }
        let band = rules.band(of: metric, base: base)
        let isFew = (2..<HistoryEffect.fewest).contains(new.count)
        let doubt = (1 - confidence) * (isFew ? SideRules.confirmedLevel : 1)
        guard
            let effect = HistoryEffect(
                history: self.base.values, new: new.values, leastSpike: band,
                leastVariance: self.base.leastVariance + new.leastVariance,
                confidence: 1 - doubt)
        else { return found }
        found.base = shown(median: effect.median)
        found.spread = shown(effect.spread)
        if !effect.spikes.isEmpty { found.spikes = effect.spikes.map { self.base.places[$0] } }
        let (down, up) = (new.below + self.base.above, new.above + self.base.below)
        if down + up > 0 { found.uncertainty = shown(down + up) }
        var (low, high) = (effect.low - down, effect.high + up)
        if metric.unit == .share { (low, high) = (max(low, -1), min(high, 1)) }
        found.effect = shown(effect.estimate)
        found.low = shown(low)
        found.high = shown(high)
        found.bandBelow = -shown(-band)
        found.bandAbove = shown(band)
        let detectable = effect.detectable() + max(down, up)
        found.detectable = shown(metric.unit == .share ? min(detectable, 1) : detectable)

        let sign = metric.isHigherBetter ? -1.0 : 1.0
        let estimate = sign * effect.estimate
        let (worstLow, worstHigh) = sign > 0 ? (low, high) : (-high, -low)
        // A few runs must each show it, so that a spike is none; of many the mean without spikes does, and the
        // newest.
        let isMany = new.count >= HistoryEffect.fewest
        let reach = max(
            effect.reach(of: isMany ? new.count : 1, level: SideRules.suspicion), band)
        let beyond = new.values.count { sign * ($0 - effect.median) > reach }
        let isBeyond =
            isMany
            ? estimate > reach && sign * ((new.values.last ?? 0) - effect.median) > band
            : beyond == new.count
        found.isSuspicious = isBeyond
        let sorted = new.values.sorted()
        let isDisputed =
            new.count == 2
            && sorted[1] - sorted[0] > max(SideRules.disputedSpreads * effect.spread, band)
        if isBeyond, isDisputed { found.isDisputed = true }
        if worstLow > 0, estimate > band, isBeyond, !isDisputed {
            found.word = .worse
        } else if worstHigh < 0, estimate < -band {
            found.word = .better
        } else if worstLow > -band, worstHigh < band {
            found.word = .same
        } else if detectable > SideRules.mostDetectable * band {
            found.word = .unfit
        } else {
            found.word = isBeyond ? .cannotTell : .usual
        }
        found.isAdvisory = metric.isTail && !rules.gate.contains(metric)
        return found
    }

    private func shown(median: Double) -> Double {
        metric.scale == .ratio ? RatioScale.value(at: median) : median
    }
}
