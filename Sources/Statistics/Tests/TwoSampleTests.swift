internal import Glibc

/// Whether the values of one sample tend to be larger than those of another: Mann and Whitney, "On a test of
/// whether one of two random variables is stochastically larger than the other", 1947; by the normal
/// distribution, with the correction for ties and for continuity.
package struct RankSumTest: Sendable, Equatable {
    /// U of the second sample: pairs in which its value is the larger one, a tie counting half.
    package let statistic: Double
    /// Two-sided.
    package let probability: Double

    /// Nil where a sample is empty or all values are alike.
    package init?(_ first: GroupedSample, _ second: GroupedSample) {
        let (n1, n2) = (Double(first.count), Double(second.count))
        guard n1 > 0, n2 > 0 else { return nil }
        var (below, wins, ties) = (0.0, 0.0, 0.0)
        for entry in first.side(by: second) {
            let (a, b) = (Double(entry.own), Double(entry.other))
            wins += b * (below + a / 2)
            below += a
            ties += pow(a + b, 3) - (a + b)
        }
        let n = n1 + n2
        let variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
        guard variance > 0 else { return nil }
        statistic = wins
        let distance = max(0, abs(wins - n1 * n2 / 2) - 0.5)
        probability = min(1, erfc(distance / sqrt(variance) / 2.squareRoot()))
    }
}

/// Whether two samples are of one distribution: Kolmogorov and Smirnov, by the limiting distribution. Of values
/// with ties it errs on the careful side.
package struct KolmogorovSmirnovTest: Sendable, Equatable {
    /// The greatest distance of the two distribution functions.
    package let distance: Double
    package let probability: Double

    /// Nil where a sample is empty.
    package init?(_ first: GroupedSample, _ second: GroupedSample) {
        let (n1, n2) = (Double(first.count), Double(second.count))
        guard n1 > 0, n2 > 0 else { return nil }
        var (a, b, greatest) = (0.0, 0.0, 0.0)
        for entry in first.side(by: second) {
            a += Double(entry.own)
            b += Double(entry.other)
            greatest = max(greatest, abs(a / n1 - b / n2))
        }
        distance = greatest
        probability = Self.tail(greatest * sqrt(n1 * n2 / (n1 + n2)))
    }

    /// P(K > x): the alternating series, and for small x the form of it that converges there.
    static func tail(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        if x < 1.18 {
            var sum = 0.0
            for odd in [1.0, 3, 5, 7] {
                sum += exp(-odd * odd * Double.pi * Double.pi / (8 * x * x))
            }
            return 1 - sqrt(2 * Double.pi) / x * sum
        }
        var sum = 0.0
        for k in 1...8 {
            let square = Double(k * k) * x * x
            sum += (k.isMultiple(of: 2) ? -1 : 1) * exp(-2 * square)
        }
        return 2 * sum
    }
}

/// Whether two sides are divided alike among classes: Pearson's chi squared, without a correction.
package struct ContingencyTest: Sendable, Equatable {
    package let statistic: Double
    package let degreesOfFreedom: Int
    package let probability: Double

    /// Counts of the same classes. Nil where a side is empty or only one class occurs.
    package init?(_ first: [Int], _ second: [Int]) {
        precondition(first.count == second.count, "both sides are divided among the same classes")
        let classes = zip(first, second).filter { $0 + $1 > 0 }
        let n1 = Double(first.reduce(0, +))
        let n2 = Double(second.reduce(0, +))
        guard n1 > 0, n2 > 0, classes.count > 1 else { return nil }
        var sum = 0.0
        for (a, b) in classes {
            let both = Double(a + b)
            for (seen, side) in [(a, n1), (b, n2)] {
                let expected = both * side / (n1 + n2)
                sum += (Double(seen) - expected) * (Double(seen) - expected) / expected
            }
        }
        statistic = sum
        degreesOfFreedom = classes.count - 1
        probability = IncompleteGamma.upperRegularized(Double(classes.count - 1) / 2, sum / 2)
    }
}
