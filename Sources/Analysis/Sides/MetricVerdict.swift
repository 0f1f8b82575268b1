package import RunModel

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
