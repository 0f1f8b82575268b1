internal import Glibc

/// Whether values that come in order rise or fall: Kendall's tau against time (Mann, "Nonparametric tests
/// against trend", 1945), and how much they change by the slope of Theil and Sen.
package struct TrendTest: Sendable, Equatable {
    /// The chance that values without a trend rise at least so surely, and that they fall so.
    package let risingProbability: Double
    package let fallingProbability: Double
    /// What the line through the values gains from the first to the last.
    package let change: Double

    /// Exact up to so many values; beyond, the normal distribution is as good.
    private static let mostExact = 30

    /// Nil for fewer than four values: no order of three is rarer than one in six.
    package init?(_ values: [Double]) {
        let count = values.count
        guard count >= 4 else { return nil }
        var score = 0
        var slopes: [Double] = []
        for later in 1..<count {
            for earlier in 0..<later {
                let difference = values[later] - values[earlier]
                // A tie speaks for neither side.
                score += difference > 0 ? 1 : difference < 0 ? -1 : 0
                slopes.append(difference / Double(later - earlier))
            }
        }
        risingProbability = Self.probability(atLeast: score, of: count)
        fallingProbability = Self.probability(atLeast: -score, of: count)
        change = (SortedSample(slopes).median ?? 0) * Double(count - 1)
    }

    /// The smaller of the two, for a trend of either direction.
    package var probability: Double { min(1, 2 * min(risingProbability, fallingProbability)) }

    /// P(S >= score) when every order of the values is equally likely.
    private static func probability(atLeast score: Int, of count: Int) -> Double {
        let pairs = count * (count - 1) / 2
        guard count <= mostExact else {
            let n = Double(count)
            let deviation = sqrt(n * (n - 1) * (2 * n + 5) / 18)
            return 0.5 * erfc((Double(score) - 1) / deviation / 2.squareRoot())
        }
        // Orders by the number of their inversions: S = pairs - 2 inversions.
        var shares = [1.0]
        for size in 2...count {
            var next = [Double](repeating: 0, count: shares.count + size - 1)
            for (inversions, share) in shares.enumerated() {
                for added in 0..<size { next[inversions + added] += share / Double(size) }
            }
            shares = next
        }
        let most = Int((Double(pairs - score) / 2).rounded(.down))
        return most < 0 ? 0 : shares.prefix(most + 1).reduce(0, +)
    }
}
