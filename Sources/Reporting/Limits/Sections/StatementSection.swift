internal import Analysis
internal import RunModel

/// What was stated, what was measured, when, where and with how many requests: a page by itself, to be sent to whoever
/// stated it.
enum StatementSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        let notices =
            [LimitsWording.ending(summary.manifest.ending)].compactMap { $0 }
            + summary.manifest.notices.map(\.text)
        let stated = summary.findings.filter { $0.source == .user }
        return PageSection(
            "statement", "Do the stated limits hold?",
            [
                PageBlock(verdicts: [box(summary)]),
                .list(notices.map { Markup($0) }, style: "note"),
                .facts(facts(summary)),
                .table(
                    FindingSection.table("The limits that were stated", stated)),
            ])
    }

    private static func box(_ summary: LimitsSummary) -> VerdictBox {
        let untold = summary.findings.filter { $0.source == .user && $0.verdict == .cannotTell }
        let isDoubtful =
            summary.findings.contains { $0.verdict == .cannotTell } || !summary.isUsable
        return VerdictBox(
            style: !summary.contradicted.isEmpty
                ? "not_trustworthy" : isDoubtful ? "with_care" : "trustworthy",
            question: Markup(LimitsWording.conclusion(summary)), answer: "",
            reasons: [LimitsWording.statement(summary)].compactMap { $0 }.map { Markup($0) }
                + summary.contradicted.map { finding in
                    Markup("\(LimitsWording.subject(finding.subject)): ")
                        + .strong(LimitsWording.verdict(finding.verdict))
                        + Markup("; \(LimitsWording.contrast(finding))")
                }
                + untold.map { finding in
                    Markup(
                        "\(LimitsWording.subject(finding.subject)): cannot tell, \(finding.reason)")
                })
    }

    private static func facts(_ summary: LimitsSummary) -> [Fact] {
        let manifest = summary.manifest
        let end = manifest.seconds.map { " to " + UTCText.clock(manifest, seconds: $0) } ?? ""
        return [
            Fact("target", manifest.endpoint), Fact("model", manifest.plan.request.model),
            Fact("key", summary.apiKeyEnd ?? ""),
            Fact(
                "measured (UTC)",
                "\(UTCText.day(manifest)) \(UTCText.clock(manifest, seconds: 0))\(end)"),
            Fact("used", LimitsWording.use(summary).joined(separator: ", ")),
            Fact("tool", "\(manifest.tool) \(manifest.version)"),
        ].filter { !$0.value.isEmpty }
    }
}
