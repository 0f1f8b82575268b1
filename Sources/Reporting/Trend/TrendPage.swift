package import Analysis
internal import RunModel

/// trend.html: how the metrics of a series went from run to run, on one page, readable without scripts and without
/// a network.
package struct TrendPage {
    private let trend: HistoryTrend

    package init(_ trend: HistoryTrend) {
        self.trend = trend
    }

    /// The whole page; the same trend gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        try Page(
            title: title, subtitle: Markup(subtitle),
            sections: [
                TrendVerdictSection.section(trend), TrendChartSection.section(trend),
                TrendChangeSection.section(trend), TrendRunSection.section(trend), method,
            ],
            footer: trend.tool
        ).rendered()
    }

    private var title: String {
        let series = TrendWording.clipped(trend.series ?? "history", 60)
        return "\(series) over time"
            + (trend.branch.map { ", \(TrendWording.clipped($0, 60))" } ?? "")
    }

    /// What the latest run that counts was sent to.
    private var subtitle: String {
        guard let run = trend.runs.last(where: { $0.leftOut == nil }) ?? trend.runs.last else {
            return ""
        }
        return [run.endpoint, SidesWording.plain(run.model)].filter { !$0.isEmpty && $0 != "null" }
            .map { TrendWording.clipped($0) }.joined(separator: ", ")
    }

    private var method: PageSection {
        PageSection(
            "method", "How changes are found",
            [
                .list(TrendWording.method(trend).map { Markup($0) }),
                .terms([
                    Fact("a run's value", Self.value), Fact("spikes", Self.spikes),
                    Fact("where it lies", Self.places), Fact("bit by bit", Self.creep),
                    Fact("left out", Self.leftOut), Fact("tails", Self.tails),
                ]),
            ])
    }

    private static let value =
        "The mean over its rounds, of latencies and rates the geometric one: the number by which gate judges. The "
        + "thin line through a mark is where that mean lies by how its rounds spread; how runs differ from each "
        + "other is not in it."
    private static let spikes =
        "A run, or two neighbours, far off those before and after: drawn, and part of no level."
    private static let places =
        "Which run begins the new level is itself uncertain: the shade holds it with 95 % confidence."
    private static let creep =
        "A rise or fall without a step, by Kendall's tau at the 1 % level, where what it adds up to matters. Many "
        + "small commits, or a machine that ages, look so."
    private static let leftOut =
        "Runs that are excluded, not completed, not trustworthy, or that asked for other work than the latest run "
        + "are drawn hollow and count nowhere."
    private static let tails =
        "TTFT p99 differs much between equal runs: it is shown lighter, and only advises."
}
