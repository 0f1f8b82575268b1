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
        let z = 1.959963984540054
        let n = Double(total)
        let share = Double(part) / n
        let middle = share + z * z / (2 * n)
        let spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        let scale = 1 + z * z / n
        value = share
        low = part == 0 ? 0 : (middle - spread) / scale
        high = part == total ? 1 : (middle + spread) / scale
    }
}
