internal import Glibc

/// The ratio of two means over a few independent groups, such as rounds, and the interval of the true
/// ratio: the ratio estimator with its linearised variance (Cochran, "Sampling Techniques", 3rd edition,
/// section 6.4), and Student's t for n - 1 degrees of freedom.
///
/// With R = mean(y) / mean(x) the residuals are y - R x, and the error of R is
/// s(residuals) / (mean(x) sqrt(n)).
package struct RatioInterval: Sendable, Equatable {
    package let ratio: Double
    /// Absent for fewer than two groups, as is the other bound.
    package let low: Double?
    package let high: Double?

    /// Nil without groups, for unequal counts, and unless the mean of the denominators is above 0.
    package init?(_ numerators: [Double], over denominators: [Double], confidence: Double = 0.95) {
        guard !numerators.isEmpty, numerators.count == denominators.count else { return nil }
        let n = Double(numerators.count)
        let scale = denominators.reduce(0, +) / n
        guard scale > 0 else { return nil }
        let ratio = numerators.reduce(0, +) / n / scale
        let residuals = zip(numerators, denominators).map { $0 - ratio * $1 }
        let interval = MeanInterval(residuals, confidence: confidence)
        self.ratio = ratio
        low = interval.map { ratio + ($0.low - $0.mean) / scale }
        high = interval.map { ratio + ($0.high - $0.mean) / scale }
    }
}
