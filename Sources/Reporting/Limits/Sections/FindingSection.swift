internal import Analysis
internal import RunModel

/// What holds, what does not, and the table of all that was looked for.
enum FindingSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        let notices =
            [LimitsWording.ending(summary.manifest.ending)].compactMap { $0 }
            + summary.manifest.notices.map(\.text)
        return PageSection(
            "findings", "Do the stated limits hold?",
            [
                PageBlock(verdicts: [box(summary)]),
                .list(notices.map { Markup($0) }, style: "note"),
                .table(table(summary.findings)),
                .note(Markup(LimitsWording.use(summary).joined(separator: ", ") + ".")),
            ])
    }

    private static func box(_ summary: LimitsSummary) -> VerdictBox {
        let untold = summary.findings.filter { $0.verdict == .cannotTell }
        let isDoubtful = !untold.isEmpty || !summary.isUsable
        return VerdictBox(
            style: !summary.contradicted.isEmpty
                ? "not_trustworthy" : isDoubtful ? "with_care" : "trustworthy",
            question: Markup(LimitsWording.conclusion(summary)), answer: "",
            reasons: summary.contradicted.map { finding in
                Markup("\(LimitsWording.subject(finding.subject)): ")
                    + .strong(LimitsWording.verdict(finding.verdict))
                    + Markup("; \(LimitsWording.contrast(finding))")
            }
                + untold.map { finding in
                    Markup(
                        "\(LimitsWording.subject(finding.subject)): cannot tell, \(finding.reason)")
                })
    }

    private static func table(_ findings: [LimitFinding]) -> PageTable {
        PageTable(
            "Stated and observed", columns: ["limit", "stated", "observed", "verdict", "why"],
            texts: [1, 2, 3, 4], narrow: .compact,
            rows: findings.map { finding in
                PageTable.Row(
                    LimitsWording.subject(finding.subject),
                    [
                        PageTable.Cell(LimitsWording.stated(finding)),
                        PageTable.Cell(LimitsWording.observed(finding)),
                        PageTable.Cell(verdict(finding)), PageTable.Cell(finding.reason),
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
