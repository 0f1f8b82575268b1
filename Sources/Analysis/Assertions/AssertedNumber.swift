/// A number on its way to be judged: other than an `Estimate` it can be infinite, as can the ends of its
/// interval.
struct AssertedNumber {
    var value: Double?
    /// Nil where it is not known.
    var low: Double?
    var high: Double?
    var count: Int
    /// Why there is no value, or no end of an interval.
    var lack: AssertionResult.Reason?

    init(
        _ value: Double?, low: Double? = nil, high: Double? = nil, count: Int,
        lack: AssertionResult.Reason? = nil
    ) {
        self.value = value
        self.low = low
        self.high = high
        self.count = count
        self.lack = lack
    }

    /// What was seen, and is no estimate of anything.
    static func fact(_ value: Double, count: Int) -> AssertedNumber {
        AssertedNumber(value, low: value, high: value, count: count)
    }

    /// A number as the summary has it; nil, as of what the run has none of, becomes one without a value.
    init(_ estimate: Estimate?) {
        guard let estimate else {
            self.init(nil, count: 0, lack: .absent)
            return
        }
        self.init(
            estimate.value, low: estimate.low, high: estimate.high, count: estimate.count)
        if estimate.note.contains(SummaryNote.tooShortForRate) {
            lack = .tooShort
        } else if estimate.note.contains(SummaryNote.noUsage) {
            lack = .noUsage
        } else if estimate.note.contains(SummaryNote.lowerBound) {
            high = nil
            lack = .lowerBound
        } else if value == nil {
            lack = .absent
        }
    }

    /// The same where each end of what it was made of may have been elsewhere.
    func widened(least: Double?, most: Double?) -> AssertedNumber {
        guard let value, value.isFinite else { return self }
        var wide = self
        if let least { wide.low = low.map { max($0 - max(value - least, 0), 0) } }
        if let most { wide.high = high.map { $0 + max(most - value, 0) } }
        return wide
    }

    typealias Judgement = (AssertionResult.Outcome, AssertionResult.Reason?)

    /// Fails where the whole interval is beyond the bound, holds where none of it is. Where it reaches over the
    /// bound, a strict relation fails; another holds if the value does, and else cannot be told.
    func judged(_ relation: Assertion.Relation, _ bound: Double) -> Judgement {
        guard let value else { return (.cannotTell, lack ?? .absent) }
        // That nothing came is no answer to whether answers are slow enough.
        if value.isInfinite {
            return (relation.isUpperBound == (value > 0) ? .fails : .cannotTell, .infinite)
        }
        func isGood(_ value: Double) -> Bool { relation.allows(value, bound) }
        if lack == .overloaded {
            // Waits only grow with a longer run, so that what is too slow already stays it.
            let fails = relation.isUpperBound && !isGood(value)
            return (fails ? .fails : .cannotTell, .overloaded)
        }
        let (best, worst) = relation.isUpperBound ? (low, high) : (high, low)
        if let best, !isGood(best) { return (.fails, nil) }
        guard let worst else { return (.cannotTell, lack ?? .noInterval) }
        if isGood(worst) { return (.holds, nil) }
        if relation.isStrict { return (.fails, .crosses) }
        guard best != nil else { return (.cannotTell, lack ?? .noInterval) }
        return (isGood(value) ? .holds : .cannotTell, .crosses)
    }
}
