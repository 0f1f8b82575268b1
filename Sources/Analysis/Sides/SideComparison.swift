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
    /// Of a run with two sides.
    package var blocks: [SideBlock]?
    /// Of such a run: whether both sides are one address, so that every difference found is a false alarm.
    package var isSameAddress: Bool?

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
    package var model: String
    package var rounds: Int
    package var trust: Verdict
}

/// One metric of two sides.
package struct MetricVerdict: Codable, Sendable, Equatable {
    package enum Word: String, Codable, Sendable, CaseIterable {
        /// The whole interval lies beyond the smallest change that matters.
        case worse
        case better
        /// The whole interval lies within it.
        case same
        /// Against a history: no farther from it than its own runs are from each other, which would have shown a
        /// change of `detectable`.
        case usual
        /// The interval reaches over its edge.
        case cannotTell = "cannot_tell"
        /// The values spread too much for it to be seen at all.
        case unfit
        case notJudged = "not_judged"
    }

    /// Why there is no word.
    package enum Lack: String, Codable, Sendable, CaseIterable {
        case tooFew = "too_few"
        case infinite
        case noUsage = "no_usage"
        case tooShort = "too_short"
        case absent
        case tooFewRounds = "too_few_rounds"
        case hindered
    }

    /// One independent value, for a drawing.
    package struct Point: Codable, Sendable, Equatable {
        /// The run's place in its side.
        package var run: Int
        package var round: Int?
        package var startSeconds: Double
        package var value: Double
    }

    package var metric: JudgedMetric
    package var mode: ResponseMode
    package var word: Word
    package var lack: Lack?
    /// Whether its word decides nothing.
    package var isAdvisory = false
    package var unit: SummaryUnit
    package var scale: JudgedMetric.Scale
    /// Means of the two sides: of a ratio geometric ones.
    package var base: Double?
    package var new: Double?
    /// New to base less 1, or new less base: 0.1 is 10 % more, of shares 10 percentage points.
    package var effect: Double?
    package var low: Double?
    package var high: Double?
    /// The smallest change that matters, in the same form: from `-bandBelow` to `bandAbove`.
    package var bandBelow: Double?
    package var bandAbove: Double?
    /// What this spread lets be told from no change in 80 of 100 cases.
    package var detectable: Double?
    /// Values a side (runs, rounds or pairs of blocks) that a word would take, if all stays as it is.
    package var needed: Int?
    /// How many values are worth one, as neighbours share their luck; 1 where they do not.
    package var inflation = 1.0
    /// How much of the interval is there because arrivals are known to intervals only.
    package var uncertainty: Double?
    /// How far the base went from its first block to its last, where there are blocks.
    package var drift: Double?
    /// Whether that is more than blocks differ by themselves.
    package var isDriftSure = false
    /// Against a history: how its runs spread, on the metric's scale.
    package var spread: Double?
    /// Against a history: places of runs whose value is a spike and was left out.
    package var spikes: [Int]?
    /// Against a history: whether each new run by itself lies beyond what matters and beyond what one run in
    /// twenty of an unchanged target reaches. Another run tells.
    package var isSuspicious: Bool?
    /// Against a history: whether the two new runs differ from each other by more than runs do; a third tells.
    package var isDisputed: Bool?
    /// Gaps over it are the stalls.
    package var stallLimitMilliseconds: Double?
    package var basePoints: [Point] = []
    package var newPoints: [Point] = []

    /// Whether a word was found.
    package var isJudged: Bool {
        word == .worse || word == .better || word == .same || word == .usual
    }

    /// Whether the estimate itself, sure or not, lies beyond the smallest change that matters.
    package var looksWorse: Bool {
        guard let effect, let above = bandAbove, let below = bandBelow else { return false }
        return metric.isHigherBetter ? effect < -below : effect > above
    }

    init(_ metric: JudgedMetric, _ mode: ResponseMode, lack: Lack? = nil) {
        self.metric = metric
        self.mode = mode
        word = .notJudged
        self.lack = lack
        unit = metric.unit
        scale = metric.scale
    }
}

/// Why two sides are not to be compared.
package struct Hindrance: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// A key of the plan differs: `key`, `base`, `new`.
        case plan
        case outputTokens = "output_tokens"
        /// Where tokens are not counted.
        case outputEvents = "output_events"
        case promptTokens = "prompt_tokens"
        case finishReasons = "finish_reasons"
        /// A run's own numbers cannot be trusted: `run`, `check`.
        case trust
        /// A run did not come to its end: `run`.
        case ending
        /// The target changed during a run: `run`, `check` with when.
        case step
        /// Only one side began on a target that was not warm: `run`.
        case coldStart = "cold_start"
        /// The base moved by more between its first block and its last than can be told apart: `metric`, `value`.
        case drift
        /// Some runs have answers of a mode that others have not.
        case modes
    }

    package var kind: Kind
    package var mode: ResponseMode?
    package var key: String?
    package var base: String?
    package var new: String?
    package var run: String?
    package var isOfBase: Bool?
    package var check: ValidityCheck?
    package var metric: JudgedMetric?
    package var value: Double?
    /// What the run says of itself; a server may have had its part in it: escape it.
    package var text: String?

    init(_ kind: Kind) {
        self.kind = kind
    }
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
