internal import Statistics

/// Judges the capacities of two sides of a few searches each, of which every one has its own interval: what lies outside the
/// other's has changed. Where a history knows how searches differ among themselves, that is what judges.
struct CapacityJudge {
    let base: [RunProfile]
    let new: [RunProfile]
    let rules: SideRules

    /// `found` with a word; as it is where a search of a side told no capacity.
    func judged(_ found: MetricVerdict) -> MetricVerdict {
        guard let old = common(base), let young = common(new) else { return found }
        var found = found
        found.lack = nil
        found.base = middle(old)
        found.new = middle(young)
        found.effect = middle(young) / middle(old) - 1
        found.low = young.low / old.high - 1
        found.high = young.high / old.low - 1
        let band = rules.band(of: .capacity, base: middle(old))
        found.bandBelow = -RatioScale.change(over: -band)
        found.bandAbove = RatioScale.change(over: band)
        let (low, high) = (
            RatioScale.place(of: young.low / old.high), RatioScale.place(of: young.high / old.low)
        )
        if high < -band {
            found.word = .worse
        } else if low > band {
            found.word = .better
        } else if low >= -band, high <= band {
            found.word = .same
        } else {
            found.word = .cannotTell
        }
        return found
    }

    private func middle(_ bounds: CapacityProfile) -> Double {
        (bounds.low * bounds.high).squareRoot()
    }

    /// What all searches of a side allow, or any of them where they contradict each other.
    private func common(_ side: [RunProfile]) -> CapacityProfile? {
        let found = side.compactMap(\.capacity)
        guard found.count == side.count, let first = found.first else { return nil }
        return found.dropFirst().reduce(first) { sum, next in
            let inner = CapacityProfile(
                low: max(sum.low, next.low), high: min(sum.high, next.high))
            return inner.low <= inner.high
                ? inner
                : CapacityProfile(low: min(sum.low, next.low), high: max(sum.high, next.high))
        }
    }
}
