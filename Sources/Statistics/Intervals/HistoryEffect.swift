internal import Glibc

/// New values against those of a history of the same kind: how far from its median they lie, and how far values
/// lie that differ from it by chance alone.
///
/// The interval is that of a prediction, estimate ± t s sqrt(1 / m + π / 2n): the mean of m new values against the median
/// of n, whose variance is π / 2 times that of a mean, and s how the history's values spread, with n - 1 degrees of
/// freedom. Of three or four new values the median is taken, so that one of them can be a spike; from `fewest` on they
/// tell of the spread too. A spike moves neither: values farther than 3.5
/// robust spreads from their median are left out (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993),
/// as long as enough remain.
package struct HistoryEffect: Sendable, Equatable {
    /// The new values' mean, or of three or four their median, less the median of the history.
    package let estimate: Double
    package let low: Double
    package let high: Double
    package let median: Double
    /// The standard deviation of values, spikes left out.
    package let spread: Double
    /// Places of spikes in the history.
    package let spikes: [Int]
    /// Values of the history that are no spikes.
    package let count: Int
    private let newCount: Int
    private let freedom: Int
    private let leastVariance: Double
    private let confidence: Double

    /// Fewer say too little of how values spread.
    package static let fewest = 5
    private static let fewestForMedian = 3
    /// Student's t is then the normal distribution.
    private static let countedFreedom = 1000
    private static let spikeSpreads = 3.5
    /// What the median of absolute deviations is worth as a standard deviation of a normal distribution.
    private static let deviationScale = 1.4826

    /// Nil for fewer than `fewest` past values or no new one.
    ///
    /// - Parameters:
    ///   - history: One value a run.
    ///   - new: One value a run.
    ///   - leastSpike: What lies within it of the median is no spike, however little the others spread.
    ///   - leastVariance: What the variance of the difference is at least.
    ///   - confidence: Of the interval.
    package init?(
        history: [Double], new: [Double], leastSpike: Double, leastVariance: Double = 0,
        confidence: Double
    ) {
        guard history.count >= Self.fewest, !new.isEmpty,
            (history + new).allSatisfy(\.isFinite)
        else { return nil }
        let past = Self.withoutSpikes(history, least: leastSpike)
        let young = Self.withoutSpikes(new, least: leastSpike)
        spikes = past.spikes
        let (old, late) = (Self.moments(past.kept), Self.moments(young.kept))
        median = Self.median(past.kept)
        count = past.kept.count
        newCount = young.kept.count
        let pools = newCount >= Self.fewest
        let ofValues = count - 1 + (pools ? newCount - 1 : 0)
        spread = sqrt((old.squares + (pools ? late.squares : 0)) / Double(ofValues))
        // What counting alone leaves open is known without any values.
        let isCounted =
            leastVariance > Self.variance(spread, count, newCount) && leastVariance > 0
        freedom = isCounted ? Self.countedFreedom : ofValues
        self.leastVariance = leastVariance
        self.confidence = confidence
        let isFew = (Self.fewestForMedian..<Self.fewest).contains(newCount)
        estimate = (isFew ? Self.median(young.kept) : late.mean) - median
        let half =
            StudentT(degreesOfFreedom: freedom).quantile(1 - (1 - confidence) / 2)
            * Self.error(spread, count, newCount, leastVariance)
        low = estimate - half
        high = estimate + half
    }

    /// How far the mean of so many values of the same kind lies above the median in `level` of all cases at most.
    package func reach(of newCount: Int, level: Double) -> Double {
        StudentT(degreesOfFreedom: freedom).quantile(1 - level)
            * Self.error(spread, count, newCount, leastVariance)
    }

    /// The change that `newCount` values would show in `power` of all cases, given this spread.
    package func detectable(newCount: Int? = nil, power: Double = 0.8) -> Double {
        let distribution = StudentT(degreesOfFreedom: freedom)
        return (distribution.quantile(1 - (1 - confidence) / 2) + distribution.quantile(power))
            * Self.error(spread, count, newCount ?? self.newCount, leastVariance)
    }

    private static func moments(_ values: [Double]) -> (mean: Double, squares: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }

    private static func withoutSpikes(
        _ values: [Double], least: Double
    ) -> (kept: [Double], spikes: [Int]) {
        guard values.count > fewest else { return (values, []) }
        let spikes = spikes(of: values, least: least)
        return (values.indices.filter { !spikes.contains($0) }.map { values[$0] }, spikes)
    }

    private static func error(
        _ spread: Double, _ count: Int, _ newCount: Int, _ leastVariance: Double
    ) -> Double {
        sqrt(max(variance(spread, count, newCount), leastVariance))
    }

    private static func variance(_ spread: Double, _ count: Int, _ newCount: Int) -> Double {
        let ofMedian = (fewestForMedian..<fewest).contains(newCount) ? Double.pi / 2 : 1
        return spread * spread * (ofMedian / Double(newCount) + .pi / 2 / Double(count))
    }

    private static func spikes(of values: [Double], least: Double) -> [Int] {
        let middle = median(values)
        let distances = values.map { abs($0 - middle) }
        let edge = max(spikeSpreads * deviationScale * median(distances), least)
        let found = values.indices.filter { distances[$0] > edge }
        return values.count - found.count >= fewest ? found : []
    }

    /// Of at least one value.
    private static func median(_ values: [Double]) -> Double { SortedSample(values).median ?? 0 }
}
