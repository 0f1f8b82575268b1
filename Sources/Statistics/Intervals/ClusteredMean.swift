internal import Glibc

/// The mean of values that come in clusters, each value weighing the same, and its 95 % interval by the jackknife over the
/// clusters, as `ClusteredSlope` has it.
package struct ClusteredMean: Sendable, Equatable {
    package let mean: Double
    package let low: Double
    package let high: Double
    package let values: Int
    package let clusters: Int

    /// Nil for fewer than two clusters with values.
    package init?(_ clusters: [[Double]], confidence: Double = 0.95) {
        let parts = clusters.filter { !$0.isEmpty }.map { ($0.reduce(0, +), Double($0.count)) }
        guard parts.count >= 2 else { return nil }
        let sum = parts.reduce(0) { $0 + $1.0 }
        let count = parts.reduce(0) { $0 + $1.1 }
        let mean = sum / count
        let squares = parts.reduce(0.0) { squares, part in
            let without = (sum - part.0) / (count - part.1)
            return squares + (without - mean) * (without - mean)
        }
        let groups = Double(parts.count)
        let t = StudentT(degreesOfFreedom: parts.count - 1).quantile(1 - (1 - confidence) / 2)
        let reach = t * sqrt((groups - 1) / groups * squares)
        self.mean = mean
        low = mean - reach
        high = mean + reach
        values = Int(count)
        self.clusters = parts.count
    }
}
