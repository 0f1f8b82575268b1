internal import Analysis
internal import RunModel

/// A history as CSV in long form: a line a run, mode and metric. Nothing is left out; what was said of a run stands
/// beside its numbers.
package enum HistoryCSV {
    package static let columns = [
        "run", "started", "series", "kind", "tool", "version", "branch", "commit", "model",
        "endpoint", "ending", "trust", "verdict", "excluded", "blessed", "baselines", "mode",
        "metric", "unit", "mean", "low", "high", "rounds", "rounds_lacking",
    ]

    /// All lines in order of time, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ runs: [ExportedRun]) -> String {
        ([columns.joined(separator: ",")] + runs.flatMap(lines)).map { $0 + "\n" }.joined()
    }

    private static func lines(_ run: ExportedRun) -> [String] {
        let head = run.head
        let about = [
            run.id, head.started, head.series, head.kind.rawValue, head.tool, head.version,
            head.labels.branch ?? "", head.labels.commit ?? "", head.model, head.endpoint,
            head.ending.rawValue, head.trust.rawValue, head.verdict?.rawValue ?? "",
            said(run.run.exclusion), said(run.run.blessing),
            run.run.baselines.joined(separator: " "),
        ].map(CSVCell.text)
        return run.values.map { value in
            let labels = [
                value.mode?.rawValue ?? "", value.metric.rawValue, value.metric.unit.rawValue,
            ].map(CSVCell.text)
            let numbers = [value.mean, value.low, value.high].map { $0.map { "\($0)" } ?? "" }
            let counts = value.mode == nil ? ["", ""] : ["\(value.rounds)", "\(value.lacking)"]
            return (about + labels + numbers + counts).joined(separator: ",")
        }
    }

    /// A reason; a mark without one still is one.
    private static func said(_ reason: String?) -> String {
        reason.map { $0.isEmpty ? "yes" : $0 } ?? ""
    }
}
