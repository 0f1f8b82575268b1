internal import RunModel

/// Between which values the median difference of all pairs lies, those with a lost answer included: complete
/// pairs alone are survivors.
package struct PairedBound: Codable, Sendable, Equatable {
    package var quantity: PairedDifference.Quantity
    package var unit: SummaryUnit
    package var lostPairs: Int
    /// Absent where so many are lost that there is no bound.
    package var low: Double?
    package var high: Double?

    /// A failed answer is infinitely slow: its pair's difference in a time has a sign, if no size. Where both
    /// answers are missing, or one was cut, and in quantities that are no times, it may be anything.
    ///
    /// Nil where no pair is lost or none has the quantity.
    init?(_ quantity: PairedDifference.Quantity, _ differences: [Double], lost: [Set<ResponseMode>])
    {
        guard !lost.isEmpty, !differences.isEmpty else { return nil }
        func filled(unknown: Double) -> [Double] {
            differences
                + lost.map { failed in
                    guard quantity.unit == .milliseconds, failed.count == 1 else { return unknown }
                    return failed.contains(.streaming) ? .infinity : -.infinity
                }
        }
        let least = filled(unknown: -.infinity).sorted()
        let greatest = filled(unknown: .infinity).sorted()
        self.quantity = quantity
        unit = quantity.unit
        lostPairs = lost.count
        // Beyond all that is known the nearest known value still bounds it.
        let (lowest, highest) = (least[(least.count - 1) / 2], greatest[greatest.count / 2])
        low = lowest == -.infinity ? nil : min(lowest, differences.max() ?? lowest)
        high = highest == .infinity ? nil : max(highest, differences.min() ?? highest)
    }
}
