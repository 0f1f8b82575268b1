package import RunModel

/// Whether one side got worse than another: comparison.json is this value, and every other output is made
/// from it alone.
package struct SideComparison: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    /// What it came to.
    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case noRegression = "no_regression"
        case regression
        case cannotTell = "cannot_tell"
        case notComparable = "not_comparable"
        case nothingJudged = "nothing_judged"
    }

    /// What is taken as one independent value.
    package enum Unit: String, Codable, Sendable, CaseIterable {
        case run
        case round
        /// Two blocks of one run, one a side, after one another.
        case blockPair = "block_pair"
        /// A run or a few, each of its own, against those of a history.
        case pastRun = "past_run"

        /// Whether a run counts as one value.
        package var isOfRuns: Bool { self == .run || self == .pastRun }
    }

    package var format = SideComparison.currentFormat
    package var tool = "streamgauge"
    package var verdict = Verdict.nothingJudged
    package var base: [SideRun]
    package var new: [SideRun]
    package var rules: SideRules
    package var unit: Unit
    /// Metrics whose chances of a wrong word are divided among them.
    package var correctedMetrics = 0
    /// Of each interval; together they hold with 1 - 2 `rules.level` at least.
    package var confidence = 0.0
    /// Why the two are not to be compared; metrics then have numbers only where that is forced, and their words
    /// decide nothing.
    package var hindrances: [Hindrance] = []
    /// Worst first.
    package var metrics: [MetricVerdict] = []
    package var work: [WorkComparison] = []
    package var hints: [SideHint] = []
    /// Keys of the plans that differ, of work and of circumstances.
    package var differences: [PlanDifference] = []
    package var curves: [SideCurve] = []
    /// Of limits runs: what differs between what the last runs of both sides found.
    package var limitChanges: [LimitChange]?
    /// Of a run with two sides.
    package var blocks: [SideBlock]?
    /// Of such a run: whether both sides are one address, so that every difference found is a false alarm.
    package var isSameAddress: Bool?
    /// Of such a run: the class of requests that the new side was not sent, and that is in neither side's numbers.
    package var without: String?

    /// Whether no request of a side succeeded.
    package var hasFailedSide: Bool { hindrances.contains { $0.kind == .failed } }

    /// How many of the metrics have a verdict, and how many were looked at.
    package var census: Census {
        Census(judged: metrics.count(where: \.isJudged), considered: metrics.count)
    }

    /// The metrics whose words make the verdict; a tail that nobody asked for is not missed.
    package var deciding: [MetricVerdict] {
        metrics.filter {
            !$0.isAdvisory
                && ($0.isJudged || !$0.metric.isTail || rules.gate.contains($0.metric))
        }
    }

    /// Those of them because of which nobody can say that nothing got worse. What cannot be seen may else be left
    /// out of account: not where it looks worse, and not where it was asked for.
    package var openMetrics: [MetricVerdict] {
        deciding.filter { metric in
            !metric.isJudged
                && (metric.word == .cannotTell
                    || (metric.word == .unfit && (metric.isSuspicious ?? metric.looksWorse))
                    || rules.gate.contains(metric.metric))
        }
    }

    package struct Census: Codable, Sendable, Equatable {
        package var judged: Int
        package var considered: Int
    }
}

/// One run of a side.
package struct SideRun: Codable, Sendable, Equatable {
    package var name: String
    package var started: String
    package var endpoint: String
    /// Whether the emulator was measured, and no API; absent where it was not.
    package var isEmulated: Bool?
    package var model: String
    package var rounds: Int
    package var trust: Verdict
    /// How most of its requests failed, where none succeeded.
    package var failure: OutcomeCount?
}

/// Whether both sides did the same work.
package struct WorkComparison: Codable, Sendable, Equatable {
    package enum Subject: String, Codable, Sendable, CaseIterable {
        case outputTokens = "output_tokens"
        /// Where tokens are not counted.
        case outputEvents = "output_events"
        case promptTokens = "prompt_tokens"
        case finishReasons = "finish_reasons"
    }

    package var subject: Subject
    package var mode: ResponseMode
    /// Mean tokens of an answer or a prompt; absent for finish reasons.
    package var base: Double?
    package var new: Double?
    package var baseCount: Int
    package var newCount: Int
    /// Of the rank test or of that of the means, whichever is surer; or of chi squared.
    package var probability: Double?
    /// Of the test of Kolmogorov and Smirnov.
    package var shapeProbability: Double?
    /// The greatest distance of the distribution functions, or of a finish reason's shares.
    package var distance: Double?
    package var isDifferent: Bool
}

/// Something that changed together with what got worse.
package struct SideHint: Codable, Sendable, Equatable {
    package var kind: HintValue.Kind
    package var mode: ResponseMode
    package var unit: SummaryUnit
    package var base: Double
    package var new: Double
}

package struct PlanDifference: Codable, Sendable, Equatable {
    package var key: String
    /// Values as JSON; several where the runs of a side differ.
    package var base: [String]
    package var new: [String]
    /// Whether it alone makes the sides incomparable.
    package var isOfWork: Bool
}

/// Both sides' distributions of a metric.
package struct SideCurve: Codable, Sendable, Equatable {
    package var metric: MetricName
    package var mode: ResponseMode
    package var base: [QuantileCurve]
    package var new: [QuantileCurve]
}
