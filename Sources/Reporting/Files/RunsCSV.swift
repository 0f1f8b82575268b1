internal import Analysis
internal import RunModel

/// runs.csv: a line a number, in long form, with its difference from the first run's.
package enum RunsCSV {
    package static let columns = [
        "run", "name", "started", "target_host", "is_emulated", "model", "streams",
        "requests_per_second", "verdict", "mode", "metric", "statistic", "value", "unit", "low",
        "high", "n", "note", "difference", "difference_low", "difference_high",
        "difference_share", "difference_share_low", "difference_share_high",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ report: RunsReport) -> String {
        let lines = report.runs.indices.flatMap { index -> [String] in
            let head = head(report, index)
            return report.numbers(of: index).map { (head + fields($0)).joined(separator: ",") }
        }
        return ([columns.joined(separator: ",")] + lines).map { $0 + "\n" }.joined()
    }

    private static func head(_ report: RunsReport, _ index: Int) -> [String] {
        let run = report.runs[index]
        let manifest = run.summary.manifest
        let load = manifest.plan.load
        return [
            String(index + 1), text(run.name), text(manifest.started),
            text(SummaryCSV.host(of: manifest.endpoint)),
            String(manifest.isEmulated == true), text(manifest.plan.request.model),
            load.isOpenLoop ? "" : String(load.concurrency), number(load.rate),
            run.summary.validity.verdict.rawValue,
        ]
    }

    private static func fields(_ entry: RunsNumber) -> [String] {
        let (found, change) = (entry.number, entry.change)
        return [
            entry.mode.rawValue, text(found.metric.rawValue), found.statistic.rawValue,
            number(found.value), found.unit.rawValue, number(found.low), number(found.high),
            String(found.count), text(found.note), number(change?.difference), number(change?.low),
            number(change?.high), number(change?.share), number(change?.shareLow),
            number(change?.shareHigh),
        ]
    }

    private static func text(_ text: String) -> String {
        CSVCell.text(TerminalText.harmless(text))
    }

    private static func number(_ value: Double?) -> String {
        value.map { QuantityFormat.exact($0) } ?? ""
    }
}
