package import Analysis
internal import RecordStore
package import RunModel
internal import Statistics

/// What another tool says of one run of its own, in our terms as far as they mean the same.
package struct ForeignResult: Sendable, Equatable {
    package var tool: ForeignTool
    package var version: String?
    /// Nanoseconds since 1970; nil where the result does not say.
    package var started: Int64?
    package var seconds: Double?
    package var model: String?
    package var endpoint: String?
    package var mode = ResponseMode.streaming
    package var ending = RunEnding.completed
    /// What must be alike for two results to be of the same work.
    package var work: [RunProfile.PlanItem] = []
    package var circumstances: [RunProfile.PlanItem] = []
    package var streams: Int?
    /// The mean of the requests.
    package var promptTokens: Double?
    /// In the order of `JudgedMetric`; what the result does not say is not there.
    package private(set) var values: [RoundValue] = []
    /// Of the bytes that it was read from: nothing else tells two results apart for sure.
    package var digest = ContentDigest()

    static let unknown = "unknown"

    init(_ tool: ForeignTool) {
        self.tool = tool
    }

    package subscript(metric: JudgedMetric) -> Double? {
        values.first { $0.metric == metric }?.value
    }

    /// A time or a rate of 0 is one that was not measured.
    mutating func add(_ metric: JudgedMetric, _ value: Double?) {
        if let value, value > 0 || metric.scale != .ratio { add(RoundValue(metric, value)) }
    }

    mutating func add(_ value: RoundValue) {
        values.append(value)
        values.sort { Self.place($0.metric) < Self.place($1.metric) }
    }

    /// A share of failures; nothing where no request was sent.
    mutating func addFailures(_ failed: Int, of whole: Int) {
        guard whole > 0 else { return }
        var value = RoundValue(.failures, Double(failed) / Double(whole))
        value.part = failed
        value.whole = whole
        add(value)
    }

    private static func place(_ metric: JudgedMetric) -> Int {
        JudgedMetric.allCases.firstIndex(of: metric) ?? 0
    }

    /// Says how the load was made, by our plan's keys.
    mutating func setLoad(concurrency: Int?, rate: Double?, kind: String?, backend: String?) {
        streams = concurrency
        work = [
            ("tool", Self.quoted(tool.rawValue)), ("backend", backend.map(Self.quoted)),
            ("request.model", model.map(Self.quoted)), ("load.kind", kind.map(Self.quoted)),
            ("load.concurrency", concurrency.map(String.init)),
            ("load.rate", rate.map { "\($0)" }),
        ].compactMap { key, value in value.map { RunProfile.PlanItem(key: key, value: $0) } }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map {
            "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)"
        }
        return "\"\(escaped.joined())\""
    }

    /// Below zero, where no clock of a run of our own is: the same bytes are the same run wherever and whenever they
    /// are taken in.
    package var originNanoseconds: Int64 {
        let number = UInt64(digest.text, radix: 16) ?? 0
        return -1 - Int64(number >> 1)
    }

    /// As the history keeps it. `name` is what it is called, such as its file; `time` is when it began where it does
    /// not say, in nanoseconds since 1970.
    package func entry(name: String, labels: RunLabels, time: Int64) -> HistoryEntry {
        var profile = RunProfile(
            name: ForeignObject.plain(name, most: RunLabels.mostCharacters),
            started: UTCTime(nanosecondsSince1970: started ?? time).iso8601,
            version: version ?? Self.unknown, endpoint: endpoint ?? "",
            model: model ?? Self.unknown, originNanoseconds: originNanoseconds, ending: ending,
            // How it was measured nobody here can tell.
            trust: .withCare, reasons: [])
        profile.work = work
        profile.circumstances = circumstances
        profile.modes = [
            ModeProfile(
                mode: mode, outputTokens: GroupedSample([]), outputEvents: GroupedSample([]),
                promptTokens: GroupedSample([]), finishReasons: [], medianGapMilliseconds: nil,
                rounds: [
                    RoundProfile(round: 1, startSeconds: 0, streams: streams ?? 0, values: values)
                ],
                hints: promptTokens.map {
                    [HintValue(kind: .promptTokens, value: $0, unit: .tokens)]
                } ?? [])
        ]
        var labels = labels
        labels["tool"] = [tool.rawValue, version].compactMap { $0 }.joined(separator: " ")
        var entry = HistoryEntry(
            profile, kind: .imported, series: tool.rawValue, labels: labels, seconds: seconds)
        entry.head.tool = tool.rawValue
        return entry
    }
}
