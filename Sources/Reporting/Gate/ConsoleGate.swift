package import Analysis
internal import RunModel

/// What a gate prints: the verdict in a sentence, assertions, a table for each comparison, and what it rests on; at
/// most 80 columns.
package struct ConsoleGate {
    private let result: GateResult
    private let files: [String]
    private let usesColour: Bool
    private let text: TerminalText

    package init(_ result: GateResult, files: [String] = [], usesColour: Bool = false) {
        self.result = result
        self.files = files
        self.usesColour = usesColour
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        let tables = GateWording.comparisons(result).map { part in
            TerminalText.wrapped(heading(part), TerminalText.width)
                + ConsoleSides(part.sides, usesColour: usesColour).tableLines()
        }
        let parts = [verdict(), assertions()] + tables + [closing()]
        return parts.filter { !$0.isEmpty }.joined(separator: [""])
            .map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func heading(_ part: GateWording.Named) -> String {
        let title = part.title.prefix(1).uppercased() + part.title.dropFirst()
        return TerminalText.harmless("\(title): \(SidesWording.verdict(part.sides.verdict))")
    }

    private func verdict() -> [String] {
        let colour: TerminalText.Colour =
            result.verdict.isPass ? .green : result.verdict == .cannotTell ? .yellow : .red
        let advice =
            result.isAdvisory && !result.verdict.isPass ? " (advisory: the exit code is 0)" : ""
        let words = TerminalText.harmless(
            EmulatorMark.title(
                "Gate: \(GateWording.headline(result))\(advice).", result.isEmulated))
        return TerminalText.wrapped(words, TerminalText.width, breaksWords: true)
            .map { text.coloured($0, colour) }
    }

    private func assertions() -> [String] {
        result.assertions.map { assertion in
            let colour: TerminalText.Colour =
                switch assertion.outcome {
                case .holds: .green
                case .fails: .red
                case .cannotTell: .yellow
                }
            return text.coloured(
                TerminalText.harmless(AssertionWording.line(assertion)), colour)
        }
    }

    private func closing() -> [String] {
        let facts = GateWording.facts(result)
        return facts.enumerated().flatMap { index, fact in
            TerminalText.hanging(index == 0 ? "rests on" : "", TerminalText.harmless(fact))
        }
            + result.runs.enumerated().flatMap { index, run in
                TerminalText.hanging(
                    index == 0 ? "runs" : "", TerminalText.harmless(run.folder))
            } + files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
    }
}
