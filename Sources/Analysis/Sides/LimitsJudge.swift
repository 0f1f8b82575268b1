internal import RunModel

/// Judges the limits of two sides, which are counts with bounds and no samples: what lies outside the other's
/// bounds has changed.
struct LimitsJudge {
    let base: [RunProfile]
    let new: [RunProfile]
    let rules: SideRules

    func verdicts() -> [MetricVerdict] {
        rules.metrics.compactMap { metric in
            switch metric {
            case .streamCeiling: verdict(metric) { $0.streamCeiling }
            case .windowRequests: verdict(metric) { $0.windowRequests }
            default: nil
            }
        }
    }

    private func verdict(
        _ metric: JudgedMetric, _ bounds: (LimitsProfile) -> LimitsProfile.Bounds?
    ) -> MetricVerdict {
        var found = MetricVerdict(metric, .streaming, lack: .absent)
        guard let old = common(base, bounds), let young = common(new, bounds) else { return found }
        found.lack = nil
        let band = rules.band(of: metric, base: old.high)
        found.base = (old.low + old.high) / 2
        found.new = (young.low + young.high) / 2
        found.effect = (found.new ?? 0) - (found.base ?? 0)
        found.low = young.low - old.high
        found.high = young.high - old.low
        found.bandBelow = -band
        found.bandAbove = band
        if young.high < old.low - band {
            found.word = .worse
        } else if young.low > old.high + band {
            found.word = .better
        } else if (found.low ?? 0) >= -band, (found.high ?? 0) <= band {
            found.word = .same
        } else {
            found.word = .cannotTell
        }
        return found
    }

    /// What explains all runs of a side, or what any of them allows where they contradict each other.
    private func common(
        _ side: [RunProfile], _ bounds: (LimitsProfile) -> LimitsProfile.Bounds?
    ) -> LimitsProfile.Bounds? {
        let found = side.compactMap { $0.limits.flatMap(bounds) }
        guard found.count == side.count, let first = found.first else { return nil }
        return found.dropFirst().reduce(first) { sum, next in
            let inner = LimitsProfile.Bounds(
                low: max(sum.low, next.low), high: min(sum.high, next.high))
            return inner.low <= inner.high
                ? inner
                : LimitsProfile.Bounds(low: min(sum.low, next.low), high: max(sum.high, next.high))
        }
    }
}
