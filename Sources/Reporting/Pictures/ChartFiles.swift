package import Analysis
internal import Foundation
internal import RunModel

/// Every chart of a report as an SVG file of its own, and of a run a card with its headline numbers.
package enum ChartFiles {
    package static func files(of summary: RunSummary, isDark: Bool) -> [DerivedFile] {
        let manifest = summary.manifest
        let name = EmulatorMark.title(manifest.plan.name, manifest.isEmulated)
        let context = [
            name, Wording.load(manifest.plan), manifest.plan.request.model, manifest.endpoint,
            String(manifest.started.prefix(10)),
        ]
        let card = RunCard(summary: summary, isDark: isDark)
        return [file("card", card.text())]
            + files(HTMLReport(summary).sections(), context, isDark)
    }

    package static func files(of report: RunsReport, isDark: Bool) -> [DerivedFile] {
        let days = Set(report.runs.map { String($0.summary.manifest.started.prefix(10)) }).sorted()
        return files(
            report.sections(),
            [report.title] + (days.count > 1 ? ["\(days[0]) to \(days[days.count - 1])"] : days),
            isDark)
    }

    package static func files(of summary: LimitsSummary, isDark: Bool) -> [DerivedFile] {
        let manifest = summary.manifest
        return files(
            LimitsPage(summary).sections(),
            [
                EmulatorMark.title(manifest.plan.name, manifest.isEmulated),
                LimitsWording.plan(manifest.plan.limits), manifest.endpoint,
                String(manifest.started.prefix(10)),
            ], isDark)
    }

    package static func files(of comparison: SideComparison, isDark: Bool) -> [DerivedFile] {
        let page = SidesPage(comparison)
        return files(
            page.sections(),
            [EmulatorMark.title(page.title, comparison.isEmulated), page.subtitle], isDark)
    }

    private static func files(
        _ sections: [PageSection], _ context: [String], _ isDark: Bool
    ) -> [DerivedFile] {
        let words = context.filter { !$0.isEmpty }.joined(separator: " · ")
        return sections.flatMap { $0.blocks.flatMap(figures) }.map { figure in
            file(
                figure.source.name,
                ChartFile(figure: figure, context: words, isDark: isDark).text())
        }
    }

    private static func figures(_ block: PageBlock) -> [Figure] {
        block.figureRows.flatMap(\.figures)
            + block.disclosures.flatMap { $0.blocks.flatMap(figures) }
    }

    /// Names of drawings are made of metrics' names, which are made for files too.
    private static func file(_ name: String, _ text: String) -> DerivedFile {
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return DerivedFile(name: String(safe) + ".svg", contents: Data(text.utf8))
    }
}
