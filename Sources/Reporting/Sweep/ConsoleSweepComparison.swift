package import Analysis

/// Two sweeps compared, on a terminal: a line a load with what is worse or better there.
package struct ConsoleSweepComparison {
    private let comparison: SweepComparison
    private let files: [String]
    private let text: TerminalText

    package init(_ comparison: SweepComparison, files: [String], usesColour: Bool) {
        self.comparison = comparison
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    package func rendered() -> String {
        let colour: TerminalText.Colour =
            switch comparison.verdict {
            case .regression: .red
            case .noRegression: .green
            case .cannotTell, .notComparable, .nothingJudged: .yellow
            }
        let head = TerminalText.wrapped(
            TerminalText.harmless(SweepComparisonWording.headline(comparison)),
            TerminalText.width, breaksWords: true
        ).map { text.coloured($0, colour) }
        let lines = comparison.loads.flatMap(lines)
        let alone = SweepComparisonWording.alone(comparison).flatMap {
            TerminalText.hanging("", $0)
        }
        return
            (head + [""] + lines + alone
            + TerminalText.hanging("base", TerminalText.harmless(comparison.base))
            + TerminalText.hanging("new", TerminalText.harmless(comparison.new))
            + files.map { "written \($0)" })
            .map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func lines(_ load: SweepComparison.Load) -> [String] {
        let words =
            [SweepComparisonWording.verdict(load)] + SweepComparisonWording.sentences(load)
        return words.enumerated().flatMap { index, sentence in
            TerminalText.hanging(
                index == 0 ? SweepWording.load(load.load) : "", TerminalText.harmless(sentence))
        }
    }
}
