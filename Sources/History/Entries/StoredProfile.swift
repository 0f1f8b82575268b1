internal import Analysis
internal import RunModel
internal import Statistics

/// The form that a profile has in a file of the history: a metric's rounds in a row, numbers to seven digits, no
/// curves. Under 20 KB for both modes at twenty rounds.
struct StoredProfile: Codable, Equatable {
    var endReason: String?
    /// Keys of the plan, each with its value as JSON.
    var work: [[String]]
    var circumstances: [[String]]
    var reasons: [ValidityCheck]
    var modes: [Mode]
    var limits: LimitsProfile?
    var capacity: CapacityProfile?

    struct Mode: Codable, Equatable {
        var mode: ResponseMode
        var outputTokens: GroupedSample
        var outputEvents: GroupedSample
        var promptTokens: GroupedSample
        var finishReasons: [FinishCount]
        var medianGapMilliseconds: Double?
        var rounds: [Int]
        var startSeconds: [Double]
        var streams: [Int]
        var metrics: [Column]
        var stalls: [Stalls]
        var hints: [HintValue]
    }

    /// A metric, round by round; what a round lacks is null.
    struct Column: Codable, Equatable {
        var metric: JudgedMetric
        var values: [Double?]
        var lacks: [RoundValue.Lack?]?
        var least: [Double?]?
        var most: [Double?]?
        var part: [Int?]?
        var whole: [Int?]?
    }

    struct Stalls: Codable, Equatable {
        var limitMilliseconds: Double
        /// Absent of rounds whose gaps are not known.
        var counts: [Int?]
    }

    /// More different values are kept as so many groups of equal size, each by its median.
    static let mostLengths = 100

    init(_ profile: RunProfile) {
        endReason = profile.endReason
        work = profile.work.map { [$0.key, $0.value] }
        circumstances = profile.circumstances.map { [$0.key, $0.value] }
        reasons = profile.reasons
        modes = profile.modes.map(Mode.init)
        limits = profile.limits
        capacity = profile.capacity
    }

    /// Whether it holds what a run can have come to: a file may be anybody's.
    var isPlausible: Bool {
        (work + circumstances).count <= 500 && modes.count <= 2
            && Set(modes.map(\.mode)).count == modes.count && modes.allSatisfy(\.isPlausible)
            && [limits?.streamCeiling, limits?.windowRequests].compactMap { $0 }
                .flatMap { [$0.low, $0.high] }.allSatisfy(Self.isPlausible)
            && Self.isPlausible(limits?.windowSeconds ?? 0)
            && (capacity.map { 0 < $0.low && $0.low <= $0.high && Self.isPlausible($0.high) }
                ?? true)
    }

    static func isPlausible(_ value: Double) -> Bool { abs(value) <= 1e12 }
    static func isPlausible(_ count: Int) -> Bool { (0...1_000_000_000).contains(count) }

    /// Seven digits are more than any clock here tells apart.
    static func rounded(_ value: Double) -> Double {
        guard value != 0, value.isFinite else { return value }
        let scale = decade(of: abs(value))
        return (value * scale).rounded() / scale
    }

    /// The power of ten that leaves seven digits before the point.
    private static func decade(of size: Double) -> Double {
        var scale = 1.0
        while size * scale < 1e6, scale < 1e12 { scale *= 10 }
        return scale
    }
}

extension StoredProfile.Mode {
    init(_ mode: ModeProfile) {
        self.mode = mode.mode
        outputTokens = mode.outputTokens.coarsened(to: StoredProfile.mostLengths)
        outputEvents = mode.outputEvents.coarsened(to: StoredProfile.mostLengths)
        promptTokens = mode.promptTokens.coarsened(to: StoredProfile.mostLengths)
        finishReasons = mode.finishReasons
        medianGapMilliseconds = mode.medianGapMilliseconds.map(StoredProfile.rounded)
        rounds = mode.rounds.map(\.round)
        startSeconds = mode.rounds.map { StoredProfile.rounded($0.startSeconds) }
        streams = mode.rounds.map(\.streams)
        let known = JudgedMetric.allCases.filter { metric in
            mode.rounds.contains { round in round.values.contains { $0.metric == metric } }
        }
        metrics = known.map { metric in
            StoredProfile.Column(
                metric,
                mode.rounds.map { round in round.values.first { $0.metric == metric } })
        }
        var limits: [Double] = []
        for limit in mode.rounds.flatMap({ $0.stalls.map(\.limitMilliseconds) })
        where !limits.contains(limit) { limits.append(limit) }
        stalls = limits.map { limit in
            StoredProfile.Stalls(
                limitMilliseconds: limit,
                counts: mode.rounds.map { round in
                    round.stalls.first { $0.limitMilliseconds == limit }?.count
                })
        }
        hints = mode.hints.map { hint in
            var hint = hint
            hint.value = StoredProfile.rounded(hint.value)
            return hint
        }
    }

