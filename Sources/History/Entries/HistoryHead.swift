package import Analysis
package import RunModel

/// What a list shows of a run, without the numbers of its rounds: the first member of its file.
package struct HistoryHead: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = HistoryHead.currentFormat
    package var tool = "streamgauge"
    package var version: String
    package var kind: PastRun.Kind
    /// The plan's name: runs of one series are compared with each other.
    package var series: String
    /// The name of the run's folder.
    package var name: String
    /// UTC, ISO 8601.
    package var started: String
    package var endpoint: String
    package var model: String
    package var ending: RunEnding
    /// How long it took.
    package var seconds: Double?
    package var trust: Verdict
    package var verdict: GateResult.Verdict?
    /// Whether it looked worse, or as if it had done other work, and nothing cleared it.
    package var isSuspect: Bool?
    package var labels: RunLabels
    /// What was asked, so that its prompts can be asked again.
    package var seed: UInt64?
    /// Where the record was, on the machine that made it.
    package var folder: String?
    /// When the run's clock began: no two runs share it. Below zero of another tool's result, of which nothing but its
    /// content tells it apart.
    package var originNanoseconds: Int64
    /// Of streams, else of whole answers: medians of the rounds' values, by a judged metric's name.
    package var values: [String: Double]
}

extension HistoryHead {
    var isPlausible: Bool {
        (seconds ?? 0).magnitude <= 1e9 && labels.values.count <= 100
            && values.values.allSatisfy { $0.magnitude <= 1e12 }
    }
}

/// A file of the history: a run as far as judging others by it needs it.
package struct HistoryEntry: Sendable, Equatable {
    package var head: HistoryHead
    package var profile: RunProfile

    package init(
        _ profile: RunProfile, kind: PastRun.Kind, series: String, labels: RunLabels,
        seconds: Double? = nil, seed: UInt64? = nil, folder: String? = nil,
        verdict: GateResult.Verdict? = nil, isSuspect: Bool = false
    ) {
        // As it will be read again.
        self.profile = StoredProfile(profile).profile(by: profile)
        head = HistoryHead(
            version: profile.version, kind: kind, series: series, name: profile.name,
            started: profile.started,
            endpoint: profile.endpoint, model: profile.model, ending: profile.ending,
            seconds: seconds.map(StoredProfile.rounded),
            trust: profile.trust, verdict: verdict,
            isSuspect: isSuspect ? true : nil, labels: labels, seed: seed, folder: folder,
            originNanoseconds: profile.originNanoseconds,
            values: profile.medians.mapValues(StoredProfile.rounded))
    }

    init(head: HistoryHead, stored: StoredProfile) {
        self.head = head
        profile = stored.profile(by: head)
    }
}

extension PastRun {
    /// The run of a file, without what was said of it since.
    package init(_ id: String, _ entry: HistoryEntry) {
        self.init(
            id: id, kind: entry.head.kind, labels: entry.head.labels, profile: entry.profile,
            verdict: entry.head.verdict, isSuspect: entry.head.isSuspect == true)
    }
}
