internal import Analysis
internal import RunModel

/// Streaming against non-streaming: what differs, by how much, and what the documentation says of it.
enum ComparisonSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        var blocks: [PageBlock] = []
        if let comparison = summary.comparison {
            blocks += Self.comparison(comparison, summary)
        } else {
            blocks.append(.figures([WireBytes(summary).figure]))
        }
        blocks += DisplayBlocks.blocks(summary)
        blocks += ShapeBlocks.blocks(summary)
        guard blocks.contains(where: { !$0.isEmpty }) else { return nil }
        return PageSection(
            "comparison",
            summary.comparison == nil
                ? "Bytes, and what a reader sees" : "Streaming against non-streaming",
            blocks)
    }

    private static func comparison(
        _ comparison: ModeComparison, _ summary: RunSummary
    ) -> [PageBlock] {
        [
            .note(
                Markup(
                    "Each prompt was sent twice, streaming and non-streaming: "
                        + "\(Wording.plural(comparison.pairs, "pair")) in "
                        + "\(Wording.plural(comparison.rounds, "round")). Compared are the "
                        + "\(QuantityFormat.count(comparison.completePairs)) of which both succeeded."
                )
            ),
            .table(differences(comparison.differences)),
            .figures([differenceChart(comparison.differences), WireBytes(summary).figure]),
            .list(ComparisonWording.bounds(comparison).map { Markup($0) }),
            comparison.completePairs == 0
                ? PageBlock() : .text(Markup(ComparisonWording.breakEven(comparison))),
            comparison.breakEven.map { .note(Markup(ComparisonWording.basis($0))) } ?? PageBlock(),
            .list(comparison.recoveries.map { Markup(ComparisonWording.sentence($0)) }),
        ] + documentation(comparison.claims)
    }

    /// None where nothing of it was measured.
    private static func documentation(_ list: [JudgedClaim]) -> [PageBlock] {
        guard list.contains(where: { $0.value != nil }) else { return [] }
        let source = list.first?.source.map { PageBlock.note(Markup("Source: \($0).")) }
        return [.heading("What the documentation says"), .table(claims(list))]
            + [source].compactMap { $0 }
    }

    private static func differences(_ list: [PairedDifference]) -> PageTable {
        PageTable(
            "Mean differences between the two answers of a pair",
            columns: [
                "quantity", "streaming", "non-streaming", "difference", "95 % interval", "in %",
                "pairs",
            ],
            rows: list.map { entry in
                let share = entry.share.map { ComparisonWording.percent($0) } ?? ""
                let note =
                    entry.note.isEmpty
                    ? "" : Markup(trusted: "<small>\(Markup(entry.note).html)</small>")
                return PageTable.Row(
                    Markup(ComparisonWording.name(entry.quantity)) + note,
                    [
                        PageTable.Cell(
                            QuantityFormat.quantity(entry.streaming, entry.unit),
                            order: entry.streaming),
                        PageTable.Cell(
                            QuantityFormat.quantity(entry.nonStreaming, entry.unit),
                            order: entry.nonStreaming),
                        PageTable.Cell(
                            .strong(ComparisonWording.signed(entry.difference, entry.unit)),
                            order: entry.difference),
                        PageTable.Cell(ComparisonWording.interval(entry) ?? "—", order: entry.low),
                        PageTable.Cell(
                            share, detail: ComparisonWording.shareInterval(entry) ?? "",
                            order: entry.share),
                        PageTable.Cell(
                            QuantityFormat.count(entry.pairs), order: Double(entry.pairs)),
                    ])
            })
    }

    /// What a reader of the answers can notice; bytes have a chart of their own.
    private static let perceived: Set<PairedDifference.Quantity> = [
        .firstShown, .smoothStart, .endToEnd, .endToEndSpeed,
    ]

    private static func differenceChart(_ list: [PairedDifference]) -> Figure? {
        let lines = list.compactMap { entry -> IntervalChart.Line? in
            guard perceived.contains(entry.quantity), let share = entry.share, share.isFinite else {
                return nil
            }
            let interval = ComparisonWording.shareInterval(entry)
            let text = ComparisonWording.percent(share)
            return IntervalChart.Line(
                name: ComparisonWording.name(entry.quantity), value: share, low: entry.shareLow,
                high: entry.shareHigh, text: text,
                title: "\(ComparisonWording.name(entry.quantity)): \(text)"
                    + (interval.map { " (95 %: \($0))" } ?? ""),
                style: ComparisonWording.isClear(entry) == true ? "m-streaming" : "wanted")
        }
        return IntervalChart(
            lines: lines, label: "streaming less non-streaming, % of non-streaming",
            format: .percent
        ).figure(
            name: "differences", title: "What streaming changes",
            note:
                "Bars: 95 % interval over rounds. Grey: the interval contains 0, so no difference is shown."
        )
    }

    private static func claims(_ list: [JudgedClaim]) -> PageTable {
        PageTable(
            "The documentation's table, measured",
            columns: ["subject", "documented", "measured", "number", "verdict", "reason"],
            texts: [1, 3, 4, 5],
            rows: list.map { claim in
                PageTable.Row(
                    ComparisonWording.subject(claim.subject),
                    [
                        PageTable.Cell(ComparisonWording.documented(claim.subject)),
                        PageTable.Cell(
                            ComparisonWording.value(claim),
                            detail: ComparisonWording.interval(claim), order: claim.value),
                        PageTable.Cell(ComparisonWording.measure(claim.subject)),
                        PageTable.Cell(
                            Markup(
                                trusted: #"<strong class="\#(claim.verdict.rawValue)">"#
                                    + Markup(ComparisonWording.verdict(claim.verdict)).html
                                    + "</strong>")),
                        PageTable.Cell(claim.reason),
                    ])
            })
    }
}

