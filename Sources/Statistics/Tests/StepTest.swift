internal import Glibc

/// Whether a series goes over from one level to another at some place: the greatest excursion of its
/// cumulative sum (Page 1955), scaled by a variance that allows for dependence between neighbours
/// (Andrews 1991, Bartlett's weights).
package struct StepTest: Sendable, Equatable {
    /// The first value of the new level.
    package let index: Int
    package let before: Double
    package let after: Double
    /// The excursion in units of its spread; that of a series without a step exceeds 1.36 in one of twenty
    /// long series, and 1.63 in one of a hundred.
    package let statistic: Double
    /// Whether two levels fit better than a straight line, which is a trend.
    package let isBetterThanLine: Bool

    /// Nil for fewer than twelve values, and for values that are all alike.
    package init?(_ values: [Double]) {
        let count = values.count
        guard count >= 12 else { return nil }
        let n = Double(count)
        let mean = values.reduce(0, +) / n
        // A level of fewer than three values is a hole or a spike.
        var sum = 0.0
        var (place, greatest) = (0, 0.0)
        for index in 0..<(count - 3) {
            sum += values[index] - mean
            if index >= 2, abs(sum) > greatest { (place, greatest) = (index + 1, abs(sum)) }
        }
        guard greatest > 0 else { return nil }
        let (first, second) = (values[..<place], values[place...])
        let low = first.reduce(0, +) / Double(first.count)
        let high = second.reduce(0, +) / Double(second.count)
        let residuals = first.map { $0 - low } + second.map { $0 - high }
        let variance = Self.longRunVariance(residuals)
        index = place
        before = low
        after = high
        statistic = variance > 0 ? greatest / sqrt(n * variance) : .infinity
        isBetterThanLine =
            residuals.reduce(0) { $0 + $1 * $1 } < Self.lineResidual(values, mean: mean)
    }

    /// The variance of a sum of neighbours, for each of them.
    private static func longRunVariance(_ residuals: [Double]) -> Double {
        let n = Double(residuals.count)
        let lags = max(1, Int(cbrt(n).rounded()))
        func covariance(_ lag: Int) -> Double {
            zip(residuals, residuals.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / n
        }
        let own = covariance(0)
        let shared = (1...lags).reduce(0.0) {
            $0 + 2 * (1 - Double($1) / Double(lags + 1)) * covariance($1)
        }
        // Neighbours that avoid each other make no series surer here.
        return max(own, own + shared)
    }

    /// The sum of squares that a straight line leaves.
    static func lineResidual(_ values: [Double], mean: Double) -> Double {
        let middle = Double(values.count - 1) / 2
        var (products, squares, all) = (0.0, 0.0, 0.0)
        for (index, value) in values.enumerated() {
            let x = Double(index) - middle
            products += x * (value - mean)
            squares += x * x
            all += (value - mean) * (value - mean)
        }
        return all - products * products / squares
    }
}
