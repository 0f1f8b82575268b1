internal import Glibc

/// How many of the things that were seen at one load were misses.
package struct CountedAtLoad: Sendable, Equatable {
    package let load: Double
    /// The share of misses.
    package let share: Double
    /// Things that were counted.
    package let count: Double
    /// How many of them are worth one: neighbours in a queue share their luck.
    package let dependence: Double

    /// Independent things that the counted ones are worth.
    package var worth: Double { count / dependence }

    package init(load: Double, share: Double, count: Double, dependence: Double = 1) {
        self.load = load
        self.share = share
        self.count = count
        self.dependence = dependence
    }

    /// Counts the misses of a series in the order in which they were due.
    ///
    /// Misses of one moment are alike, and so are the waits that they are made of. Where misses are rare their own
    /// series shows little of that, so that the waits' dependence counts too, to a power below 1, since a share
    /// beyond a bound depends on its neighbours less than what it is a share of.
    ///
    /// - Parameters:
    ///   - load: At which they were counted.
    ///   - misses: Whether each was one.
    ///   - waits: What each took, in any unit; empty where it is no wait that is missed.
    package init(load: Double, misses: [Bool], waits: [Double]) {
        let values = misses.map { $0 ? 1.0 : 0 }
        let count = Double(values.count)
        self.init(
            load: load, share: count > 0 ? values.reduce(0, +) / count : 0, count: count,
            dependence: max(
                Dependence(values).time, pow(Dependence(waits).time, Self.powerOfWaits)))
    }

    private static let powerOfWaits = 0.7

    /// With the dependence that its neighbours have too. A step that happens to have few misses shows little dependence,
    /// and would be believed more than one of the same load that happens to have many.
    ///
    /// - Parameter others: What was counted at other loads, or at another time, for the same objective.
    /// - Returns: The same count, worth as much as all of them let it be.
    package func weighed(beside others: [CountedAtLoad]) -> CountedAtLoad {
        var (sum, weight) = (Self.usual.dependence * Self.usual.count, Self.usual.count)
        for other in others + [self] {
            let distance = log(other.load / load) / Self.neighbourhood
            let share = exp(-distance * distance) * other.count
            sum += share * other.dependence
            weight += share
        }
        return CountedAtLoad(load: load, share: share, count: count, dependence: sum / weight)
    }

    /// Each beside all others.
    package static func pooled(_ counts: [CountedAtLoad]) -> [CountedAtLoad] {
        counts.indices.map { index in
            var others = counts
            return others.remove(at: index).weighed(beside: others)
        }
    }

    /// What is believed before anything is seen: a queue's dependence, worth few requests.
    private static let usual = (dependence: 5.0, count: 50.0)
    /// In logarithms of the load.
    private static let neighbourhood = 0.25

    /// The score interval of the share (Wilson, 1927) at so many standard deviations.
    package func interval(deviations z: Double) -> (low: Double, high: Double) {
        guard worth > 0 else { return (0, 1) }
        let middle = share + z * z / (2 * worth)
        let spread = z * sqrt(share * (1 - share) / worth + z * z / (4 * worth * worth))
        let scale = 1 + z * z / worth
        return (max((middle - spread) / scale, 0), min((middle + spread) / scale, 1))
    }
}
