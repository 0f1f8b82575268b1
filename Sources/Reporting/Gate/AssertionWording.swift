package import Analysis
internal import RunModel

/// The words for an assertion on a run.
enum AssertionWording {
    /// `holds          ttft.p95 < 300ms: 231 ms (218–247 ms)`.
    static func line(_ result: AssertionResult) -> String {
        TerminalText.left(word(result.outcome), 13) + sentence(result)
    }

    static func word(_ outcome: AssertionResult.Outcome) -> String {
        switch outcome {
        case .holds: "holds"
        case .fails: "fails"
        case .cannotTell: "cannot tell"
        }
    }

    static func sentence(_ result: AssertionResult) -> String {
        let text = SidesWording.clipped(result.text, 200)
        return facts(result).map { "\(text): \($0)" } ?? text
    }

    /// `231 ms (218–247 ms)`, or why there is no number.
    static func facts(_ result: AssertionResult) -> String? {
        let reason = result.reason.map(words)
        guard let value = result.value else { return reason }
        let interval: String? =
            switch (result.low, result.high) {
            case (let low?, let high?) where low < high:
                QuantityFormat.range(low: low, high: high, result.unit)
            case (let low?, nil): "at least \(QuantityFormat.quantity(low, result.unit))"
            case (nil, let high?): "at most \(QuantityFormat.quantity(high, result.unit))"
            default: nil
            }
        return QuantityFormat.quantity(value, result.unit) + (interval.map { " (\($0))" } ?? "")
            + (reason.map { ", \($0)" } ?? "")
    }

    private static func words(_ reason: AssertionResult.Reason) -> String {
        switch reason {
        case .tooFew: "too few samples for it"
        case .noInterval: "how sure it is is not known: the run is too short"
        case .crosses: "its interval reaches over the bound"
        case .infinite: "so many requests failed that it is one of them"
        case .overloaded: "the target was offered more than it does"
        case .tooShort: "the window is too short for a rate"
        case .noUsage: "the server counts no tokens"
        case .lowerBound: "at least, as some answers came without token counts"
        case .noObjectives: "the plan has no objectives"
        case .absent: "the run has no such number"
        }
    }
}

/// What an assertion came to, on one line for a terminal.
package enum AssertionLine {
    package static func text(_ result: AssertionResult) -> String {
        TerminalText.harmless(AssertionWording.line(result))
    }
}
