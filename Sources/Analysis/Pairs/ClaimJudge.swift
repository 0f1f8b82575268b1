internal import RunModel

/// Holds the API's documentation against a run (docs/metrics.md, "The documentation's table").
///
/// Judged are intervals: one that holds a bound, or that is missing, cannot tell. What failed counts: medians
/// are those in which a failure is infinitely slow, and a difference of pairs must hold whatever became of
/// the lost ones. `better` and `worse` are
/// meant for a user: sooner, fewer bytes, more kept.
struct ClaimJudge {
    let comparison: ModeComparison
    let numbers: RunNumbers
    let breakEvenAbsence: String

    /// A number with its interval.
    private struct Judged {
        var value: Double?
        var low: Double?
        var high: Double?
        var unit: SummaryUnit
        /// Why there is no number, or no interval.
        var reason = ""
        /// Between what the lost pairs may move the number; either may be infinite.
        var bound: ClosedRange<Double>?
    }

    private static let straddles = "the interval holds a bound of the claim"

    func claims() -> [JudgedClaim] {
        [
            // "About 200 ms" is taken as 150 to 250.
            judge(.firstTokenStreaming, median(.streaming)) { Self.verdict($0, $1, 150...250) },
            judge(.firstTokenNonStreaming, median(.nonStreaming)) {
                Self.verdict($0, $1, 2000...5000)
            },
            judge(.perceivedSpeed, difference(.smoothStart)) { low, high in
                high < 0 ? .asDocumented : low > 0 ? .worse : nil
            },
            judge(.networkEfficiency, difference(.wireBytesPerToken)) { low, high in
                low > 0 ? .asDocumented : high < 0 ? .better : nil
            },
            recovery(), bestFor(),
        ]
    }

    private func judge(
        _ subject: JudgedClaim.Subject, _ estimate: Judged,
        _ rule: (_ low: Double, _ high: Double) -> JudgedClaim.Verdict?
    ) -> JudgedClaim {
        var claim = JudgedClaim(
            subject: subject, verdict: .cannotTell, value: Self.finite(estimate.value),
            low: Self.finite(estimate.low), high: Self.finite(estimate.high),
            unit: estimate.unit, reason: estimate.reason)
        guard let low = estimate.low, let high = estimate.high else {
            if claim.reason.isEmpty { claim.reason = SummaryNote.noInterval }
            return claim
        }
        let verdict = rule(low, high)
        if let bound = estimate.bound, verdict != nil,
            rule(bound.lowerBound, bound.upperBound) != verdict
        {
            claim.reason = lostPairs + ", and they decide"
        } else if let verdict {
            claim.verdict = verdict
            claim.reason = ""
        } else {
            claim.reason = Self.straddles
        }
        return claim
    }

    private static func finite(_ value: Double?) -> Double? {
        value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// `19 of 40 pairs are lost`.
    private var lostPairs: String {
        "\(comparison.pairs - comparison.completePairs) of \(comparison.pairs) pairs are lost"
    }

    /// A time against the documented span of it.
    private static func verdict(
        _ low: Double, _ high: Double, _ span: ClosedRange<Double>
    ) -> JudgedClaim.Verdict? {
        if high < span.lowerBound { return .better }
        if low > span.upperBound { return .worse }
        return low >= span.lowerBound && high <= span.upperBound ? .asDocumented : nil
    }

    /// The median time until something can be shown: a whole answer's first output is its last.
    private func median(_ mode: ResponseMode) -> Judged {
        guard let median = numbers[mode]?.timeToFirstToken.adjusted?.p50,
            !median.note.contains(SummaryNote.tooFew)
        else { return Judged(unit: .milliseconds, reason: SummaryNote.tooFew) }
        for reason in [SummaryNote.tooShortForInterval, SummaryNote.overloaded]
        where median.note.contains(reason) {
            return Judged(value: median.value, unit: .milliseconds, reason: reason)
        }
        // Enough samples always have both bounds: one that is absent lies among the failures.
        return Judged(
            value: median.value, low: median.low ?? .infinity, high: median.high ?? .infinity,
            unit: .milliseconds)
    }

    private func difference(_ quantity: PairedDifference.Quantity) -> Judged {
        guard let found = comparison.difference(quantity) else {
            return Judged(unit: quantity.unit, reason: Self.absence(of: quantity))
        }
        return Judged(
            value: found.difference, low: found.low, high: found.high, unit: found.unit,
            reason: found.low == nil ? SummaryNote.oneRound : "",
            bound: comparison.bound(quantity).map {
                ($0.low ?? -.infinity)...($0.high ?? .infinity)
            })
    }

    private static func absence(of quantity: PairedDifference.Quantity) -> String {
        switch quantity {
        case .smoothStart: "no complete pair whose stream came whole, with all its chunk rows"
        case .wireBytesPerToken: "no complete pair with counts of the wire and of tokens"
        default: "no complete pair"
        }
    }

    private func recovery() -> JudgedClaim {
        let streaming = comparison.recovery(.streaming)
        guard let whole = comparison.recovery(.nonStreaming) else {
            let estimate = Judged(
                value: streaming?.share, unit: .share, reason: "no non-streaming answer broke off")
            return judge(.errorRecovery, estimate) { _, _ in nil }
        }
        let estimate = Judged(
            value: streaming?.share, low: streaming?.low, high: streaming?.high, unit: .share,
            reason: streaming == nil
                ? "no stream broke off" : streaming?.low == nil ? SummaryNote.oneRound : "")
        if streaming?.low != nil, whole.share > 0, whole.low == nil {
            var claim = judge(.errorRecovery, estimate) { _, _ in nil }
            claim.reason = "of non-streaming answers: " + SummaryNote.oneRound
            return claim
        }
        return judge(.errorRecovery, estimate) { low, high in
            // A whole answer that keeps something is better than the documentation has it.
            if whole.share > 0 { return (whole.low ?? 0) > 0 ? .better : nil }
            // No interval of a share ends at 0: less than a twentieth is next to nothing.
            return low > 0 ? .asDocumented : high < 0.05 ? .worse : nil
        }
    }

    /// Short and long are what the run's own answers were: beyond them the line is a guess.
    private func bestFor() -> JudgedClaim {
        let line = comparison.breakEven
        let estimate = Judged(
            value: line?.tokens, low: line?.low, high: line?.high, unit: .tokens,
            reason: line == nil ? breakEvenAbsence : line?.low == nil ? SummaryNote.oneRound : "")
        guard 2 * comparison.completePairs > comparison.pairs else {
            var claim = judge(.bestFor, estimate) { _, _ in nil }
            claim.reason = lostPairs + ", and the line knows nothing of them"
            return claim
        }
        return judge(.bestFor, estimate) { low, high in
            guard let line else { return nil }
            let shortest = Double(line.shortestTokens)
            let longest = Double(line.longestTokens)
            if high < shortest { return .better }
            if low > longest { return .worse }
            return low >= shortest && high <= longest ? .asDocumented : nil
        }
    }
}