/// Where the bytes of a token go, by mode.
struct WireBytes {
    private let summary: RunSummary

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    var figure: Figure? {
        let bars = summary.numbers.modes.compactMap(bar)
        guard bars.contains(where: { !$0.parts.isEmpty }) else { return nil }
        return StackedBars(bars: bars, label: "received bytes per token", format: TickFormat())
            .figure(
                name: "wire-bytes", title: "Bytes per token",
                note: "Sums over all answers with token counts"
                    + (summary.comparison == nil
                        ? "" : ", where the table above has means of pairs")
                    + ". Headers of TCP and IP are not in them." + compression)
    }

    /// What the body took on the way where it was compressed: the bars show it decoded.
    private var compression: String {
        summary.numbers.modes.compactMap { numbers in
            numbers.compressionRatio?.value.map {
                " \(Wording.mode(numbers.mode)): bodies came compressed by \(QuantityFormat.digits($0))."
            }
        }.joined()
    }

    private func bar(_ numbers: ModeNumbers) -> StackedBars.Bar? {
        guard let body = numbers.bodyBytesPerToken?.value else { return nil }
        let overhead = numbers.jsonOverheadPerToken?.value
        let named: [(String, Double?)] = [
            (overhead == nil ? "body" : "output text", body - (overhead ?? 0)),
            ("JSON and events", overhead),
            ("framing and TLS", numbers.framingBytesPerToken?.value),
            ("head", numbers.headBytesPerToken?.value),
        ]
        let parts = named.compactMap { name, value -> StackedBars.Part? in
            value.map {
                StackedBars.Part(
                    name: name, value: $0, text: QuantityFormat.quantity($0, .bytesPerToken))
            }
        }
        let total = parts.reduce(0) { $0 + $1.value }
        return StackedBars.Bar(
            name: Wording.mode(numbers.mode), parts: parts,
            total: QuantityFormat.quantity(total, .bytesPerToken))
    }
}
