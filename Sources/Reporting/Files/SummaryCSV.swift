package import Analysis
internal import RunModel

/// summary.csv: a line a number, in long form, each with what run it is of, so that tables of several runs are one.
package enum SummaryCSV {
    static let header =
        "metric,mode,phase,connection,round,statistic,value,unit,low,high,n,note,"
        + "run,started,target_host,model,streams,requests_per_second,is_emulated,class"

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ summary: RunSummary) -> String {
        ([header] + lines(summary)).map { $0 + "\n" }.joined()
    }

    /// All but the header.
    static func lines(_ summary: RunSummary) -> [String] {
        let run = run(summary.manifest)
        return summary.rows.map { row in
            line(row) + "," + run + "," + CSVCell.text(row.requestClass ?? "")
        }
    }

    private static func line(_ row: SummaryRow) -> String {
        func number(_ value: Double?) -> String {
            value.map { QuantityFormat.exact($0, of: row) } ?? ""
        }
        return [
            CSVCell.text(row.metric.rawValue), CSVCell.text(row.mode?.rawValue ?? ""),
            CSVCell.text(row.phase.rawValue), CSVCell.text(row.connection.rawValue),
            row.round.map(String.init) ?? "",
            CSVCell.text(row.statistic.rawValue), number(row.value),
            CSVCell.text(row.unit.rawValue),
            number(row.low), number(row.high), String(row.count), CSVCell.text(row.note),
        ].joined(separator: ",")
    }

    private static func run(_ manifest: RunManifest) -> String {
        let load = manifest.plan.load
        return [
            CSVCell.text(manifest.plan.name), CSVCell.text(manifest.started),
            CSVCell.text(host(of: manifest.endpoint)), CSVCell.text(manifest.plan.request.model),
            load.isOpenLoop ? "" : String(load.concurrency),
            load.rate.map { QuantityFormat.exact($0) } ?? "",
            String(manifest.isEmulated == true),
        ].joined(separator: ",")
    }

    /// With its port, where the address has one.
    static func host(of url: String) -> String {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(rest.prefix { $0 != "/" && $0 != "?" })
    }
}
