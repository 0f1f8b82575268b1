package import Analysis
internal import RunModel

/// One page with several runs side by side: all on the same axes, their numbers, and their differences from the
/// first.
package struct RunsReport {
    /// A run, and what it is called on the page: the name of its folder.
    package struct Run {
        let name: String
        let folder: String
        let summary: RunSummary

        package init(name: String, folder: String, summary: RunSummary) {
            self.name = name
            self.folder = folder
            self.summary = summary
        }
    }

    let runs: [Run]

    package init(_ runs: [Run]) {
        self.runs = runs
    }

    /// Whether any of the runs asked the emulator.
    var isEmulated: Bool { runs.contains { $0.summary.manifest.isEmulated == true } }

    var title: String {
        EmulatorMark.title("\(Wording.plural(runs.count, "run")) side by side", isEmulated)
    }

    /// The whole page; the same summaries give the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        try Page(
            title: title,
            subtitle: Markup(subtitle), sections: sections(),
            footer: runs.first.map {
                "\($0.summary.manifest.tool) \($0.summary.manifest.version)"
            } ?? ""
        ).rendered()
    }

    private var subtitle: String {
        let days = Set(runs.map { String($0.summary.manifest.started.prefix(10)) }).sorted()
        let span = days.count > 1 ? "\(days[0]) to \(days[days.count - 1])" : days.first ?? ""
        return [span, "all on the same axes"].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func sections() -> [PageSection] {
        let charts = RunsCharts(runs)
        let tables = RunsTables(runs)
        let hasOpenLoop = runs.contains { $0.summary.manifest.plan.load.isOpenLoop }
        let first: [Figure?] =
            (hasOpenLoop
                ? charts.rows(.timeToFirstTokenScheduled, \.timeToFirstTokenScheduled) : [])
            + charts.rows(.timeToFirstToken, \.timeToFirstToken)
        return [
            PageSection("trust", "What was run, and can it be trusted?", trust(tables)),
            PageSection("load", "Against the load", load(charts)),
            PageSection("first-token", "Time to first token", wide(first)),
            PageSection("numbers", "The numbers", numbers(tables)),
            PageSection("differences", "Differences from run 1", differences(tables)),
            PageSection(
                "end-to-end", "End to end and gaps",
                wide(
                    charts.rows(.endToEnd, \.endToEnd)
                        + charts.rows(.interChunkLatency, \.interChunkLatency))),
            PageSection(
                "distributions", "Distributions",
                wide(charts.ridges(.timeToFirstToken) + charts.ridges(.interChunkLatency))),
        ]
    }

    private func wide(_ figures: [Figure?]) -> [PageBlock] { figures.map { .wide($0) } }

    private func trust(_ tables: RunsTables) -> [PageBlock] {
        let reasons = tables.reasons
        return [
            .table(tables.verdicts),
            reasons.isEmpty
                ? PageBlock()
                : .disclosure(
                    Markup(Wording.plural(reasons.count, "reason") + " for care"), [.list(reasons)]),
        ]
    }

    private func load(_ charts: RunsCharts) -> [PageBlock] {
        let figures = charts.loads.compactMap { $0 }
        if !figures.isEmpty { return [.figures(figures)] }
        return RunLoads.areMixed(runs)
            ? [
                .note(
                    "Some of these runs keep streams open and others send at a rate, so that their loads "
                        + "have no common axis.")
            ] : []
    }

    private func numbers(_ tables: RunsTables) -> [PageBlock] {
        [.note("Below each number: its 95 % interval within the run.")]
            + tables.numbers.map { .table($0) }
    }

    private func differences(_ tables: RunsTables) -> [PageBlock] {
        let found = tables.differences
        guard !found.isEmpty else { return [] }
        return [
            .note(
                "Below each difference: in percent of run 1, with its 95 % interval. In colour where the "
                    + "interval leaves out no difference. The intervals are those within the runs: two runs of "
                    + "the same server differ by more. Repeat the runs and use \u{201C}streamgauge compare\u{201D} "
                    + "to tell whether something changed.")
        ] + found.map { .table($0) }
    }
}
