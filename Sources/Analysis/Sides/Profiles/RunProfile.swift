package import RunModel
package import Statistics

/// What a comparison needs to know of one run: what it asked for, whether it can be trusted, and its numbers
/// round by round. Small enough to be kept where the record is not.
package struct RunProfile: Codable, Sendable, Equatable {
    /// What the run is called where several are listed: the name of its folder.
    package var name: String
    /// UTC, ISO 8601.
    package var started: String
    package var version: String
    package var endpoint: String
    package var model: String
    /// When its clock began, on the wall: two runs never share it, and copies of one do.
    package var originNanoseconds: Int64
    package var ending: RunEnding
    /// Why a rule of its own ended it early, in a sentence without a full stop.
    package var endReason: String?
    /// What must be alike for two runs to be comparable, by the plan's keys.
    package var work: [PlanItem] = []
    /// What else the plan decides; that it differs is told.
    package var circumstances: [PlanItem] = []
    package var trust: Verdict
    /// How most of its requests failed, where none succeeded.
    package var failure: OutcomeCount?
    /// The checks that did not pass.
    package var reasons: [ValidityCheck]
    package var modes: [ModeProfile] = []
    /// Of a limits run.
    package var limits: LimitsProfile?
    /// Of a search for the capacity that found one.
    package var capacity: CapacityProfile?

    /// One key of the plan, such as `load.concurrency`, and its value as JSON.
    package struct PlanItem: Codable, Sendable, Equatable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// A run of which nothing but this is known yet.
    package init(
        name: String, started: String, version: String, endpoint: String, model: String,
        originNanoseconds: Int64, ending: RunEnding, trust: Verdict, reasons: [ValidityCheck]
    ) {
        self.name = name
        self.started = started
        self.version = version
        self.endpoint = endpoint
        self.model = model
        self.originNanoseconds = originNanoseconds
        self.ending = ending
        self.trust = trust
        self.reasons = reasons
    }

    package subscript(mode: ResponseMode) -> ModeProfile? { modes.first { $0.mode == mode } }

    /// Medians of the rounds' values, of streams where there are some, and what was found of limits; by a judged metric's
    /// name.
    package var medians: [String: Double] {
        var found: [String: Double] = [:]
        for metric in JudgedMetric.allCases {
            found[metric.rawValue] =
                metric.isOfLimits
                ? limits?.middle(of: metric)
                : modes.lazy.compactMap { $0.median(of: metric) }.first
        }
        return found
    }
}

/// One mode of a run.
package struct ModeProfile: Codable, Sendable, Equatable {
    package var mode: ResponseMode
    /// Of successes, where the server counted.
    package var outputTokens: GroupedSample
    /// Of successes, whether tokens were counted or not.
    package var outputEvents: GroupedSample
    package var promptTokens: GroupedSample
    /// How many successes ended so.
    package var finishReasons: [FinishCount]
    /// Absent without gaps.
    package var medianGapMilliseconds: Double?
    /// In order of time.
    package var rounds: [RoundProfile]
    /// What may have come with a change, as far as the run tells it.
    package var hints: [HintValue] = []
    /// Of the whole run, for a drawing: values at equally spaced quantiles.
    package var curves: [QuantileCurve] = []

    package init(
        mode: ResponseMode, outputTokens: GroupedSample, outputEvents: GroupedSample,
        promptTokens: GroupedSample, finishReasons: [FinishCount],
        medianGapMilliseconds: Double?, rounds: [RoundProfile], hints: [HintValue] = []
    ) {
        self.mode = mode
        self.outputTokens = outputTokens
        self.outputEvents = outputEvents
        self.promptTokens = promptTokens
        self.finishReasons = finishReasons
        self.medianGapMilliseconds = medianGapMilliseconds
        self.rounds = rounds
        self.hints = hints
    }

    /// The median of the rounds that have a value; nil where none has.
    package func median(of metric: JudgedMetric) -> Double? {
        SortedSample(rounds.compactMap { $0[metric]?.value }).median
    }
}

