internal import Analysis
internal import RunModel

/// The words for streaming against non-streaming: one wording for terminal, page and Markdown.
enum ComparisonWording {
    // MARK: Differences

    static func name(_ quantity: PairedDifference.Quantity) -> String {
        switch quantity {
        case .firstShown: "first shown"
        case .timeToFirstByte: "first byte"
        case .endToEnd: "end to end (E2E)"
        case .endToEndSpeed: "output speed (E2E)"
        case .smoothStart: "smooth reading from"
        case .outputTokens: "output tokens"
        case .wireBytesPerToken: "bytes per token"
        }
    }

    /// `-1.85 s`, `+3.21 tokens/s`: a difference says its direction.
    static func signed(_ value: Double, _ unit: SummaryUnit) -> String {
        let text = QuantityFormat.quantity(value, unit)
        return value > 0 ? "+" + text : text
    }

    static func percent(_ share: Double) -> String {
        // Beyond two decimals a share of a percent says nothing.
        let percent = share * 100
        let text =
            (abs(percent) < 0.1
                ? QuantityFormat.fixed(percent, decimals: 2) : QuantityFormat.digits(percent))
            + " %"
        return share > 0 ? "+" + text : text
    }

    /// Where pairs were lost: what the difference until something is shown, and to the end, may be with them.
    static func bounds(_ comparison: ModeComparison) -> [String] {
        [.firstShown, .endToEnd].compactMap { quantity in
            comparison.bound(quantity).map { bound in
                let ends = [bound.low, bound.high].enumerated().map { index, end in
                    end.map { signed($0, bound.unit) } ?? (index == 0 ? "-∞" : "+∞")
                }
                let lost = Wording.plural(bound.lostPairs, "lost pair")
                return "\(name(quantity)): with the \(lost) the median difference "
                    + "lies between \(ends[0]) and \(ends[1])."
            }
        }
    }

    /// `-1.90 to -1.80 s`; nil where there is no interval.
    static func interval(_ difference: PairedDifference) -> String? {
        guard let low = difference.low, let high = difference.high else { return nil }
        guard difference.unit == .milliseconds else {
            // Its unit stands beside the difference.
            let ends = [low, high].map { ($0 > 0 ? "+" : "") + QuantityFormat.digits($0) }
            return "\(ends[0]) to \(ends[1])"
        }
        let unit = LatencyUnit(milliseconds: max(abs(low), abs(high)))
        let ends = [low, high].map { value in
            (value > 0 ? "+" : "") + QuantityFormat.digits(value / unit.milliseconds)
        }
        return "\(ends[0]) to \(ends[1]) \(unit.name)"
    }

    static func shareInterval(_ difference: PairedDifference) -> String? {
        guard let low = difference.shareLow, let high = difference.shareHigh else { return nil }
        return "\(percent(low)) to \(percent(high))"
    }

    /// Whether the interval leaves room for no difference at all; nil without an interval.
    static func isClear(_ difference: PairedDifference) -> Bool? {
        guard let low = difference.low, let high = difference.high else { return nil }
        return low > 0 || high < 0
    }

    // MARK: Break-even

    /// The break-even, or why there is none: the documentation's row that rests on it says so.
    static func breakEven(_ comparison: ModeComparison) -> String {
        if let found = comparison.breakEven { return sentence(found) }
        let reason = comparison.claims.first { $0.subject == .bestFor }?.reason ?? ""
        return "A break-even cannot be told" + (reason.isEmpty ? "." : ": \(reason).")
    }

    private static func sentence(_ breakEven: BreakEven) -> String {
        let tokens = QuantityFormat.digits(breakEven.tokens)
        var text = "Break-even: \(tokens) tokens"
        if let low = breakEven.low, let high = breakEven.high {
            text +=
                " (95 %: \(QuantityFormat.digits(low)) to \(QuantityFormat.digits(high)))"
        }
        text +=
            ". Answers of at least this length show their first token sooner when they are streamed, and from "
            + "\(QuantityFormat.digits(breakEven.tokensForOneSecond)) tokens on a second or more sooner."
        return text
    }

    static func basis(_ breakEven: BreakEven) -> String {
        let extrapolates =
            breakEven.tokens < Double(breakEven.shortestTokens)
            || breakEven.tokens > Double(breakEven.longestTokens)
        return "Fitted to the non-streaming answers, which had "
            + "\(QuantityFormat.count(breakEven.shortestTokens)) to "
            + "\(QuantityFormat.count(breakEven.longestTokens)) tokens: "
            + "\(QuantityFormat.latency(milliseconds: breakEven.interceptMilliseconds)) + "
            + "\(QuantityFormat.latency(milliseconds: breakEven.slopeMilliseconds)) per token."
            + (extrapolates
                ? " The break-even lies outside these lengths, so it is extrapolated." : "")
    }

    // MARK: The documentation

    static func subject(_ subject: JudgedClaim.Subject) -> String {
        switch subject {
        case .firstTokenStreaming: "first token, streaming"
        case .firstTokenNonStreaming: "first token, non-streaming"
        case .perceivedSpeed: "perceived speed"
        case .networkEfficiency: "network efficiency"
        case .errorRecovery: "error recovery"
        case .bestFor: "best for"
        }
    }

    /// What the API's documentation says of it.
    static func documented(_ subject: JudgedClaim.Subject) -> String {
        switch subject {
        case .firstTokenStreaming: "about 200 ms"
        case .firstTokenNonStreaming: "2 to 5 s"
        case .perceivedSpeed: "streaming is perceived as faster"
        case .networkEfficiency: "non-streaming takes fewer bytes"
        case .errorRecovery: "streaming keeps what came, non-streaming nothing"
        case .bestFor: "streaming for long answers, non-streaming for short"
        }
    }

    /// What the measured number of a claim is of.
    static func measure(_ subject: JudgedClaim.Subject) -> String {
        switch subject {
        case .firstTokenStreaming: "TTFT p50, with failures"
        case .firstTokenNonStreaming: "first shown p50, with failures"
        case .perceivedSpeed: "smooth reading, streaming less non-streaming"
        case .networkEfficiency: "received bytes per token, streaming less non-streaming"
        case .errorRecovery: "share of broken answers kept by streaming"
        case .bestFor: "break-even"
        }
    }

    static func verdict(_ verdict: JudgedClaim.Verdict) -> String {
        switch verdict {
        case .asDocumented: "as documented"
        case .better: "better"
        case .worse: "worse"
        case .cannotTell: "cannot tell"
        }
    }

    static func value(_ claim: JudgedClaim) -> String {
        claim.value.map { QuantityFormat.quantity($0, claim.unit) } ?? "—"
    }

    static func interval(_ claim: JudgedClaim) -> String {
        guard let low = claim.low, let high = claim.high else { return "" }
        return QuantityFormat.range(low: low, high: high, claim.unit)
    }

    // MARK: Recovery

    static func sentence(_ recovery: Recovery) -> String {
        let kept = QuantityFormat.share(recovery.share)
        let interval =
            zip2(recovery.low, recovery.high).map {
                " (95 %: \(QuantityFormat.range(low: $0.0, high: $0.1, .share)))"
            } ?? ""
        let noun = recovery.broken == 1 ? "answer" : "answers"
        return "\(QuantityFormat.count(recovery.broken)) \(Wording.mode(recovery.mode)) \(noun) "
            + "broke off after beginning; of what would have come, \(kept) had\(interval)."
    }

    private static func zip2<T>(_ first: T?, _ second: T?) -> (T, T)? {
        guard let first, let second else { return nil }
        return (first, second)
    }
}
