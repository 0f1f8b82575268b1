internal import Glibc

/// The ranks of the two order statistics that enclose a quantile, whatever the distribution.
///
/// The number of values below the true q-quantile is binomial (n, q). So the value of rank l lies
/// above it with probability P(B <= l - 1), and the one of rank u below it with P(B >= u); each is
/// kept to at most half of 1 - confidence (David and Nagaraja, "Order Statistics", section 7.1).
package struct QuantileRanks: Sendable, Equatable {
    /// Absent where even the smallest value is not sure enough.
    package var low: Int?
    /// Absent where even the largest value is not sure enough.
    package var high: Int?

    /// Costs one step for each of about 18 standard deviations: 90,000 for the median of 1e8 values.
    package init(quantile q: Double, count n: Int, confidence: Double = 0.95) {
        precondition(q > 0 && q < 1, "a quantile lies between 0 and 1")
        guard n > 0 else { return }
        let tail = (1 - confidence) / 2
        let weights = BinomialWeights(trials: n, probability: q)

        var below = 0.0
        for (index, weight) in weights.values.enumerated() {
            below += weight
            guard below <= tail else { break }
            low = weights.first + index + 1
        }
        var above = 0.0
        for (index, weight) in weights.values.enumerated().reversed() {
            above += weight
            guard above <= tail else { break }
            high = weights.first + index
        }
        // Counts outside the kept weights have no weight at all.
        if low == nil, weights.first > 0 { low = weights.first }
        let last = weights.first + weights.values.count - 1
        if high == nil, last < n { high = last + 1 }
    }

    /// The nearest rank, ceil(q n), of a quantile.
    package static func nearest(_ q: Double, of count: Int) -> Int {
        // 0.07 x 100 is a hair above 7 in binary; the hair must not cost a rank.
        let exact = q * Double(count)
        return min(max(Int((exact * (1 - 1e-12)).rounded(.up)), 1), count)
    }

    /// The fewest values whose largest lies above the q-quantile with 99 % probability: the smallest
    /// n with 1 - q^n >= 0.99. Below it no percentile is printed.
    package static func sampleFloor(quantile q: Double) -> Int {
        Int((log(0.01) / log(q)).rounded(.up))
    }
}

/// The probabilities of a binomial count, without those too small to matter.
struct BinomialWeights {
    /// The count that `values` begins with.
    let first: Int
    let values: [Double]

    init(trials n: Int, probability q: Double) {
        // Each probability follows from its neighbour, outward from the mode, and their sum
        // normalises them: no factorial, so no cancellation at large n.
        let mode = min(Int(Double(n + 1) * q), n)
        let odds = q / (1 - q)
        let negligible = 1e-18
        var downward: [Double] = []
        var weight = 1.0
        var k = mode
        while k > 0 {
            weight *= Double(k) / (Double(n - k + 1) * odds)
            guard weight > negligible else { break }
            downward.append(weight)
            k -= 1
        }
        var upward: [Double] = []
        weight = 1
        k = mode
        while k < n {
            weight *= Double(n - k) * odds / Double(k + 1)
            guard weight > negligible else { break }
            upward.append(weight)
            k += 1
        }
        let all = downward.reversed() + [1] + upward
        let sum = all.reduce(0, +)
        first = mode - downward.count
        values = all.map { $0 / sum }
    }
}
