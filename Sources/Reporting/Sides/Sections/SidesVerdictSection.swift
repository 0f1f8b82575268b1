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
            reasons: (SidesWording.limitChanges(comparison)
                + (hindrances.isEmpty ? Array(census) : hindrances)).map { Markup($0) })
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
            case .pastRun: "runs, against those of the history"
            case .round: "rounds, so of these runs only"
            case .blockPair: "pairs of blocks, so of this run only"
            }
        let isComparable = comparison.verdict != .notComparable
        return [
            Fact("base", names(comparison.base)), Fact("new", names(comparison.new)),
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

    private static func names(_ runs: [SideRun]) -> String {
        runs.count == 1
            ? SidesWording.clipped(runs[0].name)
            : runs.isEmpty ? "" : Wording.plural(runs.count, "run")
    }
}
