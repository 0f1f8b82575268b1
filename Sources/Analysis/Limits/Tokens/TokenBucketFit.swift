/// Whether a store of tokens explains the answers that fills steadily, is full at first, and lends what is in it.
///
/// What is missing in it follows from the charges and the inflow alone; so each inflow leaves few capacities, or
/// none. Which of two charges at nearly one time came first makes no difference.
struct TokenBucketFit {
    /// What flows in during a window.
    let inflow: ClosedRange<Double>
    /// What it holds when full.
    let capacity: ClosedRange<Double>

    init?(
        _ evidence: TokenEvidence, mustExplain: (TokenEvidence.Decision) -> Bool = { _ in true }
    ) {
        let scale = max(evidence.byStart.reduce(0) { $0 + $1.amount.upperBound }, 1)
        let doublings = (0..<24).map { scale * 4 / Double(1 << $0) }
        let starts = [0...doublings[23]] + doublings.reversed().map { $0 / 2...$0 }
        let cells = CellSearch(
            starts, isNarrow: { $0.upperBound - $0.lowerBound <= max(0.01 * $0.upperBound, 1e-6) }
        ) { Self.capacity(evidence, inflow: $0, mustExplain: mustExplain) }.cells
        guard let first = cells.first, let last = cells.last else { return nil }
        inflow = first.low...last.high
        capacity = cells.dropFirst().reduce(first.finding) { .hull($0, $1.finding) }
    }

    private static func capacity(
        _ evidence: TokenEvidence, inflow: ClosedRange<Double>,
        mustExplain: (TokenEvidence.Decision) -> Bool
    ) -> ClosedRange<Double>? {
        var least = Missing(perSecond: inflow.upperBound / evidence.length)
        var most = Missing(perSecond: inflow.lowerBound / evidence.length)
        var (low, high) = (0.0, Double.infinity)
        var next = 0
        // Of `most`, what it has taken in.
        var taken = 0.0
        for decision in evidence.decisions {
            while next < evidence.byEnd.count,
                evidence.byEnd[next].time.upperBound <= decision.time.lowerBound
            {
                let entry = evidence.byEnd[next]
                least.add(entry.amount.lowerBound, at: entry.time.lowerBound)
                most.add(entry.amount.upperBound, at: entry.time.upperBound)
                taken += entry.amount.upperBound
                next += 1
            }
            if decision.isAdmitted {
                let missing = least.amount(at: decision.time.upperBound + evidence.tolerance)
                low = max(low, missing + decision.held.lowerBound + decision.tested.lowerBound)
            }
            if !decision.isAdmitted, mustExplain(decision) {
                let missing = most.amount(at: decision.time.lowerBound - evidence.tolerance)
                // What is charged about the time of the decision.
                let recent = decision.mostBefore - taken + decision.held.upperBound - decision.own
                high = min(high, missing + max(recent, 0) + decision.tested.upperBound)
            }
            if low >= high { return nil }
        }
        return low...high
    }

    /// What is missing in a store, which is never less than nothing.
    private struct Missing {
        let perSecond: Double
        private var amount = 0.0
        private var time = -Double.infinity

        init(perSecond: Double) { self.perSecond = perSecond }

        func amount(at instant: Double) -> Double {
            guard time > -.infinity, instant > time else { return amount }
            return max(0, amount - (instant - time) * perSecond)
        }

        mutating func add(_ more: Double, at instant: Double) {
            amount = amount(at: instant) + more
            time = max(time, instant)
        }
    }
}
