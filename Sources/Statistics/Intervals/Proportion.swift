internal import Glibc

/// A share of counted things with its 95 % score interval (Wilson, 1927), which stays sensible at 0
/// and at 1.
package struct Proportion: Sendable, Equatable {
    package let value: Double
    package let low: Double
    package let high: Double

    /// Nil when there is nothing to count.
    package init?(_ part: Int, of total: Int) {
        guard total > 0 else { return nil }
        self.init(value: Double(part) / Double(total), trials: Double(total))
    }

    /// Of groups, such as rounds, whose things share their luck: each has a part of a total.
    ///
    /// The groups' own spread says how many independent things the whole is worth, and Wilson's interval
    /// is taken of so many (Korn and Graubard, "Confidence intervals for proportions with small expected
    /// number of positive counts estimated from survey data", 1998). Never more than there are.
    ///
    /// Nil when there is nothing to count, or fewer than two groups.
    package init?(groups: [(part: Double, total: Double)]) {
        let groups = groups.filter { $0.total > 0 }
        let total = groups.reduce(0) { $0 + $1.total }
        guard groups.count >= 2, total > 0 else { return nil }
        let share = groups.reduce(0) { $0 + $1.part } / total
        let count = Double(groups.count)
        let squares = groups.reduce(0.0) {
            let residual = $1.part - share * $1.total
            return $0 + residual * residual
        }
        let variance = count / (count - 1) * squares / (total * total)
        let t = StudentT(degreesOfFreedom: groups.count - 1).quantile(0.975)
        let scale = Self.z / t
        let worth =
            variance > 0 ? share * (1 - share) / variance * scale * scale : Double.infinity
        self.init(value: share, trials: min(total, worth))
    }

    private static let z = 1.959963984540054

    /// Of a share that is worth so many independent things.
    package init(value share: Double, trials n: Double) {
        let z = Self.z
        let middle = share + z * z / (2 * n)
        let spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        let scale = 1 + z * z / n
        value = share
        low = share <= 0 ? 0 : max((middle - spread) / scale, 0)
        high = share >= 1 ? 1 : min((middle + spread) / scale, 1)
    }
}