    var isPlausible: Bool {
        typealias Stored = StoredProfile
        let numbers = metrics.flatMap { column in
            [column.values, column.least ?? [], column.most ?? []].joined().compactMap { $0 }
        }
        let counts =
            streams + finishReasons.map(\.count) + stalls.flatMap { $0.counts.compactMap { $0 } }
            + metrics.flatMap { [$0.part ?? [], $0.whole ?? []].joined().compactMap { $0 } }
        return rounds.count <= 1000 && metrics.count <= 100 && finishReasons.count <= 100
            && (numbers + startSeconds + hints.map(\.value)).allSatisfy(Stored.isPlausible)
            && [outputTokens, outputEvents, promptTokens].allSatisfy {
                $0.values.allSatisfy(Stored.isPlausible)
            } && counts.allSatisfy(Stored.isPlausible)
    }

    var profile: ModeProfile {
        ModeProfile(
            mode: mode, outputTokens: outputTokens, outputEvents: outputEvents,
            promptTokens: promptTokens, finishReasons: finishReasons,
            medianGapMilliseconds: medianGapMilliseconds,
            rounds: rounds.indices.map { place in
                RoundProfile(
                    round: rounds[place], startSeconds: startSeconds[safe: place] ?? 0,
                    streams: streams[safe: place] ?? 0,
                    values: metrics.map { $0.value(at: place) },
                    stalls: stalls.compactMap { column in
                        (column.counts[safe: place] ?? nil).map {
                            StallCount(
                                limitMilliseconds: column.limitMilliseconds, count: $0)
                        }
                    })
            }, hints: hints)
    }
}

extension StoredProfile.Column {
    init(_ metric: JudgedMetric, _ values: [RoundValue?]) {
        self.metric = metric
        self.values = values.map { $0?.value.map(StoredProfile.rounded) }
        func column<Value>(_ part: (RoundValue) -> Value?) -> [Value?]? {
            let found = values.map { $0.flatMap(part) }
            return found.contains { $0 != nil } ? found : nil
        }
        lacks = column { $0.lack }
        least = column { $0.least.map(StoredProfile.rounded) }
        most = column { $0.most.map(StoredProfile.rounded) }
        part = column { $0.part }
        whole = column { $0.whole }
    }

    func value(at place: Int) -> RoundValue {
        var found = RoundValue(
            metric, values[safe: place] ?? nil, lack: (lacks?[safe: place] ?? nil) ?? .absent)
        found.least = least?[safe: place] ?? nil
        found.most = most?[safe: place] ?? nil
        found.part = part?[safe: place] ?? nil
        found.whole = whole?[safe: place] ?? nil
        return found
    }
}

extension StoredProfile {
    /// With what its head says.
    func profile(by head: HistoryHead) -> RunProfile {
        profile(
            by: RunProfile(
                name: head.name, started: head.started, version: head.version,
                endpoint: head.endpoint, model: head.model,
                originNanoseconds: head.originNanoseconds, ending: head.ending,
                trust: head.trust, reasons: reasons))
    }

    func profile(by known: RunProfile) -> RunProfile {
        var profile = known
        profile.endReason = endReason
        profile.work = Self.items(work)
        profile.circumstances = Self.items(circumstances)
        profile.modes = modes.map(\.profile)
        profile.limits = limits
        profile.capacity = capacity
        return profile
    }

    private static func items(_ pairs: [[String]]) -> [RunProfile.PlanItem] {
        pairs.compactMap { pair in
            pair.count == 2 ? RunProfile.PlanItem(key: pair[0], value: pair[1]) : nil
        }
    }
}

extension Array {
    /// Columns of a file that somebody else wrote may differ in length.
    fileprivate subscript(safe place: Int) -> Element? {
        indices.contains(place) ? self[place] : nil
    }
}
