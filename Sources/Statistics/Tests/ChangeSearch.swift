internal import Glibc

/// The levels of a series on their way from candidates to what is sure.
struct ChangeSearch: Sendable {
    private let values: [Double]
    private let confidence: Double
    /// The first value of each level, and the end of the series.
    private var bounds: [Int]
    /// One a bound between two levels.
    private var splits: [BestSplit] = []
    /// How many values are worth one.
    private var inflation = 1.0

    init(_ values: [Double], partition: LevelPartition, confidence: Double) {
        self.values = values
        self.confidence = confidence
        bounds = partition.bounds
    }

    /// Drops the least sure bound as long as one exceeds the probability, and places the others anew.
    mutating func dropUnsure(_ significance: Double) {
        // A pass drops a bound, or moves some so that fewer squares are left. The number of passes is limited
        // because places that are equally good could take turns.
        for _ in values where bounds.count > 2 {
            let before = bounds
            place()
            let unsure = splits.indices.max { splits[$0].probability < splits[$1].probability }
            if let unsure, splits[unsure].probability > significance {
                splits.remove(at: unsure)
                bounds.remove(at: unsure + 1)
            } else if bounds == before {
                return
            }
        }
    }

    /// Puts each bound to the best place between its neighbours.
    private mutating func place() {
        let levels = zip(bounds, bounds.dropFirst()).map { Array(values[$0..<$1]) }
        inflation = SeriesDependence(levels).inflation
        splits = []
        var bound = 1
        while bound + 1 < bounds.count {
            let split = BestSplit(
                values, in: bounds[bound - 1]..<bounds[bound + 1],
                least: ChangePoints.leastValues, inflation: inflation, confidence: confidence)
            if let split {
                bounds[bound] = split.index
                splits.append(split)
                bound += 1
            } else {
                bounds.remove(at: bound)
            }
        }
    }

    /// The bounds that are steps.
    ///
    /// A drift is cut into a flight of steps that go one way, so a flight has to explain its values better than a
    /// line does, and each of its steps those beside it.
    var points: [ChangePoint] {
        flights.filter(isBetterThanLine).joined()
            .filter { isBetterThanLine($0..<$0 + 1) }
            .compactMap(point)
    }

    private func point(_ split: Int) -> ChangePoint? {
        guard let base = SideMean(level(split), inflation: inflation),
            let new = SideMean(level(split + 1), inflation: inflation)
        else { return nil }
        return ChangePoint(
            index: splits[split].index, range: splits[split].range,
            size: MeanEffect(base: base, new: new, confidence: confidence),
            probability: splits[split].probability)
    }

    /// Splits in a row that go one way.
    private var flights: [Range<Int>] {
        let means = (0...splits.count).map { SquaresAboutMean(level($0)).mean }
        var flights: [Range<Int>] = []
        for split in splits.indices {
            let rises = means[split + 1] > means[split]
            if let last = flights.last, rises == (means[split] > means[split - 1]) {
                flights[flights.count - 1] = last.lowerBound..<split + 1
            } else {
                flights.append(split..<split + 1)
            }
        }
        return flights
    }

    /// Whether levels explain values better than a straight line, though each step chooses its place, which is one
    /// parameter more (Schwarz, "Estimating the dimension of a model", 1978).
    private func isBetterThanLine(_ flight: Range<Int>) -> Bool {
        let stretch = Array(values[bounds[flight.lowerBound]..<bounds[flight.upperBound + 1]])
        let left = (flight.lowerBound...flight.upperBound).reduce(0.0) {
            $0 + SquaresAboutMean(level($1)).sum
        }
        let line = StepTest.lineResidual(stretch, mean: SquaresAboutMean(stretch).mean)
        let worth = Double(stretch.count) / inflation
        return line > left * pow(worth, Double(flight.count) / worth)
    }

    private func level(_ number: Int) -> [Double] {
        Array(values[bounds[number]..<bounds[number + 1]])
    }
}

/// The sum of the squares of values about their mean.
private struct SquaresAboutMean {
    let mean: Double
    let sum: Double

    init(_ values: [Double]) {
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
}
