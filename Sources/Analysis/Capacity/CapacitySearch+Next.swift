internal import Foundation
internal import Statistics

/// What a search does next.
extension CapacitySearch {
    private static let mostConfirmations = 6
    private static let mostSteps = 40
    /// The belief below which the load to be confirmed is chosen: rather a little low.
    private static let caution = 0.3
    /// The same of what is told in the end, by what the confirmation and the step above it said too.
    private static let answerCaution = 0.4
    /// How wide what is believed may be, in powers of the resolution: the answers lie closer together than that
    /// (docs/decisions/capacity.md).
    private static let width = 2.8

    package func next() -> Next {
        guard let last = results.last else { return .step(rising(rules.start)) }
        guard let failed else { return risen(from: last) }
        guard let held else {
            let load = rounded(failed / 2)
            guard load >= rules.range.lowerBound, load < failed else {
                return .finished(.neverHolds(failed))
            }
            return .step(short(load, .falling))
        }
        return narrowed(held: held, failed: failed, last: last)
    }

    // MARK: Up

    private func rising(_ load: Double) -> Step {
        let load = min(max(rounded(load), rules.range.lowerBound), rules.range.upperBound)
        return short(load, .rising)
    }

    private func risen(from last: Result) -> Next {
        guard last.step.load >= rules.range.upperBound else {
            return .step(rising(last.step.load * 2))
        }
        guard last.verdict != .holds, last.step.purpose != .confirming else {
            return .finished(.holdsAtMost(last.step.load))
        }
        return .step(confirming(last.step.load))
    }

    // MARK: Narrowing

    private func narrowed(held: Double, failed: Double, last: Result) -> Next {
        if last.step.purpose == .repeating { return .finished(.found(answer ?? held)) }
        guard let threshold else { return .finished(.unsteady) }
        let isNarrow = isNarrow(threshold, held, failed)
        let candidate = candidate(threshold, held, failed)
        if let confirmed, isNarrow, agrees(confirmed, with: candidate),
            last.verdict != .holds || last.step.purpose != .above
        {
            if last.step.purpose == .above || hasAbove(confirmed) { return closing(confirmed) }
            let above = above(confirmed)
            // What is whole and has failed need not be tried again.
            if rules.isCounted, above >= failed { return closing(confirmed) }
            guard above <= rules.range.upperBound else { return .finished(.holdsAtMost(confirmed)) }
            return .step(long(above, .above))
        }
        let confirmations = results.count { $0.step.purpose == .confirming }
        guard confirmations < Self.mostConfirmations, results.count < Self.mostSteps else {
            return .finished(.unsteady)
        }
        if isNarrow { return .step(confirming(candidate)) }
        let load = rounded(telling(threshold), between: held, and: failed)
        return .step(long(load, .narrowing))
    }

    private func isNarrow(_ threshold: LoadThreshold, _ held: Double, _ failed: Double) -> Bool {
        if rules.isCounted, failed - held <= 1 { return true }
        let width = threshold.quantile(0.975) / threshold.quantile(0.025)
        return width <= pow(1 + rules.resolution, Self.width)
    }

    /// Where a step tells most: near the edge, towards the side on which it may lie farther away.
    private func telling(_ threshold: LoadThreshold) -> Double {
        let middle = threshold.quantile(0.5)
        let below = log(middle / threshold.quantile(0.025))
        let above = log(threshold.quantile(0.975) / middle)
        return above > below * Self.lopsided
            ? threshold.quantile(0.8)
            : below > above * Self.lopsided ? threshold.quantile(0.35) : threshold.quantile(0.6)
    }

    private static let lopsided = 1.2

    private func candidate(
        _ threshold: LoadThreshold, _ held: Double, _ failed: Double
    ) -> Double {
        rules.isCounted && failed - held <= 1
            ? held : rounded(threshold.quantile(Self.caution))
    }

    // MARK: The answer

    private func confirming(_ load: Double) -> Step {
        let most = max(most, 2 * filling(load))
        return Step(load: load, purpose: .confirming, least: most, most: most + most / 2)
    }

    private func above(_ load: Double) -> Double {
        let above = load * (1 + rules.resolution)
        return rules.isCounted ? max(load + 1, above.rounded()) : rounded(above)
    }

    private func hasAbove(_ answer: Double) -> Bool {
        let above = above(answer)
        return results.contains {
            $0.step.purpose == .above && $0.step.load == above && $0.verdict != .holds
        }
    }

    /// Whether a load that was confirmed is still what all steps say.
    private func agrees(_ answer: Double, with candidate: Double) -> Bool {
        rules.isCounted
            ? abs(answer - candidate) <= max(0, (candidate * rules.resolution / 2).rounded(.down))
            : abs(log(answer / candidate)) <= log(1 + rules.resolution) / 2
    }

    /// The load that was confirmed last and did not fail.
    package var confirmed: Double? {
        results.last { $0.step.purpose == .confirming && !$0.isFailed }?.step.load
    }

    /// What is told: the load that was confirmed, or where all steps say a little less, that. A load below one that
    /// was confirmed holds too; one that luck confirmed is told too high.
    package var answer: Double? {
        guard let confirmed else { return nil }
        guard !rules.isCounted, let threshold else { return confirmed }
        return min(confirmed, rounded(threshold.quantile(Self.answerCaution)))
    }

    /// An early step again, the longest on the way up that held.
    private func closing(_ confirmed: Double) -> Next {
        let early = results.filter {
            $0.step.purpose == .rising && !$0.isFailed && $0.step.load <= confirmed
        }
        guard let step = early.max(by: { $0.step.load < $1.step.load })?.step else {
            return .finished(.found(answer ?? confirmed))
        }
        return .step(
            Step(load: step.load, purpose: .repeating, least: step.least, most: step.least))
    }

    /// Three digits, or a whole number.
    private func rounded(_ load: Double) -> Double {
        guard !rules.isCounted else { return max(1, load.rounded()) }
        let scale = pow(10, 2 - floor(log10(load)))
        return (load * scale).rounded() / scale
    }

    private func rounded(_ load: Double, between low: Double, and high: Double) -> Double {
        guard rules.isCounted, high - low > 1 else { return rounded(load) }
        return min(max(load.rounded(), low + 1), high - 1)
    }
}
