package import Analysis
package import Foundation
package import RunModel

/// A run beside others, as `list --json`, `report A B --json` and runs.json tell it: what it was, and its numbers.
package struct ListedRun: Encodable {
    private let name: String
    private let folder: String
    private let kind: Kind
    private let started: String
    private let ending: RunEnding
    private let endpoint: String
    private let model: String
    private let isEmulated: Bool?
    /// Streams kept open by a closed loop, requests a second of an open one.
    private let streams: Int?
    private let requestsPerSecond: Double?
    private let verdict: Verdict?
    /// Why the verdict is not the best, in sentences.
    private let reasons: [String]?
    private let rows: [SummaryRow]
    /// Against the same numbers of the first run; absent of the first, and of a list.
    private let changes: [Change]?

    private struct Change: Encodable {
        let mode: ResponseMode
        let metric: MetricName
        let statistic: String
        let change: EstimateChange
    }

    private enum Kind: String, Encodable {
        case run, ab, limits, sweep, capacity
    }

    /// Of a list: a sweep, whose numbers are in its sweep.json.
    package init(name: String, folder: String, sweep: SweepSummary) {
        self.name = name
        self.folder = folder
        let record = sweep.record
        kind = .sweep
        started = record.started
        ending =
            switch record.ending {
            case .completed: .completed
            case .interrupted: .interrupted
            case .targetFailed, .pauseTooLong: .endedEarly
            case .recordFailed: .recordFailed
            case .unfinished: .unfinished
            }
        endpoint = record.endpoint
        model = record.plan.base.request.model
        isEmulated = record.isEmulated
        streams = nil
        requestsPerSecond = nil
        verdict = nil
        reasons = nil
        rows = []
        changes = nil
    }

    /// Of a list: a search for the capacity, whose numbers are in its capacity.json.
    package init(name: String, folder: String, capacity: CapacitySummary) {
        self.name = name
        self.folder = folder
        kind = .capacity
        started = capacity.started
        ending =
            switch capacity.reason {
            case .interrupted: .interrupted
            case .unfinished: .unfinished
            case .record: .recordFailed
            case nil: .completed
            default: .endedEarly
            }
        endpoint = capacity.endpoint
        model = capacity.plan.request.model
        isEmulated = capacity.isEmulated ? true : nil
        streams = nil
        requestsPerSecond = nil
        verdict = nil
        reasons = nil
        rows = []
        changes = nil
    }

    /// Of a list: with the rows of TTFT alone. `summary` is nil of a run that has none.
    package init(name: String, folder: String, manifest: RunManifest, summary: RunSummary?) {
        self.init(
            name, folder, manifest, summary, reasons: nil, changes: nil,
            rows: Self.whole(summary).filter { $0.metric == MetricName(.timeToFirstToken) })
    }

    /// Beside the first run of a report: with all rows of the whole run.
    init(_ run: RunsReport.Run, changes: [RunsNumber]?) {
        let summary = run.summary
        self.init(
            run.name, run.folder, summary.manifest, summary,
            reasons: summary.validity.reasons.map { Wording.sentence($0, in: summary) },
            changes: changes?.compactMap { entry in
                entry.change.map {
                    Change(
                        mode: entry.mode, metric: entry.number.metric,
                        statistic: entry.number.statistic.rawValue, change: $0)
                }
            }, rows: Self.whole(summary))
    }

    private static func whole(_ summary: RunSummary?) -> [SummaryRow] {
        (summary?.rows ?? []).filter { $0.round == nil }
    }

    private init(
        _ name: String, _ folder: String, _ manifest: RunManifest, _ summary: RunSummary?,
        reasons: [String]?, changes: [Change]?, rows: [SummaryRow]
    ) {
        self.name = name
        self.folder = folder
        let plan = manifest.plan
        kind = plan.limits != nil ? .limits : plan.against != nil ? .ab : .run
        started = manifest.started
        ending = manifest.ending
        endpoint = manifest.endpoint
        model = plan.request.model
        isEmulated = manifest.isEmulated
        let isLoaded = plan.limits == nil
        streams = isLoaded && !plan.load.isOpenLoop ? plan.load.concurrency : nil
        requestsPerSecond = isLoaded ? plan.load.rate : nil
        verdict = summary?.validity.verdict
        self.reasons = reasons
        self.rows = rows
        self.changes = changes
    }
}

/// Several runs for a program, in the order in which they were named.
package enum RunsJSON {
    package static let currentFormat = 1

    private struct Runs: Encodable {
        let format: Int
        let runs: [ListedRun]
    }

    /// - Throws: `EncodingError`; none for runs made from records, whose numbers are all finite.
    package static func data(_ runs: [ListedRun]) throws -> Data {
        try VersionedJSON.data(Runs(format: currentFormat, runs: runs))
    }

    /// Each with its numbers, and from the second on with their changes from the first.
    static func data(_ report: RunsReport) throws -> Data {
        try data(
            report.runs.indices.map { index in
                ListedRun(
                    report.runs[index], changes: index == 0 ? nil : report.numbers(of: index))
            })
    }
}
