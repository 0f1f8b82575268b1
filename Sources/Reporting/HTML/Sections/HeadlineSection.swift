internal import Analysis
internal import RunModel

/// The numbers that a person asks for first, with their intervals, both modes side by side.
enum HeadlineSection {
    private struct Wanted {
        let metric: MetricName
        let statistic: Statistic

        init(_ metric: MetricName, _ statistic: Statistic) {
            self.metric = metric
            self.statistic = statistic
        }

        var label: String {
            statistic.quantile == nil
                ? Wording.headline(metric) : "\(Wording.name(metric)) \(statistic.rawValue)"
        }
    }

    static func section(_ summary: RunSummary) -> PageSection {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let tiles = wanted(summary).compactMap { tile(summary, $0) }
        let caveat = isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        return PageSection(
            "headlines", "Headline numbers",
            [
                PageBlock(tiles: [TileList(tiles: tiles)]),
                .note(Markup("Below each number: its 95 % interval\(caveat).")),
                .disclosure(
                    "All latencies by percentile",
                    [.table(PercentileTable(summary).table("Latencies", latencies))]),
            ])
    }

    private static func wanted(_ summary: RunSummary) -> [Wanted] {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let first = MetricName(isOpenLoop ? .timeToFirstTokenScheduled : .timeToFirstToken)
        return [
            Wanted(first, .p50), tail(summary, first),
            Wanted(MetricName(.interChunkLatency), .p50), tail(summary, MetricName(.maxGap)),
            Wanted(MetricName(.endToEnd), .p50), tail(summary, MetricName(.endToEnd)),
            Wanted(.outputSpeed, .p50), Wanted(.tokenThroughput, .rate),
            Wanted(.requestThroughput, .rate), Wanted(.failures, .share),
        ]
    }

    /// The highest percentile up to p99 that every mode has samples for.
    private static func tail(_ summary: RunSummary, _ metric: MetricName) -> Wanted {
        let statistics: [Statistic] = [.p99, .p95, .p90]
        let known = statistics.first { statistic in
            summary.modes.allSatisfy { mode in
                let row = summary.row(metric, mode, statistic)
                return row == nil || row?.value != nil
            }
        }
        return Wanted(metric, known ?? .p90)
    }

    private static func tile(_ summary: RunSummary, _ wanted: Wanted) -> TileList.Tile? {
        let isBoth = summary.modes.count > 1
        let values = summary.modes.compactMap { mode -> TileList.Value? in
            guard let row = summary.row(wanted.metric, mode, wanted.statistic) else { return nil }
            return TileList.Value(
                style: mode.style, mode: isBoth ? Markup(Wording.mode(mode)) : "",
                value: Markup(row.value.map { short($0, row) } ?? "—"),
                detail: Markup(
                    row.value == nil ? Wording.absence(row) : QuantityFormat.interval(row) ?? ""))
        }
        return values.isEmpty ? nil : TileList.Tile(name: Markup(wanted.label), values: values)
    }

    /// A rate stands without its unit where its label names it: large letters have little room.
    private static func short(_ value: Double, _ row: SummaryRow) -> String {
        row.statistic == .rate
            ? QuantityFormat.digits(value) : QuantityFormat.quantity(value, row.unit)
    }

    private static let latencies: [MetricName] =
        [
            Metric.timeToFirstTokenScheduled, .timeToFirstToken, .timeToFirstAnswer, .firstGap,
            .interChunkLatency, .interTokenLatency, .maxGap, .timePerOutputToken,
            .endToEndScheduled, .endToEnd, .timeToFirstByte, .close,
        ].map { MetricName($0) } + [.smoothBuffer, .outputSpeed, .endToEndSpeed]
}
