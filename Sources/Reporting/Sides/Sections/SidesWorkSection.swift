internal import Analysis
internal import RunModel

/// Whether both sides did the same work, in what their plans differ, and what came with a change.
enum SidesWorkSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        PageSection(
            "work", "The same work? And what else differs",
            [
                .table(runs(comparison)), .table(work(comparison)),
                .note(
                    comparison.work.isEmpty
                        ? ""
                        : "Different is what chance does not explain and what is large enough to move a "
                            + "latency: 2 % of the mean tokens, a tenth of the distribution, or 2 "
                            + "percentage points of a finish reason."),
                .table(plans(comparison)),
                comparison.differences.isEmpty
                    ? .text("The plans differ in nothing.") : PageBlock(),
                .table(drifts(comparison)), .table(hints(comparison)),
                .note(
                    comparison.hints.isEmpty
                        ? ""
                        : "What came with a change is where to look next. None of it need be the cause."
                ),
            ])
    }

    private static func runs(_ comparison: SideComparison) -> PageTable {
        let sides = [("base", comparison.base), ("new", comparison.new)]
        return PageTable(
            "The runs of both sides",
            columns: ["run", "side", "started", "rounds", "endpoint", "model", "verdict"],
            texts: [1, 2, 4, 5, 6],
            rows: sides.flatMap { side, runs in
                runs.map { run in
                    PageTable.Row(
                        run.name,
                        [
                            PageTable.Cell(side), PageTable.Cell(run.started),
                            PageTable.Cell(
                                QuantityFormat.count(run.rounds), order: Double(run.rounds)),
                            PageTable.Cell(run.endpoint),
                            PageTable.Cell(
                                run.model == "null" ? "" : SidesWording.plain(run.model)),
                            SidesWording.verdict(run, in: comparison).map { verdict in
                                PageTable.Cell(
                                    Markup(
                                        trusted: #"<strong class="\#(verdict.trust.rawValue)">"#
                                            + Markup(verdict.words).html + "</strong>"))
                            } ?? .empty,
                        ])
                }
            })
    }

    private static func work(_ comparison: SideComparison) -> PageTable {
        let hasModes = SidesWording.hasSeveralModes(comparison)
        return PageTable(
            "Work done by both sides",
            columns: [
                "what", "base", "new", "verdict", "answers", "p of the means", "p of the shape",
                "distance",
            ],
            texts: [3],
            rows: comparison.work.map { work in
                let number = { (value: Double?) in
                    PageTable.Cell(value.map { QuantityFormat.digits($0) } ?? "—", order: value)
                }
                return PageTable.Row(
                    SidesWording.name(work.subject)
                        + (hasModes ? ", \(Wording.mode(work.mode))" : ""),
                    [
                        number(work.base), number(work.new),
                        PageTable.Cell(
                            Markup(
                                trusted:
                                    #"<strong class="\#(work.isDifferent ? "worse" : "found")">"#
                                    + Markup(SidesWording.verdict(work)).html + "</strong>")),
                        PageTable.Cell(
                            QuantityFormat.count(work.baseCount) + " / "
                                + QuantityFormat.count(work.newCount),
                            order: Double(work.baseCount)),
                        probability(work.probability), probability(work.shapeProbability),
                        number(work.distance),
                    ])
            })
    }

    private static func probability(_ value: Double?) -> PageTable.Cell {
        let text = value.map { $0 < 0.001 ? "< 0.001" : QuantityFormat.fixed($0, decimals: 3) }
        return PageTable.Cell(text ?? "—", order: value)
    }

    private static func plans(_ comparison: SideComparison) -> PageTable {
        PageTable(
            "What differs in the plans", columns: ["key", "base", "new", "so the sides are"],
            texts: [1, 2, 3],
            rows: comparison.differences.map { difference in
                let isHindrance = difference.isOfWork && comparison.unit != .blockPair
                return PageTable.Row(
                    difference.key,
                    [
                        PageTable.Cell(SidesWording.values(difference.base)),
                        PageTable.Cell(SidesWording.values(difference.new)),
                        PageTable.Cell(isHindrance ? "not comparable" : "comparable"),
                    ])
            })
    }

    private static func drifts(_ comparison: SideComparison) -> PageTable {
        PageTable(
            "How far the base itself moved, from its first block to its last",
            columns: ["metric", "drift", "does not matter within"],
            rows: comparison.metrics.compactMap { verdict in
                guard let drift = verdict.drift else { return nil }
                let format = ChangeFormat(verdict)
                return PageTable.Row(
                    SidesWording.name(verdict, in: comparison),
                    [
                        PageTable.Cell(format.signed(drift) + format.suffix, order: drift),
                        PageTable.Cell(
                            SidesWording.band(verdict) ?? "—", order: verdict.bandAbove),
                    ])
            })
    }

    private static func hints(_ comparison: SideComparison) -> PageTable {
        let hasModes = SidesWording.hasSeveralModes(comparison)
        return PageTable(
            "What came with it, not its cause", columns: ["what", "base", "new"],
            rows: comparison.hints.map { hint in
                PageTable.Row(
                    SidesWording.name(hint.kind)
                        + (hasModes ? ", \(Wording.mode(hint.mode))" : ""),
                    [
                        PageTable.Cell(SidesWording.value(hint.base, of: hint), order: hint.base),
                        PageTable.Cell(SidesWording.value(hint.new, of: hint), order: hint.new),
                    ])
            })
    }
}
