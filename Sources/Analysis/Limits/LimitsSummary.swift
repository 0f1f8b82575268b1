package import RunModel

/// What a limits run's record says: limits.json is this value, and the table, the CSV and the page are made
/// from it alone.
package struct LimitsSummary: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = LimitsSummary.currentFormat
    package var manifest: RunManifest
    /// In the order of `LimitFinding.Subject`; what was not looked for is not there.
    package var findings: [LimitFinding] = []
    package var ceiling: StreamCeiling?
    package var releases: [SlotRelease] = []
    package var window: RequestWindow?
    /// The forms of refusals and how often each came.
    package var refusals: [RefusalCount] = []
    package var harm: StreamHarm?
    package var timeline = LimitsTimeline()
    /// Requests sent, refused ones among them, and the tokens that were used.
    package var sentRequests = 0
    package var usedTokens = 0

    package init(manifest: RunManifest) {
        self.manifest = manifest
    }

    /// Judges the record of a limits run. Pure: the same record gives the same summary.
    ///
    /// - Parameters:
    ///   - manifest: The run's manifest, finished or not; its plan says what is stated.
    ///   - requests: All rows of requests.csv, in any order.
    ///   - chunks: All rows of chunks.csv.
    package init(manifest: RunManifest, requests: [RequestRecord], chunks: LimitsChunks) {
        self.init(manifest: manifest)
        let whole = LimitsRecord(manifest, requests, chunks)
        window = RequestWindow(whole)
        let record = whole.counted(in: window)
        ceiling = StreamCeiling(record)
        releases = SlotRelease.releases(record, ceiling)
        refusals = RefusalCount.counts(record)
        harm = StreamHarm(record)
        timeline = LimitsTimeline(record)
        sentRequests = record.requests.count
        usedTokens = record.requests.compactMap(\.usedTokens).reduce(0, +)
        findings =
            StreamFindings(
                record: record, ceiling: ceiling, releases: releases, window: window
            ).findings
            + WindowFindings(record: record, window: window).findings
            + HeaderFindings(record: record, window: window).findings
            + ErrorFindings(refusals: refusals, harm: harm).findings
    }

    /// Whether the target answered at all, so that there is something to say of its limits.
    package var isUsable: Bool { timeline.entries.contains { $0.state == .accepted } }

    /// Limits that the user stated and that could not be told.
    package var untold: [LimitFinding] {
        findings.filter { $0.source == .user && $0.verdict == .cannotTell }
    }

    package var contradicted: [LimitFinding] { findings.filter(\.contradicts) }
}

/// One form of refusal.
package struct RefusalCount: Codable, Sendable, Equatable {
    /// Absent where the connection was closed without an answer.
    package var status: Int?
    package var isInBand = false
    /// Whether the body held an error object of OpenAI's form, which names a type; `{"error": "text"}` is none.
    package var isErrorObject = false
    package var type: String?
    package var code: String?
    /// As the server worded the first of them.
    package var message: String?
    package var count = 0

    package init() {}
}

/// Whether streams that were let in suffered while others were refused.
package struct StreamHarm: Codable, Sendable, Equatable {
    /// Streams whose gaps were seen both before and during the refusals.
    package var streams = 0
    /// Medians over those streams' own medians.
    package var gapBeforeMilliseconds: Double?
    package var gapDuringMilliseconds: Double?
    /// Of the differences during minus before, with its 95 % interval.
    package var meanDifferenceMilliseconds: Double?
    package var lowMilliseconds: Double?
    package var highMilliseconds: Double?
    /// Streams that broke while others were refused.
    package var broken = 0

    package init() {}
}

extension RequestRecord {
    /// Prompt and output, where the server told; else what was seen of the output.
    fileprivate var usedTokens: Int? {
        guard reception == .accepted else { return nil }
        return (tokens.prompt ?? 0) + (tokens.output ?? events.output)
    }
}
