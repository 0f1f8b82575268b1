internal import Statistics

/// By what two sides are judged.
package struct SideRules: Codable, Sendable, Equatable {
    /// The smallest change that matters, as a part of the base: 0.05 is 5 %.
    package var smallestEffect = 0.05
    /// Where one metric has its own; of a share in its own unit, 0.01 being a percentage point.
    package var smallestEffects: [MetricEffect] = []
    /// What is judged; empty for the standard ones.
    package var gate: [JudgedMetric] = []
    /// The chance, over all metrics together, that one without a change that matters is called worse.
    package var level = 0.05

    /// Whether sides that are not comparable show their numbers nevertheless.
    package var isForced = false

    package struct MetricEffect: Codable, Sendable, Equatable {
        package var metric: JudgedMetric
        package var effect: Double

        package init(metric: JudgedMetric, effect: Double) {
            self.metric = metric
            self.effect = effect
        }
    }

    /// Fewer rounds a side cannot decide once several metrics are corrected together (docs/decisions/sides.md).
    package static let fewestRounds = 6
    /// From so many runs a side on the run is the unit.
    package static let fewestRuns = 3
    /// A history with fewer runs says too little of how they spread.
    package static let fewestPastRuns = HistoryEffect.fewest

    /// Against a history: a metric that could not have shown a change of so many times the smallest one that
    /// matters is unfit.
    static let mostDetectable = 4.0
    /// Against a history: the chance that a run of an unchanged target asks for another run.
    static let suspicion = 0.1
    /// Against a history: by how much the level of an interval of a few runs is larger, as each of them must show the
    /// change too; Benchmarks/GateHistories says what is left of it.
    static let confirmedLevel = 2.0
    /// Against a history: new runs that differ by more spreads dispute each other.
    static let disputedSpreads = 4.0

    package init() {}

    var metrics: [JudgedMetric] { gate.isEmpty ? JudgedMetric.standard : gate }

    /// The change of a metric that matters, on its scale: of a ratio as its logarithm, else as a difference.
    func band(of metric: JudgedMetric, base: Double) -> Double {
        let own = smallestEffects.last { $0.metric == metric }?.effect
        switch metric.scale {
        case .difference: return own ?? metric.leastChange
        case .ratio:
            let floor = base > 0 ? metric.leastChange / base : 0
            return RatioScale.distance(
                ofChange: own ?? max(smallestEffect, floor))
        }
    }

    /// The smallest change that matters of a value, in its unit.
    package func smallest(_ metric: JudgedMetric, at value: Double) -> Double {
        let band = band(of: metric, base: value)
        return metric.scale == .ratio ? value * RatioScale.change(over: band) : band
    }
}
