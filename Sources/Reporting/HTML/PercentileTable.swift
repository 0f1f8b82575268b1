internal import Analysis
internal import RunModel

/// Metrics by percentiles, each with its interval below.
struct PercentileTable {
    private let summary: RunSummary
    private static let statistics: [Statistic] = [.p50, .p90, .p95, .p99, .p999, .max]

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// A row a metric, mode and, where the difference is asked for most, kind of connection.
    func table(
        _ caption: String, _ metrics: [MetricName], modes: [ResponseMode]? = nil
    ) -> PageTable {
        let modes = modes ?? summary.modes
        let rows = metrics.flatMap { metric in
            modes.flatMap { mode -> [PageTable.Row] in
                // What only cold connections have stands there alone.
                let isOfCold = summary.row(metric, mode, .count) == nil
                let scopes: [ConnectionScope] = isOfCold ? [.cold] : [.all, .cold, .warm]
                return scopes.compactMap { line(metric, mode, $0, isOfCold: isOfCold) }
                    + adjusted(metric, mode)
            }
        }
        return PageTable(
            caption, columns: ["metric"] + Self.statistics.map(\.rawValue) + ["n"], rows: rows)
    }

    private func name(_ metric: MetricName, _ mode: ResponseMode) -> String {
        Wording.name(metric) + (summary.modes.count > 1 ? ", \(Wording.mode(mode))" : "")
    }

    private func line(
        _ metric: MetricName, _ mode: ResponseMode, _ scope: ConnectionScope, isOfCold: Bool
    ) -> PageTable.Row? {
        let isSplit = metric == MetricName(.timeToFirstToken)
        guard scope == .all || isOfCold || isSplit,
            let count = summary.row(metric, mode, .count, connection: scope)
        else { return nil }
        let suffix = scope == .all || isOfCold ? "" : ", \(scope.rawValue)"
        let cells = Self.statistics.map {
            Self.cell(summary.row(metric, mode, $0, connection: scope))
        }
        return PageTable.Row(
            name(metric, mode) + suffix,
            cells + [
                PageTable.Cell(QuantityFormat.count(count.count), order: Double(count.count))
            ])
    }

    /// The same with every failure infinitely slow, where there were failures.
    private func adjusted(_ metric: MetricName, _ mode: ResponseMode) -> [PageTable.Row] {
        let rows = Statistic.adjustedPercentiles.map { summary.row(metric, mode, $0) }
        guard summary.row(.failures, mode, .count)?.value ?? 0 > 0, let count = rows.first??.count
        else { return [] }
        return [
            PageTable.Row(
                name(metric, mode) + ", with failures",
                rows.map { row in
                    let text = Wording.adjusted(row)
                    return text == SummaryNote.tooFew
                        ? PageTable.Cell("", detail: text)
                        : PageTable.Cell(text, order: row?.value ?? .greatestFiniteMagnitude)
                } + [
                    .empty, .empty,
                    PageTable.Cell(QuantityFormat.count(count), order: Double(count)),
                ])
        ]
    }

    static func cell(_ row: SummaryRow?) -> PageTable.Cell {
        guard let row else { return .empty }
        guard let value = row.value else {
            return PageTable.Cell("", detail: SummaryNote.tooFew)
        }
        return PageTable.Cell(
            QuantityFormat.quantity(value, row.unit), detail: QuantityFormat.interval(row) ?? "",
            order: value)
    }
}
