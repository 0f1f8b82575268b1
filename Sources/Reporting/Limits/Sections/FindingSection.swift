internal import Analysis
internal import RunModel

/// What the server says of its limits, and what was found that nobody states.
enum FindingSection {
    static func sections(_ summary: LimitsSummary) -> [PageSection] {
        [
            PageSection(
                "headers", "What the server says of its limits",
                [
                    .table(
                        table(
                            "What the server says, and what came of it",
                            summary.findings.filter { $0.source == .server }, said: "said"))
                ]),
            PageSection(
                "findings", "What else was found",
                [
                    .table(
                        table(
                            "What nobody stated", summary.findings.filter { $0.source == nil }))
                ]),
        ]
    }

    static func table(
        _ caption: String, _ findings: [LimitFinding], said: String = "stated"
    ) -> PageTable {
        let hasStatements = findings.contains { $0.stated != nil }
        return PageTable(
            caption,
            columns: ["limit", "verdict"] + (hasStatements ? [said] : []) + ["observed", "why"],
            texts: [1, 2, 3, 4], narrow: .reasoned,
            rows: findings.map { finding in
                let stated =
                    hasStatements
                    ? [PageTable.Cell(finding.stated ?? "—")] : []
                return PageTable.Row(
                    LimitsWording.subject(finding.subject),
                    [PageTable.Cell(verdict(finding))] + stated + [
                        PageTable.Cell(LimitsWording.observed(finding)),
                        PageTable.Cell(finding.reason),
                    ])
            })
    }

    static func verdict(_ finding: LimitFinding) -> Markup {
        let style =
            switch finding.verdict {
            case .holds: "better"
            case .lower, .higher, .notEnforced: "worse"
            case .cannotTell: "doubtful"
            case nil: "found"
            }
        return Markup(
            trusted: #"<strong class="\#(style)">"#
                + Markup(LimitsWording.signed(finding.verdict)).html + "</strong>")
    }
}
