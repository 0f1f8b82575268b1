internal import RunModel
package import Workload

extension LimitsCost {
    /// `about 26 requests (at most 120), asking for about 900 output tokens (at most 4000), in about 20 s`; the
    /// place that they go to stands behind the requests.
    package func words(to place: String = "") -> String {
        "about \(about.requests) requests (at most \(most.requests))\(place), asking for about "
            + "\(about.tokens) \(asksForPrompts ? "" : "output ")tokens (at most \(most.tokens)), in about \(timeWords)"
    }

    private var timeWords: String {
        let minutes = time.seconds / 60
        return minutes < 1.5
            ? "\(Int(time.seconds.rounded())) s" : "\(Int(minutes.rounded(.up))) min"
    }
}

extension CorrectedCost {
    /// What the first answers have shown, and what the run takes of such a target; no full stop.
    package var sentence: String {
        (budget.map { $0.sentence + "; " } ?? "")
            + "the target answered after \(words(firstOutput)), with a token each "
            + "\(words(gap))\(lengthWords), so the run takes \(cost.words()) in all"
    }

    private var lengthWords: String {
        guard let ownTokens, let ownLength else { return "" }
        return ", and its answers end by themselves after \(ownTokens) tokens "
            + "(\(words(ownLength)))"
    }

    private func words(_ duration: Duration) -> String {
        let tenths = duration < .seconds(1) ? duration.milliseconds * 10 : duration.seconds * 10
        return "\(tenths.rounded() / 10) \(duration < .seconds(1) ? "ms" : "s")"
    }
}

extension BudgetBound {
    /// What is told of the longer budget and what the run takes of it; no full stop.
    fileprivate var sentence: String {
        "the target tells a budget of \(limit.map { "\($0) " } ?? "")requests in "
            + "\(BudgetSpan.words(seconds)), of which \(remaining) remained, and the run sends at most "
            + "\(allowed) in all (\(words))"
    }
}
