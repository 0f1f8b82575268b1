internal import Analysis
internal import RunModel

/// All runs, the latest first.
enum TrendRunSection {
    /// The page stays one that a browser likes; the CSV has them all.
    private static let mostRows = 500
    private static let mostOpen = 20

    static func section(_ trend: HistoryTrend) -> PageSection {
        let shown = Array(trend.runs.indices.suffix(mostRows).reversed())
        let older = Array(shown.dropFirst(mostOpen))
        return PageSection(
            "runs", "The runs",
            [
                .table(table("Runs, the latest first", Array(shown.prefix(mostOpen)), trend)),
                older.isEmpty
                    ? PageBlock()
                    : .disclosure(
                        Markup(Wording.plural(older.count, "run") + " before them"),
                        [.table(table("Runs before them", older, trend))]),
                .note(
                    trend.runs.count > mostRows
                        ? Markup(
                            "The last \(mostRows) of \(QuantityFormat.count(trend.runs.count)); --format csv "
                                + "writes all.") : ""),
            ])
    }

    private static func table(
        _ caption: String, _ shown: [Int], _ trend: HistoryTrend
    ) -> PageTable {
        let metrics = headed(trend)
        return PageTable(
            caption,
            columns: ["run", "began", "commit"] + metrics.map { TrendWording.name($0, in: trend) }
                + ["gate", "remark"],
            texts: [1, 2, 3 + metrics.count, 4 + metrics.count], narrow: .compact,
            rows: shown.map { row($0, metrics, trend) })
    }

    /// The few numbers that a table has room for.
    private static func headed(_ trend: HistoryTrend) -> [MetricTrend] {
        let wanted: [JudgedMetric] = [
            .firstTokenP50, .perOutputTokenP50, .tokenThroughput, .failures, .streamCeiling,
            .windowRequests, .capacity,
        ]
        return Array(
            wanted.compactMap { name in trend.metrics.first { $0.metric == name } }.prefix(4))
    }

    private static func row(
        _ index: Int, _ metrics: [MetricTrend], _ trend: HistoryTrend
    ) -> PageTable.Row {
        let run = trend.runs[index]
        let remarks = TrendWording.remarks(run)
        return PageTable.Row(
            .code(HistoryTable.short(run.id)),
            [
                PageTable.Cell(RunTime(run.started).text),
                PageTable.Cell(
                    .code(run.labels.shortCommit.map { TrendWording.clipped($0, 9) } ?? "—"),
                    detail: Markup(run.subject.map { TrendWording.clipped($0, 60) } ?? "")),
            ]
                + metrics.map { metric in
                    let value = metric.points.first { $0.run == index }?.value
                    return PageTable.Cell(TrendWording.value(value, metric), order: value)
                } + [
                    PageTable.Cell(run.verdict.map(GateWording.short) ?? ""),
                    PageTable.Cell(remarks.joined(separator: "; ")),
                ])
    }
}
