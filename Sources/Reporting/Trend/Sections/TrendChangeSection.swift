internal import Analysis
internal import RunModel

/// All change points in a table, worst first.
enum TrendChangeSection {
    private struct Item {
        let metric: MetricTrend
        let change: TrendChange

        /// What is worse and stands first, then what stands, then the rest.
        var rank: Int {
            let stands = change.stands && change.blessed == nil
            switch change.word {
            case .worse: return stands ? metric.isAdvisory ? 1 : 0 : 3
            case .better: return stands ? 2 : 4
            case .small: return 5
            }
        }
    }

    static func section(_ trend: HistoryTrend) -> PageSection {
        let items = trend.metrics.flatMap { metric in
            metric.changes.map { Item(metric: metric, change: $0) }
        }.sorted { ($0.rank, -$0.change.severity) < ($1.rank, -$1.change.severity) }
        let hasWithin = items.contains { TrendWording.isWithinCommit($0.change) }
        return PageSection(
            "changes", "Change points",
            [
                .table(table(items, trend)), .table(creeps(trend)),
                items.isEmpty
                    ? .text("No level of a metric ever became another one.") : PageBlock(),
                .note(
                    items.isEmpty
                        ? ""
                        : "Commits as git takes them: with 95 % confidence one after the first, up to and "
                            + "with the second, brought the change. What came with it need not be its cause."
                ),
                .note(
                    hasWithin
                        ? "Within a commit: it was measured before and after, so something else than the "
                            + "code changed." : ""),
            ])
    }

    private static func table(_ items: [Item], _ trend: HistoryTrend) -> PageTable {
        PageTable(
            "Change points, worst first",
            columns: [
                "metric", "change", "from", "to", "commits", "most likely with", "since", "remark",
            ],
            texts: [4, 5, 6, 7],
            rows: items.map { row($0, trend) })
    }

    private static func row(_ item: Item, _ trend: HistoryTrend) -> PageTable.Row {
        let (metric, change) = (item.metric, item.change)
        let verdict = metric.verdict(change)
        let size = SidesWording.change(verdict) ?? ""
        let style = metric.isAdvisory ? "found" : TrendChartSection.style(change, metric)
        let first = trend.runs[change.first.run]
        let remarks = [
            change.word == .small ? TrendWording.word(.small) : nil,
            TrendWording.fate(change),
            metric.isAdvisory ? "advises only" : nil,
            TrendWording.differences(change).map { "came with it: \($0)" },
            change.range.isEmpty
                ? nil
                : "\(Wording.plural(change.range.count, "run")) between may be of either level",
        ].compactMap { $0 }
        return PageTable.Row(
            TrendWording.name(metric, in: trend),
            [
                PageTable.Cell(
                    Markup(
                        trusted: #"<strong class="\#(style == "usual" ? "found" : style)">"#
                            + Markup(TrendWording.signed(size, change.word, metric)).html
                            + "</strong>"),
                    detail: Markup(SidesWording.interval(verdict) ?? ""), order: change.effect),
                PageTable.Cell(TrendWording.value(change.from, metric), order: change.from),
                PageTable.Cell(TrendWording.value(change.to, metric), order: change.to),
                PageTable.Cell(.code(TrendWording.commits(change))),
                PageTable.Cell(
                    .code(change.first.shortCommit.map { TrendWording.clipped($0, 9) } ?? "—"),
                    detail: Markup(first.subject.map { TrendWording.clipped($0, 60) } ?? "")),
                PageTable.Cell(
                    RunTime(first.started).day, detail: TrendWording.age(change.first, in: trend)),
                PageTable.Cell(remarks.joined(separator: "; ")),
            ])
    }

    private static func creeps(_ trend: HistoryTrend) -> PageTable {
        PageTable(
            "Metrics that went bit by bit, without a step",
            columns: ["metric", "change", "from", "to", "over"],
            texts: [4],
            rows: trend.metrics.compactMap { metric in
                guard let creep = metric.creep else { return nil }
                let size = SidesWording.change(metric.verdict(creep)) ?? ""
                let style = metric.isAdvisory ? "found" : creep.word.rawValue
                return PageTable.Row(
                    TrendWording.name(metric, in: trend),
                    [
                        PageTable.Cell(
                            Markup(
                                trusted: #"<strong class="\#(style)">"#
                                    + Markup(TrendWording.signed(size, creep.word, metric)).html
                                    + "</strong>"), order: creep.effect),
                        PageTable.Cell(TrendWording.value(creep.from, metric), order: creep.from),
                        PageTable.Cell(TrendWording.value(creep.to, metric), order: creep.to),
                        PageTable.Cell(
                            Wording.plural(creep.runs, "run"),
                            detail: "since \(RunTime(trend.runs[creep.since.run].started).day)"),
                    ])
            })
    }
}
