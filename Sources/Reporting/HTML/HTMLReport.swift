package import Analysis
internal import RunModel

/// report.html: one page for a person, readable without scripts and without a network.
package struct HTMLReport {
    private let summary: RunSummary

    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The whole page; the same summary gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        let manifest = summary.manifest
        return try Page(
            title: EmulatorMark.title(manifest.plan.name, manifest.isEmulated),
            subtitle: Markup(Wording.load(manifest.plan) + ", ")
                + Markup(manifest.endpoint),
            sections: sections(),
            footer: "\(manifest.tool) \(manifest.version)"
        ).rendered()
    }

    func sections() -> [PageSection] {
        let sections: [PageSection?] =
            [TrustSection.section(summary)]
            + (summary.modes.isEmpty ? [] : summary.hasSuccess() ? measured : failed)
            + [MethodSection.section(summary)]
        return sections.compactMap { $0 }
    }

    /// What there is to say where no request succeeded: the failures first, and no empty table.
    private var failed: [PageSection?] {
        [
            FailureSection.section(summary), LoadSection.section(summary),
            ServerSection.section(summary),
            ConnectionSection.section(summary), ClientSection.section(summary),
        ]
    }

    private var measured: [PageSection?] {
        [
            HeadlineSection.section(summary), RasterSection.section(summary),
            ClaimSection.section(summary),
            ComparisonSection.section(summary), FirstTokenSection.section(summary),
            ConversationSection.section(summary), GapSection.section(summary),
            ClassSection.section(summary), LeavingSection.section(summary),
            QualitySection.section(summary), SizeSection.section(summary),
            LoadSection.section(summary), ServerSection.section(summary),
            ConnectionSection.section(summary), FailureSection.section(summary),
            RoundSection.section(summary), FrontEndSection.section(summary),
            ShardSection.section(summary), CostSection.section(summary),
            ClientSection.section(summary),
        ]
    }
}
