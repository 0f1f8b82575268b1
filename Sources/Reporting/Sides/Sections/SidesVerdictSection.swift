internal import Analysis
internal import RunModel

/// What it came to, why it may not be compared at all, and what was compared.
enum SidesVerdictSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        PageSection(
            "verdict", "Did it get worse?",
            [
                PageBlock(verdicts: [box(comparison)]),
                .facts(facts(comparison)),
                .table(runs(comparison)),
            ])
    }

    private static func box(_ comparison: SideComparison) -> VerdictBox {
        let hindrances = comparison.hindrances.map {
            SidesWording.sentence($0, in: comparison)
        }
        let census = SidesWording.census(comparison).dropFirst()
        let headline = SidesWording.headline(comparison)
        let lead = SidesWording.lead(comparison.verdict)
        return VerdictBox(
            style: style(comparison.verdict),
            question: .strong(lead) + Markup(String(headline.dropFirst(lead.count))), answer: "",
            reasons: (hindrances.isEmpty ? Array(census) : hindrances).map { Markup($0) })
    }

    private static func style(_ verdict: SideComparison.Verdict) -> String {
        switch verdict {
        case .noRegression: "trustworthy"
        case .cannotTell: "with_care"
        case .regression, .notComparable, .nothingJudged: "not_trustworthy"
        }
    }

    private static func facts(_ comparison: SideComparison) -> [Fact] {
        let census = comparison.census
        let isOfLimits = SidesWording.isOfLimits(comparison)
        let unit =
            switch comparison.unit {
            case .run: "runs"
            case .round: "rounds, so of these runs only"
            case .blockPair: "pairs of blocks, so of this run only"
            }
        let isComparable = comparison.verdict != .notComparable
        return [
            Fact(
                "judged",
                isComparable
                    ? "\(census.judged) of \(census.considered) metrics" : "nothing that counts"),
            Fact("unit", isOfLimits ? "limits, so of these runs only" : unit),
            Fact(
                "matters from",
                isOfLimits
                    ? "" : QuantityFormat.tick(comparison.rules.smallestEffect * 100) + " % on"),
            Fact(
                "interval",
                comparison.correctedMetrics == 0
                    ? ""
                    : QuantityFormat.tick((comparison.confidence * 10_000).rounded() / 100)
                        + " % each"),
        ].filter { !$0.value.isEmpty }
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
                            PageTable.Cell(
                                Markup(
                                    trusted: #"<strong class="\#(run.trust.rawValue)">"#
                                        + Markup(Wording.verdict(run.trust)).html + "</strong>")),
                        ])
                }
            })
    }
}
