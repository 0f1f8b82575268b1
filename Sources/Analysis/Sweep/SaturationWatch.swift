internal import Statistics

/// Notices while an open loop goes that more is offered than the target serves: streams in flight and the time to
/// first token both grow from slice to slice. A value without a clock: whoever watches a run adds its slices.
package struct SaturationWatch: Sendable {
    /// An equal span of the run, once it is measured.
    package struct Slice: Sendable {
        /// Mean of streams in flight.
        package var inFlight: Double
        /// Milliseconds, mean of what ended in it; nil where nothing did.
        package var firstToken: Double?
        /// Requests begun and ended in it.
        package var started: Int
        package var ended: Int

        package init(inFlight: Double, firstToken: Double?, started: Int, ended: Int) {
            self.inFlight = inFlight
            self.firstToken = firstToken
            self.started = started
            self.ended = ended
        }
    }

    private var slices: [Slice] = []
    package private(set) var isSaturated = false

    /// Each of two trends comes by chance in one of a hundred such series; and it is looked at again and again, so
    /// that three things must hold beside.
    private static let level = 0.01
    private static let fewest = 6
    /// What is in flight, and the wait, by the last slices against the first.
    private static let leastGrowth = 1.5
    /// The normal's 99 % point, for the difference of what began and ended.
    private static let chance = 2.33

    package init() {}

    package mutating func add(_ slice: Slice) {
        slices.append(slice)
        guard !isSaturated, slices.count >= Self.fewest else { return }
        isSaturated =
            hasBacklog && Self.grows(slices.map(\.inFlight))
            && Self.grows(slices.compactMap(\.firstToken))
    }

    /// Whether more began than ended, by more than chance brings and by a part of all.
    private var hasBacklog: Bool {
        let started = slices.reduce(0) { $0 + $1.started }
        let ended = slices.reduce(0) { $0 + $1.ended }
        let growth = Double(started - ended)
        return growth > Self.chance * Double(started + ended).squareRoot()
            && growth > 0.05 * Double(started)
    }

    private static func grows(_ values: [Double]) -> Bool {
        guard values.count >= fewest, let trend = TrendTest(values),
            trend.risingProbability < level
        else { return false }
        let third = values.count / 3
        let first = values.prefix(third).reduce(0, +)
        let last = values.suffix(third).reduce(0, +)
        return last >= leastGrowth * first
    }
}
