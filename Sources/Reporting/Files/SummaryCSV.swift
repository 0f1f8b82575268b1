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
            field(row.metric.rawValue), field(row.mode?.rawValue ?? ""),
            field(row.phase.rawValue), field(row.connection.rawValue),
            row.round.map(String.init) ?? "",
            field(row.statistic.rawValue), number(row.value), field(row.unit.rawValue),
            number(row.low), number(row.high), String(row.count), field(row.note),
        ].joined(separator: ",")
    }

    private static func number(_ value: Double?) -> String {
        value.map { QuantityFormat.exact($0) } ?? ""
    }

    /// A text cell, quoted where RFC 4180 asks for it.
    ///
    /// Spreadsheets run a cell that begins with one of `= + - @`, a tab or a return as a formula; such
    /// a text gets an apostrophe before it (OWASP, "CSV Injection").
    package static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) }
        let safe = isFormula == true ? "'" + text : text
        let isPlain = !safe.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard !isPlain else { return safe }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        // By scalars: a quote with a combining mark is one Character, and would slip through.
        for scalar in safe.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        quoted.append("\"")
        return String(quoted)
    }
}
