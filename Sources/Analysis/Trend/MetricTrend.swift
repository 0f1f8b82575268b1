package import RunModel

/// One metric of a trend: a value a run, the levels they lie on, and where one level became another.
package struct MetricTrend: Codable, Sendable, Equatable {
    /// Why no change was looked for.
    package enum Lack: String, Codable, Sendable, CaseIterable {
        case tooFewRuns = "too_few_runs"
    }

    package struct Point: Codable, Sendable, Equatable {
        /// Among the runs of the trend.
        package var run: Int
        /// The mean over the run's rounds: of what is compared by ratio the geometric one.
        package var value: Double?
        /// Where that mean lies by how the rounds spread, at 95 %; absent for fewer than three rounds.
        package var low: Double?
        package var high: Double?
        /// Why there is no value.
        package var lack: MetricVerdict.Lack?
        /// Whether it stands out alone, or with one neighbour, and is no part of a level.
        package var isSpike: Bool?
    }

    /// Runs between two changes.
    package struct Level: Codable, Sendable, Equatable {
        /// The first and the last run that count.
        package var first: Int
        package var last: Int
        /// How many values make it, without spikes.
        package var count: Int
        package var value: Double
    }

    package var metric: JudgedMetric
    package var mode: ResponseMode
    /// Whether its changes only advise, as tails do.
    package var isAdvisory: Bool
    package var unit: SummaryUnit
    package var scale: JudgedMetric.Scale
    /// Gaps over it are the stalls.
    package var stallLimitMilliseconds: Double?
    package var lack: Lack?
    /// One a run, in order of time.
    package var points: [Point]
    package var levels: [Level] = []
    /// In order of time.
    package var changes: [TrendChange] = []
    /// A rise or fall without a step, since the last change.
    package var creep: TrendCreep?

    /// The largest change for the worse whose level was neither left again nor blessed.
    package var standing: TrendChange? {
        changes.filter { $0.word == .worse && $0.stands && $0.blessed == nil }
            .max { $0.severity < $1.severity }
    }

    /// What the last run that has the number came to, whether it counts or not.
    package var latest: Point? { points.last { $0.value != nil } }

    /// Of its unit and scale, without numbers.
    package var verdict: MetricVerdict { MetricVerdict(metric, mode) }

    /// As a comparison would say it, for its words.
    package func verdict(_ change: TrendChange) -> MetricVerdict {
        var found = verdict
        (found.base, found.new) = (change.from, change.to)
        (found.effect, found.low, found.high) = (change.effect, change.low, change.high)
        (found.bandBelow, found.bandAbove) = (change.bandBelow, change.bandAbove)
        return found
    }

    package func verdict(_ creep: TrendCreep) -> MetricVerdict {
        var found = verdict
        (found.base, found.new) = (creep.from, creep.to)
        found.effect = creep.effect
        (found.bandBelow, found.bandAbove) = (creep.bandBelow, creep.bandAbove)
        return found
    }
}

/// Whom a change does good.
package enum TrendWord: String, Codable, Sendable, CaseIterable {
    case worse
    case better
    /// Smaller than what matters.
    case small
}

/// A place at which a metric's level became another one.
package struct TrendChange: Codable, Sendable, Equatable {
    package var word: TrendWord
    /// The new level begins most likely with this run.
    package var first: TrendPlace
    /// The last run that is of the old level and the first that is of the new one, with 95 % confidence.
    package var before: TrendPlace
    package var after: TrendPlace
    /// Those between the two, of which each may be of either.
    package var range: [TrendPlace]
    /// Levels before and after, in the metric's unit.
    package var from: Double
    package var to: Double
    /// As `MetricVerdict` has them: 0.1 for 10 % more, of shares for 10 percentage points.
    package var effect: Double
    package var low: Double
    package var high: Double
    /// The smallest change that matters: from `-bandBelow` to `bandAbove`.
    package var bandBelow: Double
    package var bandAbove: Double
    /// The chance that runs of one level fall apart so clearly at any place.
    package var probability: Double
    /// Whether the last level still is as far off.
    package var stands: Bool
    /// Of a change for the worse the first blessed run after it, which accepts it.
    package var blessed: TrendPlace?
    /// What was the same in all runs of each level and is another on the new one: of it, the change may come.
    package var differences: [PlanDifference]

    /// In multiples of what matters, for an order among metrics.
    package var severity: Double {
        let band = effect < 0 ? bandBelow : bandAbove
        return abs(effect) / max(band, 1e-9)
    }
}

/// A metric that rises or falls from run to run without a step.
package struct TrendCreep: Codable, Sendable, Equatable {
    package var word: TrendWord
    package var since: TrendPlace
    package var until: TrendPlace
    package var runs: Int
    /// Ends of the line through the runs.
    package var from: Double
    package var to: Double
    /// From the first run to the last.
    package var effect: Double
    package var bandBelow: Double
    package var bandAbove: Double
    /// The chance of so sure a trend among runs without one.
    package var probability: Double

    package var severity: Double {
        let band = effect < 0 ? bandBelow : bandAbove
        return abs(effect) / max(band, 1e-9)
    }
}
