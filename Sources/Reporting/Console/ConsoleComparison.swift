internal import Analysis
internal import RunModel

/// Streaming against non-streaming for a terminal: at most 80 columns.
struct ConsoleComparison {
    private let summary: RunSummary
    private let text: TerminalText

    init(_ summary: RunSummary, usesColour: Bool = false) {
        self.summary = summary
        text = TerminalText(usesColour: usesColour)
    }

    /// The differences and the documentation's table; none without pairs.
    func lines() -> [String] {
        guard let comparison = summary.comparison else { return [] }
        return
            [
                text.coloured("streaming against non-streaming", .bold)
                    + ", \(Wording.plural(comparison.completePairs, "pair")) of "
                    + "\(QuantityFormat.count(comparison.pairs)) in "
                    + Wording.plural(comparison.rounds, "round")
            ]
            + [differences(comparison), conclusions(comparison), claims(comparison)]
            .filter { !$0.isEmpty }.joined(separator: [""])
    }

    // MARK: Differences

    private func line(_ cells: [String]) -> String {
        let widths = [22, 13, 15, 14, 12]
        return zip(cells, widths).enumerated().map { index, cell in
            index == 0
                ? TerminalText.left(cell.0, cell.1) : TerminalText.right(cell.0, cell.1)
        }.joined()
    }

    private func line(_ entry: PairedDifference) -> String {
        let difference = Self.number(entry.difference, entry)
        return line([
            ComparisonWording.name(entry.quantity), Self.number(entry.streaming, entry),
            Self.number(entry.nonStreaming, entry),
            (entry.difference > 0 ? "+" : "") + difference,
            entry.share.map { ComparisonWording.percent($0) } ?? "",
        ])
    }

    private func differences(_ comparison: ModeComparison) -> [String] {
        guard !comparison.differences.isEmpty else { return [] }
        let head = line(["", "streaming", "non-streaming", "difference", "in %"])
        return [text.coloured(head, .dim)]
            + comparison.differences.flatMap { entry -> [String] in
                let interval = ComparisonWording.interval(entry).map {
                    text.coloured(TerminalText.right("95 %: \($0)", 64), .dim)
                }
                // Why there is no interval, or what else to know.
                let note = entry.note.isEmpty ? [] : TerminalText.hanging("", entry.note)
                return [line(entry)] + [interval].compactMap { $0 }
                    + note.map { text.coloured($0, .dim) }
            }
    }

    private static func number(_ value: Double, _ entry: PairedDifference) -> String {
        entry.unit == .milliseconds
            ? QuantityFormat.latency(milliseconds: value) : QuantityFormat.digits(value)
    }

    private func conclusions(_ comparison: ModeComparison) -> [String] {
        guard comparison.completePairs > 0 else { return [] }
        return ComparisonWording.bounds(comparison).flatMap {
            TerminalText.hanging("lost pairs", $0)
        }
            + TerminalText.hanging("break-even", ComparisonWording.breakEven(comparison))
            + comparison.recoveries.flatMap {
                TerminalText.hanging("recovery", ComparisonWording.sentence($0))
            } + shape
    }

    private var shape: [String] { ConsoleShape(summary).lines() }

    // MARK: The documentation's table

    private func claims(_ comparison: ModeComparison) -> [String] {
        guard comparison.claims.contains(where: { $0.value != nil }) else { return [] }
        let head =
            TerminalText.left("documented", 44) + TerminalText.right("measured", 18)
            + "  verdict"
        return [text.coloured(head, .dim)]
            + comparison.claims.flatMap { claim -> [String] in
                let subject = ComparisonWording.subject(claim.subject)
                let colour: TerminalText.Colour =
                    switch claim.verdict {
                    case .asDocumented, .better: .green
                    case .worse: .red
                    case .cannotTell: .yellow
                    }
                return [
                    TerminalText.left(subject, 44)
                        + TerminalText.right(ComparisonWording.value(claim), 18) + "  "
                        + text.coloured(ComparisonWording.verdict(claim.verdict), colour),
                    text.coloured("  " + ComparisonWording.documented(claim.subject), .dim),
                ]
                    + (claim.reason.isEmpty
                        ? []
                        : TerminalText.hanging("", TerminalText.harmless(claim.reason)))
            }
            + (comparison.claims.first?.source.map { TerminalText.hanging("source", $0) } ?? [])
    }

    // MARK: The short block of a run's table

    private static let shown: [PairedDifference.Quantity] = [
        .firstShown, .endToEnd, .endToEndSpeed, .wireBytesPerToken,
    ]

    /// What a run of both modes says about them, in a few lines; none without pairs.
    func block() -> [String] {
        guard let comparison = summary.comparison else { return [] }
        guard comparison.completePairs > 0 else {
            return [
                text.coloured("streaming against non-streaming", .bold)
                    + ": no pair with two successes"
            ]
        }
        let entries = Self.shown.compactMap { quantity in
            comparison.differences.first { $0.quantity == quantity }
        }
        let heading = [
            text.coloured("streaming against non-streaming", .bold)
                + ", \(QuantityFormat.count(comparison.completePairs)) of "
                + Wording.plural(comparison.pairs, "pair"),
            text.coloured(line(["", "streaming", "non-streaming", "difference", "in %"]), .dim),
        ]
        let lines = entries.map { entry in
            line(entry) + (ComparisonWording.isClear(entry) == true ? "" : " ?")
        }
        let conclusions = [
            comparison.breakEven.map {
                TerminalText.left("break-even", 22)
                    + TerminalText.right(QuantityFormat.digits($0.tokens), 13) + " tokens"
            }
        ].compactMap { $0 }
        return heading + lines + conclusions
            + doubts(entries).map { text.coloured("?: \($0)", .dim) }
    }

    /// What the question marks of the block mean.
    private func doubts(_ entries: [PairedDifference]) -> [String] {
        let isClear = entries.map(ComparisonWording.isClear)
        return (isClear.contains(false) ? ["not larger than the differences between rounds"] : [])
            + (isClear.contains(nil) ? ["fewer than two rounds, so there is no interval"] : [])
    }
}
