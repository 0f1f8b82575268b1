package import Analysis
internal import RunModel

/// summary.csv: a line a number, in long form.
package enum SummaryCSV {
    private static let header =
        "metric,mode,phase,connection,round,statistic,value,unit,low,high,n,note"

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ summary: RunSummary) -> String {
        ([header] + summary.rows.map(line)).map { $0 + "\n" }.joined()
    }

    private static func line(_ row: SummaryRow) -> String {
        [
            CSVCell.text(row.metric.rawValue), CSVCell.text(row.mode?.rawValue ?? ""),
            CSVCell.text(row.phase.rawValue), CSVCell.text(row.connection.rawValue),
            row.round.map(String.init) ?? "",
            CSVCell.text(row.statistic.rawValue), number(row.value),
            CSVCell.text(row.unit.rawValue),
            number(row.low), number(row.high), String(row.count), CSVCell.text(row.note),
        ].joined(separator: ",")
    }

    private static func number(_ value: Double?) -> String {
        value.map { QuantityFormat.exact($0) } ?? ""
    }
}
