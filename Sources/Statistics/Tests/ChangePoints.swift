/// A place in a series at which its level became another one.
package struct ChangePoint: Sendable, Equatable {
    /// The first value of the new level.
    package let index: Int
    /// Where the first value of the new level lies with the asked confidence.
    package let range: ClosedRange<Int>
    /// The new level less the one before, on the scale of the values, with its interval.
    package let size: MeanEffect
    /// The chance that values of one level, from the change point before to the one after, fall apart so
    /// clearly at any place.
    package let probability: Double

    /// The same in the series that `places` were taken from. What was left out before a value of the range may
    /// be of the new level too.
    fileprivate func placed(among places: [Int]) -> ChangePoint {
        ChangePoint(
            index: places[index],
            range: (places[range.lowerBound - 1] + 1)...places[range.upperBound],
            size: size, probability: probability)
    }
}

/// Where the level of a series changed, such as a metric's over the runs of a project's history.
///
/// 1. Spikes are left out: one value or two neighbours out of line are no level (`Spikes`).
/// 2. The levels that explain the series best are the candidates (`LevelPartition`).
/// 3. The least sure one is dropped and the others are placed anew, until each is significant between its
///    neighbours (`BestSplit`), with fewer values where neighbours depend on each other (`SeriesDependence`).
/// 4. Steps that a straight line explains as well are a drift, and are no change points.
///
/// E-divisive means (Matteson and James, "A nonparametric approach for multiple change point analysis of
/// multivariate data", 2014) cut the other way, from one level to many, where a level that is left and come back
/// to shows least at the first cut. Its permutations cannot be sure at the 1 % level of fewer than ten values, and
/// a t-test in their place knows nothing of the choice among places. Nothing here is drawn by chance.
///
/// Taken for granted: values about normal but for their spikes, and one spread. A change of the spread alone is
/// not looked for, and a drift is what `TrendTest` finds.
package struct ChangePoints: Sendable, Equatable {
    /// In order of time.
    package let points: [ChangePoint]
    /// Values that were taken for spikes, in order of time. Levels do not hold them.
    package let spikes: [Int]

    /// Values of the shortest level.
    static let leastValues = 3

    /// Nil for fewer than six values, and where a value is not finite.
    ///
    /// Takes time proportional to the square of the number of values, and memory proportional to the number.
    ///
    /// - Parameters:
    ///   - values: One a run, in order of time, on a scale on which changes add up.
    ///   - significance: The greatest probability of a change point.
    ///   - confidence: Of a change point's range and of the interval of its size.
    package init?(_ values: [Double], significance: Double = 0.01, confidence: Double = 0.95) {
        guard values.count >= 2 * Self.leastValues, values.allSatisfy(\.isFinite) else {
            return nil
        }
        let found = Spikes(values)
        let level = found.others.map { values[$0] }
        var search = ChangeSearch(
            level, partition: LevelPartition(level, spread: found.spread), confidence: confidence)
        search.dropUnsure(significance)
        spikes = found.indices
        points = search.points.map { $0.placed(among: found.others) }
    }
}
