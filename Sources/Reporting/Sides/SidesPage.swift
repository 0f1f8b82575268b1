package import Analysis
internal import RunModel

/// compare.html: whether one side got worse than another, on one page, readable without scripts and without a
/// network.
package struct SidesPage {
    private let comparison: SideComparison

    package init(_ comparison: SideComparison) {
        self.comparison = comparison
    }

    /// The whole page; the same comparison gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        try Page(
            title: EmulatorMark.title(title, comparison.isEmulated),
            subtitle: Markup(subtitle),
            sections: sections(),
            footer: comparison.tool
        ).rendered()
    }

    func sections() -> [PageSection] {
        [
            SidesVerdictSection.section(comparison), SidesEffectSection.section(comparison),
            SidesPointSection.section(comparison), SidesDistributionSection.section(comparison),
            SidesWorkSection.section(comparison), SidesMethodSection.section(comparison),
        ]
    }

    var title: String {
        "\(side(comparison.new)) against \(side(comparison.base))"
            + (comparison.unit == .blockPair ? ", in turns" : "")
    }

    private func side(_ runs: [SideRun]) -> String {
        runs.count == 1 ? SidesWording.clipped(runs[0].name) : Wording.plural(runs.count, "run")
    }

    var subtitle: String {
        let runs = comparison.base + comparison.new
        var told: [String] = []
        for text in runs.flatMap({ [$0.endpoint, SidesWording.plain($0.model)] })
        where !text.isEmpty && text != "null" && !told.contains(text) {
            told.append(text)
        }
        return told.prefix(4).map { SidesWording.clipped($0) }.joined(separator: ", ")
    }
}
