internal import Analysis

/// What was claimed of the target, and how that stands.
enum ClaimSection {
    /// Nil of a run whose plan claims nothing.
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let claims = summary.claims, !claims.isEmpty else { return nil }
        let rows = claims.map { claim in
            PageTable.Row(
                SidesWording.clipped(claim.result.text, 200),
                [
                    PageTable.Cell(AssertionWording.word(claim.result.outcome)),
                    PageTable.Cell(AssertionWording.facts(claim.result) ?? "—"),
                    PageTable.Cell(SidesWording.clipped(claim.source, 200)),
                ])
        }
        return PageSection(
            "claims", "What was claimed",
            [
                .table(
                    PageTable(
                        "Claims about the target, held against this run",
                        columns: ["claim", "outcome", "measured", "source"], texts: [1, 2, 3],
                        rows: rows))
            ])
    }
}
