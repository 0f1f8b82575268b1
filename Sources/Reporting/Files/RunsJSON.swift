package import Analysis
package import Foundation
package import RunModel

/// A run beside others, as `list --json` and `report A B --json` tell it: what it was, and its numbers.
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
    private let rows: [SummaryRow]

    private enum Kind: String, Encodable {
        case run, ab, limits
    }

    /// `summary` is nil of a run that has none. The rows are those of the whole run, or without `hasRows` those of
    /// TTFT alone.
    package init(
        name: String, folder: String, manifest: RunManifest, summary: RunSummary?, hasRows: Bool
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
        rows = (summary?.rows ?? []).filter { row in
            row.round == nil && (hasRows || row.metric == MetricName(.timeToFirstToken))
        }
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
}
