internal import Analysis
internal import RunModel

/// runs.json: each with its load, its verdict and its numbers.
struct RunsComparisonJSON: Encodable {
    let format = 1
    let isEmulated: Bool
    let runs: [Run]

    struct Run: Encodable {
        let name: String
        let started: String
        let target: String
        let model: String
        /// Absent of an open loop.
        let streams: Int?
        /// Absent of a closed loop.
        let requestsPerSecond: Double?
        let verdict: Verdict
        let reasons: [String]
        let numbers: [Number]
    }

    struct Number: Encodable {
        let mode: ResponseMode
        let metric: String
        let statistic: String
        let value: Double?
        let unit: SummaryUnit
        let low: Double?
        let high: Double?
        let count: Int
        let note: String
        /// Against the same number of the first run.
        let change: EstimateChange?
    }

    init(_ report: RunsReport) {
        isEmulated = report.isEmulated
        runs = report.runs.enumerated().map { index, run in
            let manifest = run.summary.manifest
            let load = manifest.plan.load
            return Run(
                name: run.name, started: manifest.started, target: manifest.endpoint,
                model: manifest.plan.request.model,
                streams: load.isOpenLoop ? nil : load.concurrency, requestsPerSecond: load.rate,
                verdict: run.summary.validity.verdict,
                reasons: run.summary.validity.reasons.map {
                    Wording.sentence($0, in: run.summary)
                },
                numbers: report.numbers(of: index).map(Self.number))
        }
    }

    private static func number(_ entry: RunsNumber) -> Number {
        let found = entry.number
        return Number(
            mode: entry.mode, metric: found.metric.rawValue, statistic: found.statistic.rawValue,
            value: found.value, unit: found.unit, low: found.low, high: found.high,
            count: found.count, note: found.note, change: entry.change)
    }
}
