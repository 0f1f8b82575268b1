package import Analysis
internal import RunModel

/// limits.html: what a limits run found, on one page, readable without scripts and without a network.
package struct LimitsPage {
    private let summary: LimitsSummary

    package init(_ summary: LimitsSummary) {
        self.summary = summary
    }

    /// The whole page; the same summary gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        let manifest = summary.manifest
        return try Page(
            title: EmulatorMark.title(manifest.plan.name, manifest.isEmulated),
            subtitle: Markup(LimitsWording.plan(manifest.plan.limits) + ", ")
                + Markup("\(manifest.endpoint), \(manifest.plan.request.model)"),
            sections: sections(),
            footer: "\(manifest.tool) \(manifest.version)"
        ).rendered()
    }

    /// What was stated and measured first, on a page of its own on paper.
    func sections() -> [PageSection] {
        [StatementSection.section(summary)] + FindingSection.sections(summary)
            + [StreamSection.section(summary), ReleaseSection.section(summary)]
            + LeakSection.sections(summary) + [
                WindowSection.section(summary), RefusalSection.section(summary),
                LimitsMethodSection.section(summary),
            ]
    }
}
