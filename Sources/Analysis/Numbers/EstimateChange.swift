internal import Foundation

/// How far a number of one run lies from the same number of another.
///
/// Both intervals are those of the runs alone: what differs from run to run without a cause is not in them.
package struct EstimateChange: Codable, Sendable, Equatable {
    /// This run's value less the base's, in the number's unit.
    package var difference: Double
    /// The bounds of its 95 % interval; absent where either number has no interval.
    package var low: Double?
    package var high: Double?
    /// The difference in parts of the base: 0.1 is 10 % more. Absent where the base is 0.
    package var share: Double?
    package var shareLow: Double?
    package var shareHigh: Double?

    /// With v and b the two values and l, u the bounds of each: d - sqrt((v - lv)^2 + (ub - b)^2) to
    /// d + sqrt((uv - v)^2 + (b - lb)^2), after Zou and Donner, "Construction of confidence limits about effect
    /// measures: a general approach", Statistics in Medicine 27, 2008. The share's interval is the same of logarithms.
    ///
    /// Nil where either number has no value.
    package init?(_ number: Estimate, base: Estimate) {
        guard let value = number.value, let start = base.value else { return nil }
        difference = value - start
        share = start > 0 ? value / start - 1 : nil
        guard let low = number.low, let high = number.high, let baseLow = base.low,
            let baseHigh = base.high
        else { return }
        self.low = difference - hypot(value - low, baseHigh - start)
        self.high = difference + hypot(high - value, start - baseLow)
        guard share != nil, low > 0, baseLow > 0 else { return }
        let change = log(value / start)
        shareLow = exp(change - hypot(log(value / low), log(baseHigh / start))) - 1
        shareHigh = exp(change + hypot(log(high / value), log(start / baseLow))) - 1
    }

    /// Whether the interval leaves out no change; nil without an interval.
    package var isClear: Bool? {
        guard let low, let high else { return nil }
        return low > 0 || high < 0
    }
}
