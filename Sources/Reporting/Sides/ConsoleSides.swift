package import Analysis
internal import RunModel

/// What a comparison of two sides prints: the verdict in a sentence, what hinders it, the metrics worst first,
/// and what the words rest on; at most 80 columns, for a person.
package struct ConsoleSides {
    private let comparison: SideComparison
    private let files: [String]
    private let text: TerminalText

    /// - Parameters:
    ///   - comparison: What to print.
    ///   - files: Paths to name at the end.
    ///   - usesColour: Whether to write ANSI colours; whoever calls knows of NO_COLOR and terminals.
    package init(_ comparison: SideComparison, files: [String] = [], usesColour: Bool = false) {
        self.comparison = comparison
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        let parts = [heading() + hindrances() + limitChanges(), table(), closing()]
            .filter { !$0.isEmpty }
        return parts.joined(separator: [""]).map { TerminalText.withoutTrailingSpace($0) + "\n" }
            .joined()
    }

    /// The table alone with what hinders it, for whoever has words of their own around it.
    func tableLines() -> [String] { hindrances() + table() }

    private func heading() -> [String] {
        let colour: TerminalText.Colour =
            switch comparison.verdict {
            case .noRegression: .green
            case .regression, .notComparable, .nothingJudged: .red
            case .cannotTell: .yellow
            }
        let headline = TerminalText.harmless(
            EmulatorMark.title(SidesWording.headline(comparison), comparison.isEmulated))
        return TerminalText.wrapped(headline, TerminalText.width, breaksWords: true)
            .map { text.coloured($0, colour) }
            + (SidesWording.without(comparison).map {
                TerminalText.wrapped($0, TerminalText.width)
            } ?? [])
    }

    /// A plan may differ in every key; the files name them all.
    private static let mostHindrances = 12

    private func hindrances() -> [String] {
        let found = comparison.hindrances
        let rest = found.count - Self.mostHindrances
        return found.prefix(Self.mostHindrances).flatMap { hindrance in
            Self.indented(SidesWording.sentence(hindrance, in: comparison), "- ")
        } + (rest > 0 ? ["- and \(Wording.plural(rest, "more reason"))"] : [])
    }

    private func limitChanges() -> [String] {
        SidesWording.limitChanges(comparison).flatMap { Self.indented($0, "- ") }
    }

    /// Wrapped, with `mark` before its first line and spaces before the others.
    private static func indented(_ words: String, _ mark: String) -> [String] {
        TerminalText.wrapped(
            TerminalText.harmless(words), TerminalText.width - mark.count, breaksWords: true
        ).enumerated().map { index, line in
            (index == 0 ? mark : String(repeating: " ", count: mark.count)) + line
        }
    }

    // MARK: The table

    private static let nameWidth = 20
    private static let numberWidths = [9, 9, 27]

    private func line(_ name: String, _ numbers: [String], _ word: String) -> String {
        TerminalText.left(name, Self.nameWidth)
            + zip(numbers, Self.numberWidths).map { TerminalText.right($0, $1) }.joined()
            + "  " + word
    }

    private func table() -> [String] {
        guard comparison.metrics.contains(where: { $0.lack != .hindered }) else { return [] }
        let head = line("metric", ["base", "new", "change (interval)"], "word")
        return [text.coloured(head, .dim)] + comparison.metrics.flatMap(lines)
    }

    private func lines(_ verdict: MetricVerdict) -> [String] {
        let names = TerminalText.wrapped(
            SidesWording.name(verdict, in: comparison), Self.nameWidth)
        let interval = SidesWording.interval(verdict).map { " (\($0))" } ?? ""
        let change = SidesWording.change(verdict).map { $0 + interval } ?? "—"
        // A blank parts it from the number before.
        let isWide = change.count >= Self.numberWidths[2]
        let numbers = [
            SidesWording.value(verdict.base, verdict), SidesWording.value(verdict.new, verdict),
            isWide ? SidesWording.change(verdict) ?? "" : change,
        ]
        let word = text.coloured(SidesWording.signed(verdict, in: comparison), colour(verdict))
        let below = isWide ? [line("", ["", "", interval.dropFirst().description], "")] : []
        // Why nothing was judged is often the same for many; the census says it once.
        let remark =
            verdict.word == .notJudged ? nil : SidesWording.remark(verdict, in: comparison)
        return [line(names[0], numbers, word)] + names.dropFirst() + below
            + (remark.map { Self.indented($0, "  ") } ?? []).map { text.coloured($0, .dim) }
    }

    private func colour(_ verdict: MetricVerdict) -> TerminalText.Colour {
        guard SidesWording.decides(verdict, in: comparison) else {
            return verdict.word == .worse ? .yellow : .dim
        }
        return switch verdict.word {
        case .worse: .red
        case .better: .green
        case .cannotTell, .unfit: .yellow
        case .same, .usual, .notJudged: .dim
        }
    }

    // MARK: What the words rest on

    private static let mostListed = 8

    private func closing() -> [String] {
        list("census", SidesWording.census(comparison))
            + SidesWording.method(comparison).enumerated().flatMap { index, sentence in
                block(index == 0 ? "judged by" : "", sentence)
            }
            + sides("base", comparison.base) + sides("new", comparison.new)
            + list("plans differ", comparison.differences.map(SidesWording.sentence))
            + hints()
            + (SidesWording.usesPoints(comparison) ? block("pp", "percentage points") : [])
            + files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
    }

    private func hints() -> [String] {
        guard !comparison.hints.isEmpty else { return [] }
        return list(
            "came with it",
            comparison.hints.map { SidesWording.sentence($0, in: comparison) }
                + ["none of which need be the cause"])
    }

    private func sides(_ label: String, _ runs: [SideRun]) -> [String] {
        list(
            label,
            runs.map { run in
                ([SidesWording.clipped(run.name)] + SidesWording.facts(run, in: comparison))
                    .joined(separator: ", ")
            })
    }

    /// Each item on lines of its own beside the label.
    private func list(_ label: String, _ items: [String]) -> [String] {
        let rest = items.count - Self.mostListed
        let shown = items.prefix(Self.mostListed) + (rest > 0 ? ["and \(rest) more"] : [])
        return shown.enumerated().flatMap { index, item in block(index == 0 ? label : "", item) }
    }

    private func block(_ label: String, _ words: String) -> [String] {
        TerminalText.wrapped(
            TerminalText.harmless(words), TerminalText.width - 14, breaksWords: true
        ).enumerated().map { index, line in
            TerminalText.left(index == 0 ? label : "", 14) + line
        }
    }
}
