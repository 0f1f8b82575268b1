/// How a request is charged in tokens: a budget asks for some of them to be left when it lets a request in, takes
/// some then, and changes that when the answer is over.
package enum TokenCharge: String, Codable, Sendable, CaseIterable {
    /// The prompt and `max_tokens`, when it is let in.
    case promptAndMax = "prompt_and_max"
    /// The same, with what was not used given back when the answer is over.
    case promptAndMaxCorrected = "prompt_and_max_corrected"
    /// The prompt when it is let in, the output when the answer is over.
    case promptThenOutput = "prompt_then_output"
    /// Prompt and output when the answer is over; let in as long as anything is left.
    case use
    /// The prompt alone, when it is let in.
    case prompt
    /// The prompt alone, when the answer is over; let in as long as anything is left.
    case promptAfter = "prompt_after"
    /// `max_tokens` alone, when it is let in.
    case max
    case maxCorrected = "max_corrected"
    /// The output alone, when the answer is over; let in as long as anything is left.
    case output
    /// One for each request, whatever its tokens are.
    case request

    /// What a request is charged, and when.
    struct Amounts: Sendable {
        /// What must be left.
        var tested: ClosedRange<Double>
        /// Taken when it is let in, and what remains of that when the answer is over.
        var atFirst: ClosedRange<Double>
        var inTheEnd: ClosedRange<Double>
        /// Taken when the answer is over.
        var after: ClosedRange<Double>
    }

    /// Which tokens it counts.
    package enum Counted: String, Codable, Sendable {
        case both
        case input
        case output
        case requests
    }

    package var counted: Counted {
        switch self {
        case .promptAndMax, .promptAndMaxCorrected, .promptThenOutput, .use: .both
        case .prompt, .promptAfter: .input
        case .max, .maxCorrected, .output: .output
        case .request: .requests
        }
    }

    /// Whether a request is let in as long as anything is left, so that one may use more than that.
    package var isAfter: Bool {
        switch self {
        case .use, .promptAfter, .output: true
        default: false
        }
    }

    /// Whether unused `max_tokens` are charged for good, given back, or never charged; nil where output is not counted.
    package var chargesMost: Bool? {
        switch self {
        case .promptAndMax, .max: true
        case .promptAndMaxCorrected, .maxCorrected, .promptThenOutput, .use, .output: false
        case .prompt, .promptAfter, .request: nil
        }
    }

    func amounts(_ item: TokenObservation, isCachedFree: Bool) -> Amounts {
        let none = 0.0...0.0
        let one = 1.0...1.0
        let prompt = isCachedFree && item.isRepeated ? none : item.prompt
        let most = item.most...item.most
        let output = item.output...item.output
        func sum(_ other: ClosedRange<Double>) -> ClosedRange<Double> {
            (prompt.lowerBound + other.lowerBound)...(prompt.upperBound + other.upperBound)
        }
        switch self {
        case .promptAndMax:
            return Amounts(
                tested: sum(most), atFirst: sum(most), inTheEnd: sum(most), after: none)
        case .promptAndMaxCorrected:
            return Amounts(
                tested: sum(most), atFirst: sum(most), inTheEnd: sum(output), after: none)
        case .promptThenOutput:
            return Amounts(tested: prompt, atFirst: prompt, inTheEnd: prompt, after: output)
        case .use: return Amounts(tested: one, atFirst: none, inTheEnd: none, after: sum(output))
        case .prompt:
            return Amounts(tested: prompt, atFirst: prompt, inTheEnd: prompt, after: none)
        case .promptAfter:
            return Amounts(tested: one, atFirst: none, inTheEnd: none, after: prompt)
        case .max: return Amounts(tested: most, atFirst: most, inTheEnd: most, after: none)
        case .maxCorrected:
            return Amounts(tested: most, atFirst: most, inTheEnd: output, after: none)
        case .output: return Amounts(tested: one, atFirst: none, inTheEnd: none, after: output)
        case .request: return Amounts(tested: one, atFirst: one, inTheEnd: one, after: none)
        }
    }
}
