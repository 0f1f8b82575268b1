internal import Glibc

/// The mean of a few independent values, such as one value a round, and the interval of the true mean
/// if they are about normal: mean ± t s / sqrt(n), with Student's t for n - 1 degrees of freedom.
package struct MeanInterval: Sendable, Equatable {
    package let mean: Double
    package let low: Double
    package let high: Double
    package let count: Int

    /// Nil for fewer than two values.
    package init?(_ values: [Double], confidence: Double = 0.95) {
        guard values.count >= 2 else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = sqrt(squares / (n - 1) / n)
        let t = StudentT(degreesOfFreedom: values.count - 1)
            .quantile(1 - (1 - confidence) / 2)
        self.mean = mean
        low = mean - t * error
        high = mean + t * error
        count = values.count
    }
}
