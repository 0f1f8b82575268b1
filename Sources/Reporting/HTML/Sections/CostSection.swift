internal import Analysis
internal import RunModel

/// What the run cost. Nil where no price was given.
enum CostSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        let facts = CostWording.facts(summary.manifest)
        guard !facts.isEmpty, let spent = summary.manifest.spent else { return nil }
        return PageSection(
            "cost", "Cost",
            [
                .facts(facts.map { Fact($0.name, $0.value) }),
                .note(
                    Markup(
                        "In the currency of the price, warm-up included: \(CostWording.tokens(spent))."
                    )),
            ])
    }
}
