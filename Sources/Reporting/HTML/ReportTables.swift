internal import Analysis
internal import RunModel

/// Metrics by percentiles, each with its interval below.
struct PercentileTable {
    let columns: [String]
    let lines: [Line]
    let isEmpty: Bool

    struct Line {
        let name: String
        let cells: [Cell]
        let count: String
    }

    struct Cell {
        let value: String
        let detail: String
    }

    private static let statistics: [Statistic] = [.p50, .p90, .p95, .p99, .p999, .max]

    init(_ summary: RunSummary, _ mode: ResponseMode, _ metrics: [MetricName]) {
        columns = Self.statistics.map(\.rawValue)
        lines = metrics.flatMap { metric in
            // What only cold connections have stands there alone.
            let isOfCold = summary.row(metric, mode, .count) == nil
            let scopes: [ConnectionScope] = isOfCold ? [.cold] : [.all, .cold, .warm]
            return scopes.compactMap { Self.line(summary, mode, metric, $0, isOfCold) }
                + Self.adjusted(summary, mode, metric)
        }
        isEmpty = lines.isEmpty
    }

    private static func line(
        _ summary: RunSummary, _ mode: ResponseMode, _ metric: MetricName,
        _ scope: ConnectionScope, _ isOfCold: Bool
    ) -> Line? {
        // Cold and warm apart where the difference is asked for most.
        let isSplit = metric == MetricName(.timeToFirstToken)
        guard scope == .all || isOfCold || isSplit,
            let count = summary.row(metric, mode, .count, connection: scope)
        else { return nil }
        let name = Wording.name(metric)
        return Line(
            name: scope == .all || isOfCold ? name : "\(name), \(scope.rawValue)",
            cells: statistics.map { statistic in
                cell(summary.row(metric, mode, statistic, connection: scope))
            }, count: QuantityFormat.count(count.count))
    }

    /// The same with every failure infinitely slow, where there were failures.
    private static func adjusted(
        _ summary: RunSummary, _ mode: ResponseMode, _ metric: MetricName
    ) -> [Line] {
        let rows = Statistic.adjustedPercentiles.map { summary.row(metric, mode, $0) }
        guard summary.row(.failures, mode, .count)?.value ?? 0 > 0, let count = rows.first??.count
        else { return [] }
        let empty = Cell(value: "", detail: "")
        return [
            Line(
                name: "\(Wording.name(metric)), with failures",
                cells: rows.map { Cell(value: Wording.adjusted($0), detail: "") }
                    + [empty, empty],
                count: QuantityFormat.count(count))
        ]
    }

    private static func cell(_ row: SummaryRow?) -> Cell {
        guard let row else { return Cell(value: "", detail: "") }
        guard let value = row.value else { return Cell(value: "", detail: SummaryNote.tooFew) }
        return Cell(
            value: QuantityFormat.quantity(value, row.unit),
            detail: QuantityFormat.interval(row) ?? "")
    }
}

/// The rounds side by side, and their mean with its interval.
struct RoundTable {
    let columns: [String]
    let lines: [Line]
    let isEmpty: Bool

    struct Line {
        let name: String
        let style: String
        let cells: [PercentileTable.Cell]
    }

    private static let compared: [(metric: MetricName, statistic: Statistic)] = [
        (MetricName(.timeToFirstTokenScheduled), .p50), (MetricName(.timeToFirstToken), .p50),
        (MetricName(.interChunkLatency), .p50), (MetricName(.maxGap), .p50),
        (MetricName(.endToEnd), .p50), (.tokenThroughput, .rate), (.failures, .share),
    ]

    init(_ summary: RunSummary, _ mode: ResponseMode) {
        let used = Self.compared.filter { column in
            summary.rounds.contains {
                summary.row(column.metric, mode, column.statistic, round: $0) != nil
            }
        }
        columns = used.map { column in
            column.statistic == .p50
                ? "\(Wording.name(column.metric)) p50" : Wording.headline(column.metric)
        }
        let own = summary.rounds.map { round in
            Line(
                name: String(round + 1), style: "",
                cells: used.map {
                    Self.cell(summary.row($0.metric, mode, $0.statistic, round: round))
                })
        }
        let means = used.map { Self.cell(summary.row($0.metric, mode, .roundMean)) }
        let hasMeans = means.contains { !$0.value.isEmpty }
        lines = own + (hasMeans ? [Line(name: "mean", style: "sum", cells: means)] : [])
        isEmpty = summary.rounds.count < 2 || used.isEmpty
    }

    private static func cell(_ row: SummaryRow?) -> PercentileTable.Cell {
        guard let row, let value = row.value else {
            return PercentileTable.Cell(value: "", detail: "")
        }
        return PercentileTable.Cell(
            value: QuantityFormat.quantity(value, row.unit),
            detail: row.statistic == .roundMean ? QuantityFormat.interval(row) ?? "" : "")
    }
}

/// What was counted once over the whole run.
struct CountFacts {
    let summary: RunSummary
    let mode: ResponseMode

    func facts() -> [ReportPage.Fact] {
        let wanted: [(String, MetricName, Statistic)] = [
            ("events", .eventThroughput, .rate), ("goodput", .goodput, .share),
            ("stalls", .stall, .count), ("time in stalls", .stall, .total),
            ("stall limit", .stallLimit, .value), ("coalesced events", .coalesced, .share),
            ("reads without kernel stamp", .unstampedReads, .share),
            ("keep-alive comments", .keepAlives, .total), ("broken events", .brokenEvents, .total),
            ("tokens an answer", .outputTokens, .mean), ("events an answer", .outputEvents, .mean),
            ("answers with token counts", MetricName(TokenSource.usage), .share),
            ("body", .bodyBytesPerToken, .mean), ("head", .headBytesPerToken, .mean),
            ("cold connections", .requests, .count),
        ]
        return wanted.compactMap { name, metric, statistic in
            let scope: ConnectionScope = metric == .requests ? .cold : .all
            guard let row = summary.row(metric, mode, statistic, connection: scope),
                let value = row.value
            else { return nil }
            return ReportPage.Fact(name: name, value: QuantityFormat.quantity(value, row.unit))
        }
    }
}
