package import Analysis
internal import RunModel

/// trend.csv in long form: a line a run and metric, the metrics worst first and the runs in order of time.
package enum TrendCSV {
    package static let columns = [
        "metric", "mode", "run", "started", "commit", "branch", "value", "low", "high", "unit",
        "lack", "counted", "left_out", "spike", "level", "change", "change_low", "change_high",
        "change_word", "advisory", "blessed", "baselines", "subject",
    ]

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    package static func text(_ trend: HistoryTrend) -> String {
        columns.joined(separator: ",") + "\n"
            + trend.metrics.flatMap { metric in
                metric.points.map { line($0, metric, trend) + "\n" }
            }.joined()
    }

    private static func line(
        _ point: MetricTrend.Point, _ metric: MetricTrend, _ trend: HistoryTrend
    ) -> String {
        let run = trend.runs[point.run]
        let isCounted = run.leftOut == nil
        let level = metric.levels.first { ($0.first...$0.last).contains(point.run) }
        // Stands in the line of the run with which the new level begins.
        let change = metric.changes.first { $0.first.run == point.run }
        let number = { (value: Double?) in value.map { QuantityFormat.exact($0) } ?? "" }
        let fields = [
            metric.metric.rawValue, metric.mode.rawValue, run.id, run.started,
            run.labels.commit ?? "", run.labels.branch ?? "", number(point.value),
            number(point.low), number(point.high), metric.unit.rawValue,
            point.lack?.rawValue ?? "", flag(isCounted), run.leftOut?.rawValue ?? "",
            flag(point.isSpike == true), number(isCounted ? level?.value : nil),
            number(change?.effect), number(change?.low), number(change?.high),
            change?.word.rawValue ?? "", flag(metric.isAdvisory), flag(run.blessing != nil),
            run.baselines.joined(separator: " "), run.subject ?? "",
        ]
        let numbers: Set = [6, 7, 8, 14, 15, 16, 17]
        return fields.enumerated().map { place, field in
            // A number that begins with a minus is no formula.
            numbers.contains(place) ? field : CSVCell.text(field)
        }.joined(separator: ",")
    }

    private static func flag(_ value: Bool) -> String { value ? "true" : "false" }
}
