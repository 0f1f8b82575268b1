internal import Glibc

/// The load at which a share of misses reaches what is allowed, from what was counted at several loads: what may be
/// believed of it, as weights over a grid of loads.
///
/// The share rises with the logarithm of the load as a logistic curve above a floor of misses that no load causes.
/// Its steepness and its floor are unknown too, and are weighed over; the way of Kontsevich and Tyler, "Bayesian adaptive
/// estimation of psychometric slope and threshold" (1999). The curve need only be right near the threshold: what
/// was counted far from it weighs less.
package struct LoadThreshold: Sendable, Equatable {
    private let logs: [Double]
    private let weights: [Double]

    private static let places = 160
    /// The odds of a miss grow by this power of the load. That of a server near its saturation is about 10.
    private static let slopes = (0..<12).map { 3 * pow(20, Double($0) / 11) }
    private static let usualSlope = 10.0
    private static let slopeSpread = 0.9
    /// As shares of what is allowed, and by what power of e each grows less likely: of most objectives nothing but the load
    /// makes requests miss them.
    private static let floors = [0, 0.25, 0.5, 0.7]
    private static let floorRarity = 3.0
    /// How far from the threshold counts lose their weight, in logarithms of the load, and what is left of it.
    private static let reach = 0.35
    private static let leastWeight = 0.02

    /// - Parameters:
    ///   - counts: At least one a load that was tried.
    ///   - allowed: The share of misses that is looked for, above 0 and below 1.
    ///   - range: Where it is looked for.
    package init(of counts: [CountedAtLoad], allowed: Double, in range: ClosedRange<Double>) {
        let (low, high) = (log(range.lowerBound), log(range.upperBound))
        let width = (high - low) / Double(Self.places)
        let logs = (0..<Self.places).map { low + width * (Double($0) + 0.5) }
        var weights = [Double](repeating: 1 / Double(logs.count), count: logs.count)
        // Counts are weighed by their distance from where the threshold is, which they tell.
        for _ in 0..<3 {
            let centre = Self.quantile(0.5, logs, weights)
            weights = Self.weights(logs, counts, allowed, centre)
        }
        self.logs = logs
        self.weights = weights
    }

    private init(logs: [Double], weights: [Double]) {
        self.logs = logs
        self.weights = weights
    }

    /// The smallest of several thresholds over the same range: the load at which the first share is reached.
    package static func least(of thresholds: [LoadThreshold]) -> LoadThreshold? {
        guard let first = thresholds.first, thresholds.count > 1 else { return thresholds.first }
        var left = [Double](repeating: 1, count: thresholds.count)
        var beyond = 1.0
        let weights = first.logs.indices.map { place in
            for index in thresholds.indices {
                left[index] = max(0, left[index] - thresholds[index].weights[place])
            }
            let next = left.reduce(1, *)
            defer { beyond = next }
            return max(0, beyond - next)
        }
        return LoadThreshold(logs: first.logs, weights: weights)
    }

    /// The load below which the threshold lies with this probability.
    package func quantile(_ probability: Double) -> Double {
        exp(Self.quantile(probability, logs, weights))
    }

    private static func quantile(
        _ probability: Double, _ logs: [Double], _ weights: [Double]
    ) -> Double {
        var sum = 0.0
        for (place, weight) in weights.enumerated() {
            sum += weight
            if sum >= probability { return logs[place] }
        }
        return logs[logs.count - 1]
    }

    private struct Curve {
        let slope: Double
        let floor: Double
        /// The log odds, above the floor, of what is allowed.
        let offset: Double
        let prior: Double

        func share(_ distance: Double) -> Double {
            let share = floor + (1 - floor) / (1 + exp(-offset - slope * distance))
            return min(max(share, 1e-9), 1 - 1e-9)
        }
    }

    private static func curves(_ allowed: Double) -> [Curve] {
        slopes.flatMap { slope in
            let distance = log(slope / usualSlope) / slopeSpread
            return floors.map { part in
                let floor = part * allowed
                let above = (allowed - floor) / (1 - floor)
                return Curve(
                    slope: slope, floor: floor, offset: log(above / (1 - above)),
                    prior: -distance * distance / 2 - floorRarity * part)
            }
        }
    }

    private static func weights(
        _ logs: [Double], _ counts: [CountedAtLoad], _ allowed: Double, _ centre: Double
    ) -> [Double] {
        let seen = CountedAtLoad.pooled(counts).map { count in
            let place = log(count.load)
            let distance = (place - centre) / reach
            let weight = max(exp(-distance * distance), leastWeight) * count.worth
            return (place: place, misses: weight * count.share, hits: weight * (1 - count.share))
        }
        let curves = curves(allowed)
        let found = logs.map { threshold in
            curves.map { curve in
                seen.reduce(curve.prior) { sum, count in
                    let share = curve.share(count.place - threshold)
                    return sum + count.misses * log(share) + count.hits * log(1 - share)
                }
            }
        }
        let most = found.joined().max() ?? 0
        let sums = found.map { $0.reduce(0) { $0 + exp($1 - most) } }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }
}
