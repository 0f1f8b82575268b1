internal import Analysis
internal import RunModel

/// The rounds side by side: they are what runs are compared by.
enum RoundSection {
    private static let compared: [(metric: MetricName, statistic: Statistic)] = [
        (MetricName(.timeToFirstTokenScheduled), .p50), (MetricName(.timeToFirstToken), .p50),
        (MetricName(.interChunkLatency), .p50), (MetricName(.maxGap), .p50),
        (MetricName(.endToEnd), .p50), (.tokenThroughput, .rate), (.failures, .share),
    ]

    static func section(_ summary: RunSummary) -> PageSection? {
        guard summary.rounds.count > 1 else { return nil }
        let drawn = compared.filter { $0.statistic == .p50 || $0.metric == .tokenThroughput }
        return PageSection(
            "rounds", "Rounds",
            [
                .figures(drawn.map { chart(summary, $0.metric, $0.statistic) }),
                .note(
                    "Rounds are equal parts of the run. Bars: the round's own 95 % interval, as if "
                        + "requests were independent; axes need not begin at 0."),
            ] + summary.modes.map { .table(table(summary, $0)) })
    }

    private static func label(_ metric: MetricName, _ statistic: Statistic) -> String {
        statistic == .p50 ? "\(Wording.name(metric)) p50" : Wording.headline(metric)
    }

    private static func chart(
        _ summary: RunSummary, _ metric: MetricName, _ statistic: Statistic
    ) -> Figure? {
        var unit = SummaryUnit.milliseconds
        let points = summary.modes.flatMap { mode in
            summary.rounds.enumerated().compactMap { index, round -> CategoryChart.Point? in
                guard let row = summary.row(metric, mode, statistic, round: round),
                    let value = row.value
                else { return nil }
                unit = row.unit
                let interval = QuantityFormat.interval(row).map { " (95 %: \($0))" } ?? ""
                return CategoryChart.Point(
                    category: index, mode: mode, value: value, low: row.low, high: row.high,
                    title: "round \(round + 1), \(Wording.mode(mode)): "
                        + QuantityFormat.quantity(value, row.unit) + interval)
            }
        }
        guard points.count > 1 else { return nil }
        let name = label(metric, statistic)
        return CategoryChart(
            categories: summary.rounds.map { String($0 + 1) }, points: points, unit: unit,
            label: unit == .tokensPerSecond ? "" : name
        ).figure(name: "rounds-\(metric.rawValue)", title: "\(name) by round")
    }

    private static func table(_ summary: RunSummary, _ mode: ResponseMode) -> PageTable {
        let used = compared.filter { column in
            summary.rounds.contains {
                summary.row(column.metric, mode, column.statistic, round: $0) != nil
            }
        }
        var rows = summary.rounds.map { round in
            PageTable.Row(
                String(round + 1),
                used.map { cell(summary.row($0.metric, mode, $0.statistic, round: round)) })
        }
        let means = used.map { cell(summary.row($0.metric, mode, .roundMean)) }
        if means.contains(where: { !$0.value.isEmpty }) {
            rows.append(PageTable.Row("mean over rounds", style: "sum", means))
        }
        return PageTable(
            "Rounds, \(Wording.mode(mode)); below the mean: Student's t interval over rounds",
            columns: ["round"] + used.map { label($0.metric, $0.statistic) },
            rows: used.isEmpty ? [] : rows)
    }

    private static func cell(_ row: SummaryRow?) -> PageTable.Cell {
        guard let row, let value = row.value else { return .empty }
        return PageTable.Cell(
            QuantityFormat.quantity(value, row.unit),
            detail: row.statistic == .roundMean ? QuantityFormat.interval(row) ?? "" : "",
            order: value)
    }
}
