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
    /// Absent where slots were not looked at for leaks.
    package var leaks: [SlotLeak]?
    /// Absent where nobody else asked.
    package var sharing: [LimitSharing]?
    package var window: RequestWindow?
    package var tokens: TokenBudget?
    /// The forms of refusals and how often each came.
    package var refusals: [RefusalCount] = []
    package var harm: StreamHarm?
    package var timeline = LimitsTimeline()
    /// Requests sent, refused ones among them, and the tokens that were used.
    package var sentRequests = 0
    package var usedTokens = 0
    /// The last characters of the key that the limits are of, as in requests.csv; absent where there was none.
    package var apiKeyEnd: String?

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
        if record.plan.probes.contains(.leaks) { leaks = SlotLeak.leaks(record) }
        if record.plan.callers != nil { sharing = LimitSharing.all(record) }
        refusals = RefusalCount.counts(record)
        harm = StreamHarm(record)
        timeline = LimitsTimeline(record)
        tokens = TokenBudget(record)
        sentRequests = record.allRequests.count
        apiKeyEnd = record.requests.compactMap(\.apiKeyEnd).first
        usedTokens = record.allRequests.compactMap(\.usedTokens).reduce(0, +)
        let streamFindings = StreamFindings(
            record: record, ceiling: ceiling, releases: releases, window: window
        ).findings
        let number = streamFindings.first { $0.subject == .concurrentStreams }
        // What refuses streams may be another limit then.
        if number?.verdict == .cannotTell { sharing = sharing?.map(\.withoutStreams) }
        findings =
            [QuotaFinding(record: record).finding].compactMap { $0 }
            + streamFindings
            + LeakFindings(record: record, leaks: leaks ?? []).findings
            + WindowFindings(record: record, window: window).findings
            + SharingFindings(record: record, sharing: sharing ?? []).findings
            + TokenFindings(record: record, budget: tokens).findings
            + HeaderFindings(record: record, window: window, budget: tokens).findings
            + ErrorFindings(refusals: refusals, harm: harm).findings
        if let found = ceiling, finding(.wholeAnswersTakeSlots)?.verdict != .cannotTell {
            ceiling?.countsWholeAnswers =
                SlotFindings(record: record, ceiling: found, releases: releases).countsWholeAnswers
        }
        // What cannot be told is told nowhere.
        if findings.contains(where: {
            $0.subject == .concurrentStreams && $0.verdict == .cannotTell
        }) {
            ceiling?.forgetNumber()
        }
    }

    /// Whether the target answered at all, so that there is something to say of its limits.
    package var isUsable: Bool { timeline.entries.contains { $0.state == .accepted } }

    /// Whether the target said that the key's quota is used up, which ended the run.
    package var isQuotaUsedUp: Bool { finding(.quota) != nil }

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
