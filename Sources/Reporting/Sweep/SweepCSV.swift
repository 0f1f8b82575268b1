internal import Analysis
internal import RunModel

/// sweep.csv: the numbers of each load over all passes, and after them every line of every step's summary.csv, each
/// with its load.
enum SweepCSV {
    private static let load = "load_kind,load,pass,step"

    /// All lines, each ended by a line feed. Fields are quoted as RFC 4180 says.
    static func text(_ report: SweepReport) -> String {
        let pooled = report.summary.points.flatMap { point in
            rows(point).map { row in
                "\(place(point.load)),all,," + row + "," + run(report.record, point.load)
            }
        }
        let steps = report.steps.flatMap { step in
            SummaryCSV.lines(step.summary).map { line in
                "\(place(step.step.load)),\(step.step.pass),\(CSVCell.text(step.step.folder)),"
                    + line
            }
        }
        return (["\(load),\(SummaryCSV.header)"] + pooled + steps).map { $0 + "\n" }.joined()
    }

    private static func place(_ load: SweepLoad) -> String { "\(load.kind.rawValue),\(load.text)" }

    /// The metric's cells as summary.csv has them, without the run.
    private static func rows(_ point: SweepPoint) -> [String] {
        let isOpenLoop = point.load.kind == .rate
        func row(
            _ metric: String, _ statistic: Statistic, _ number: SweepNumber?, _ unit: SummaryUnit
        ) -> String? {
            guard let number else { return nil }
            func cell(_ value: Double?) -> String { value.map { QuantityFormat.exact($0) } ?? "" }
            return [
                metric, "", "measured", "all", "", statistic.rawValue, cell(number.value),
                unit.rawValue, cell(number.low), cell(number.high), String(number.count), "",
            ].joined(separator: ",")
        }
        func percentiles(_ metric: String, _ values: SweepPercentiles?) -> [String?] {
            guard let values else { return [] }
            return [
                row(metric, .p50, values.p50, .milliseconds),
                row(metric, .p95, values.p95, .milliseconds),
                row(metric, .p99, values.p99, .milliseconds),
            ]
        }
        let rates = [
            row("offered_requests", .rate, point.offered, .requestsPerSecond),
            row("throughput_requests", .rate, point.served, .requestsPerSecond),
            row("throughput_tokens", .rate, point.tokens, .tokensPerSecond),
            row("goodput", .rate, point.goodput, .requestsPerSecond),
            row("in_flight", .mean, point.inFlight, .count),
            row("failures", .share, point.failures, .share),
            row("goodput", .share, point.good, .share),
            row("power", .value, point.power, .ratio),
        ]
        let latencies =
            percentiles(isOpenLoop ? "ttft_sched" : "ttft", point.timeToFirstToken)
            + percentiles("tpot", point.timePerOutputToken)
            + percentiles(isOpenLoop ? "e2e_sched" : "e2e", point.endToEnd)
        return (rates + latencies).compactMap { $0 }
    }

    private static func run(_ record: SweepRecord, _ load: SweepLoad) -> String {
        [
            CSVCell.text(record.plan.base.name), CSVCell.text(record.started),
            CSVCell.text(SummaryCSV.host(of: record.endpoint)),
            CSVCell.text(record.plan.base.request.model), load.streams.map(String.init) ?? "",
            load.kind == .rate ? load.text : "", String(record.isEmulated == true),
            // Of all classes.
            "",
        ].joined(separator: ",")
    }
}
