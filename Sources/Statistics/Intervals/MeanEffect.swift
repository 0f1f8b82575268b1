internal import Glibc

/// The mean of one side, and how far it may be from the true one.
package struct SideMean: Sendable, Equatable {
    package let mean: Double
    package let count: Int
    /// The variance of the mean.
    package let variance: Double
    package let degreesOfFreedom: Double

    /// - Parameters:
    ///   - values: One a round or a run.
    ///   - inflation: How many of them are worth one (`SeriesDependence.inflation`).
    ///   - leastVariance: What the mean's variance is at least, where that is known otherwise.
    package init?(_ values: [Double], inflation: Double = 1, leastVariance: Double = 0) {
        guard values.count >= 2, values.allSatisfy(\.isFinite) else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        count = values.count
        variance = max(squares / (n - 1) / n * inflation, leastVariance)
        degreesOfFreedom = max(1, (n - 1) / inflation)
    }
}

/// A difference of two means, how sure it is, and what it would take to be surer.
package struct MeanEffect: Sendable, Equatable {
    package let estimate: Double
    package let standardError: Double
    package let degreesOfFreedom: Double
    package let low: Double
    package let high: Double
    /// Values of the smaller side.
    private let count: Int
    private let confidence: Double

    /// New less base, with different variances and the degrees of freedom of Welch, "The generalization of
    /// Student's problem when several different population variances are involved", 1947.
    package init(base: SideMean, new: SideMean, confidence: Double) {
        let sum = base.variance + new.variance
        let freedom =
            sum > 0
            ? sum * sum
                / (base.variance * base.variance / base.degreesOfFreedom
                    + new.variance * new.variance / new.degreesOfFreedom)
            : base.degreesOfFreedom + new.degreesOfFreedom
        self.init(
            estimate: new.mean - base.mean, variance: sum, degreesOfFreedom: freedom,
            count: min(base.count, new.count), confidence: confidence)
    }

    /// New less base where both are taken to spread alike, as a few draws against many of the same kind must be:
    /// the pooled variance of Student's t with n + m - 2 degrees of freedom. Of a single draw it is the prediction
    /// interval, s sqrt(1 / n + 1).
    ///
    /// Nil for fewer than three values in all.
    ///
    /// - Parameters:
    ///   - base: Values of the base.
    ///   - new: Values of the new side.
    ///   - leastVariance: What the variance of the difference is at least.
    ///   - confidence: Of the interval.
    package init?(
        pooling base: [Double], _ new: [Double], leastVariance: Double, confidence: Double
    ) {
        let (n, m) = (Double(base.count), Double(new.count))
        guard n > 0, m > 0, n + m >= 3 else { return nil }
        func squares(_ values: [Double]) -> (mean: Double, sum: Double) {
            let mean = values.reduce(0, +) / Double(values.count)
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
        }
        let (old, young) = (squares(base), squares(new))
        let variance = (old.sum + young.sum) / (n + m - 2) * (1 / n + 1 / m)
        self.init(
            estimate: young.mean - old.mean, variance: max(variance, leastVariance),
            degreesOfFreedom: n + m - 2, count: min(base.count, new.count),
            confidence: confidence)
    }

    /// The mean of differences of pairs.
    package init(pairs: SideMean, confidence: Double) {
        self.init(
            estimate: pairs.mean, variance: pairs.variance,
            degreesOfFreedom: pairs.degreesOfFreedom, count: pairs.count, confidence: confidence)
    }

    private init(
        estimate: Double, variance: Double, degreesOfFreedom: Double, count: Int, confidence: Double
    ) {
        self.estimate = estimate
        standardError = sqrt(variance)
        self.degreesOfFreedom = max(1, degreesOfFreedom)
        self.count = count
        self.confidence = confidence
        let half = Self.quantile(self.degreesOfFreedom, confidence) * standardError
        low = estimate - half
        high = estimate + half
    }

    /// The change that would be told from none in `power` of all cases, given this spread.
    package func detectable(power: Double = 0.8) -> Double {
        (Self.quantile(degreesOfFreedom, confidence)
            + StudentT(degreesOfFreedom: degreesOfFreedom).quantile(power)) * standardError
    }

    /// Values a side with which the interval would reach no farther than `margin` from the estimate, if both
    /// stay as they are. Nil beyond a thousand.
    package func countNeeded(margin: Double) -> Int? {
        guard margin > 0, count < Self.mostNeeded else { return nil }
        func isEnough(_ wanted: Int) -> Bool {
            let grown = Double(wanted) / Double(count)
            let half = Self.quantile(degreesOfFreedom * grown, confidence) * standardError
            return half / sqrt(grown) <= margin
        }
        guard isEnough(Self.mostNeeded) else { return nil }
        var (few, many) = (count, Self.mostNeeded)
        while many - few > 1 {
            let middle = (few + many) / 2
            if isEnough(middle) { many = middle } else { few = middle }
        }
        return many
    }

    private static let mostNeeded = 1000

    private static func quantile(_ freedom: Double, _ confidence: Double) -> Double {
        StudentT(degreesOfFreedom: freedom).quantile(1 - (1 - confidence) / 2)
    }
}