/// One round of a mode.
package struct RoundProfile: Codable, Sendable, Equatable {
    package var round: Int
    /// Since the run's first request was scheduled.
    package var startSeconds: Double
    package var streams: Int
    package var values: [RoundValue]
    /// Gaps beyond each of `StallCount.limits`.
    package var stalls: [StallCount] = []

    package init(
        round: Int, startSeconds: Double, streams: Int, values: [RoundValue],
        stalls: [StallCount] = []
    ) {
        self.round = round
        self.startSeconds = startSeconds
        self.streams = streams
        self.values = values
        self.stalls = stalls
    }

    package subscript(metric: JudgedMetric) -> RoundValue? { values.first { $0.metric == metric } }
}

/// One number of a round.
package struct RoundValue: Codable, Sendable, Equatable {
    /// Why there is no value.
    package enum Lack: String, Codable, Sendable, CaseIterable {
        case tooFew = "too_few"
        /// So many requests failed that the percentile is one of them.
        case infinite
        case noUsage = "no_usage"
        /// The window does not carry a rate.
        case tooShort = "too_short"
        case absent
    }

    package var metric: JudgedMetric
    package var value: Double?
    package var lack: Lack?
    /// The least and the most that it can be, where arrivals are known to an interval only.
    package var least: Double?
    package var most: Double?
    /// Of a share: how many of how many.
    package var part: Int?
    package var whole: Int?

    package init(_ metric: JudgedMetric, _ value: Double?, lack: Lack = .absent) {
        self.metric = metric
        self.value = value
        self.lack = value == nil ? lack : nil
    }

    init(_ metric: JudgedMetric, part: Int, of whole: Int) {
        self.init(metric, whole > 0 ? Double(part) / Double(whole) : nil)
        self.part = part
        self.whole = whole
    }
}

package struct StallCount: Codable, Sendable, Equatable {
    /// In milliseconds. Two sides are compared at the first that is three times the base's median gap.
    static let limits: [Double] = [200, 500, 1000, 2000, 5000, 10_000, 30_000]

    package var limitMilliseconds: Double
    package var count: Int

    package init(limitMilliseconds: Double, count: Int) {
        self.limitMilliseconds = limitMilliseconds
        self.count = count
    }
}

/// Something that changes with a server and can go with a change of latency. Never its cause by itself.
package struct HintValue: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case connect
        case firstByte = "ttfb"
        case queueing
        case tokensPerEvent = "tokens_per_event"
        case coldShare = "cold_share"
        case promptTokens = "prompt_tokens"
        case roundTrip = "round_trip"
        case coalesced
    }

    package var kind: Kind
    package var value: Double
    package var unit: SummaryUnit

    package init(kind: Kind, value: Double, unit: SummaryUnit) {
        self.kind = kind
        self.value = value
        self.unit = unit
    }
}

/// The distribution of a metric as so many values of equal weight.
package struct QuantileCurve: Codable, Sendable, Equatable {
    static let points = 100

    package var metric: MetricName
    /// At the quantiles 0.005, 0.015, … 0.995; in milliseconds, ascending.
    package var milliseconds: [Double]
    package var count: Int
}

/// What a limits run found.
package struct LimitsProfile: Codable, Sendable, Equatable {
    /// The least and the most that explain what was seen.
    package struct Bounds: Codable, Sendable, Equatable {
        package var low: Double
        package var high: Double
    }

    package var streamCeiling: Bounds?
    package var windowRequests: Bounds?
    package var windowSeconds: Double?
    /// All that was found; absent in files of before.
    package var found: FoundLimits?

    /// The middle of the bounds of a metric of limits; nil where it was not found.
    package func middle(of metric: JudgedMetric) -> Double? {
        let bounds =
            switch metric {
            case .streamCeiling: streamCeiling
            case .windowRequests: windowRequests
            default: Bounds?.none
            }
        return bounds.map { ($0.low + $0.high) / 2 }
    }
}
