/// Whether a bucket explains the answers that fills steadily, is full at first, and lends when it holds one
/// request or more. GCRA, and nginx's limit_req with `nodelay` and a burst of b, are a bucket of b + 1.
///
/// What is missing in the bucket follows from the requests and the inflow alone: each counted one takes 1,
/// and the inflow gives back until nothing is missing. A request is let in when at most the capacity less
/// one is missing; so each inflow leaves few capacities, or none.
struct BucketFit: Sendable {
    /// What flows in during a window.
    let inflow: ClosedRange<Double>
    /// What the bucket holds when full: whole requests.
    let capacity: ClosedRange<Int>

    init?(_ evidence: WindowEvidence) {
        let lent = BucketBounds(evidence)
        let overdrawn = evidence.countsRejected ? OverdrawnBucket(evidence, lent) : nil
        // So that thousands of answers do not take minutes where slow ones leave much open.
        var trials = 250_000 / max(evidence.observations.count, 1)
        func judge(_ inflow: ClosedRange<Double>) -> ClosedRange<Int>? {
            guard let capacity = lent.capacity(inflow: inflow), let overdrawn else {
                return lent.capacity(inflow: inflow)
            }
            // Too many to try one by one: a narrower range of inflows leaves fewer.
            let isWide = Self.width(inflow) > 0.06 * inflow.upperBound
            guard capacity.count <= 4 || !isWide else { return capacity }
            return overdrawn.capacity(inflow: inflow, of: capacity, trials: &trials)
        }
        func search(_ starts: [ClosedRange<Double>], _ share: Double) -> [Cell] {
            CellSearch(
                starts, isNarrow: { Self.width($0) <= max(share * $0.upperBound, share) },
                judge: judge
            ).cells
        }
        let greatest = Self.greatestInflowPerSecond * evidence.length
        let doublings = (0..<32).map { 0.05 * Double(1 << $0) }.prefix { $0 < greatest }
        var cells = search([0...0.05] + doublings.map { $0...min(2 * $0, greatest) }, 0.05)
        // Of many only the first and the last are made narrower: what lies between stays.
        while let first = cells.first {
            let fine = search([first.low...first.high], 0.002)
            cells.replaceSubrange(0..<1, with: fine)
            if !fine.isEmpty { break }
        }
        while let last = cells.last {
            let fine = search([last.low...last.high], 0.002)
            cells.replaceSubrange((cells.count - 1)..., with: fine)
            if !fine.isEmpty { break }
        }
        guard let first = cells.first, let last = cells.last else { return nil }
        inflow = first.low...last.high
        capacity = cells.reduce(first.finding) { .hull($0, $1.finding) }
    }

    /// One request every 10 ms, a few times what clocks may be off. A faster one would let in all that a
    /// client sends one after the other, and each refusal could be put down to the clocks.
    private static let greatestInflowPerSecond = 100.0

    private typealias Cell = CellSearch<ClosedRange<Int>>.Cell

    private static func width(_ range: ClosedRange<Double>) -> Double {
        range.upperBound - range.lowerBound
    }
}

/// What is missing in a bucket at least and at most, where the level never meets a floor.
struct BucketBounds: Sendable {
    private struct Refusal {
        var sent: Double
        /// Counted before it at most.
        var count: Int
        /// Of those, certain to have come longer before than the jitter.
        var settled: Int
    }

    private let length: Double
    private let jitter: Double
    private let admittedSent: [Double]
    private let admittedAnswered: [Double]
    /// What may have been counted, in the order of answers, and how many before each.
    private let possible: [(answered: Double, before: Int)]
    private let refusals: [Refusal]

    /// Each refusal may be judged alone, where something else may have refused others.
    init(_ evidence: WindowEvidence, isEachRefusalAlone: Bool = false) {
        length = evidence.length
        jitter = evidence.jitter
        admittedSent = evidence.admitted.map(\.sent).sorted()
        admittedAnswered = evidence.admitted.map(\.answered)
        var before = 0
        var possible: [(answered: Double, before: Int)] = []
        for item in evidence.observations.sorted(by: { $0.answered < $1.answered }) {
            let count = item.mostCount(countsRejected: evidence.countsRejected)
            guard count > 0 else { continue }
            possible.append((item.answered, before))
            before += count
        }
        self.possible = possible
        refusals = evidence.refused.enumerated().map { index, item in
            func most(from start: Double) -> Int {
                isEachRefusalAlone
                    ? evidence.mostCount(from: start, before: item)
                    : evidence.mostUse(from: start, ofRefusedFrom: index)
            }
            let count = most(from: -.infinity)
            let recent = most(from: item.sent - evidence.jitter)
            return Refusal(sent: item.sent, count: count, settled: count - recent)
        }
    }

    /// Capacities that explain every answer with some inflow of the range, which is in requests a window.
    func capacity(inflow: ClosedRange<Double>) -> ClosedRange<Int>? {
        let least = (leastMissing(inflow.upperBound / length).max() ?? 0) + 1
        let most = mostMissing(inflow.lowerBound / length).min() ?? .infinity
        let small = 1e-9
        let low = max(Int((least - small).rounded(.up)), 1)
        let high = Int((min(most, 1e12) - small).rounded(.up))
        return low <= high ? low...high : nil
    }

    /// What was certainly missing when each of those was decided that were let in, in the order of their
    /// answers; `rate` is per second.
    func leastMissing(_ rate: Double) -> [Double] {
        var start = -Double.infinity
        var next = 0
        return admittedAnswered.enumerated().map { index, answered in
            while next < admittedSent.count, admittedSent[next] <= answered {
                start = max(start, rate * admittedSent[next] - Double(next))
                next += 1
            }
            // Those since some sending, less what flowed in since; itself not among them.
            return max(Double(index) + start - rate * (answered + jitter), 0)
        }
    }

    /// What may have been missing at most when each refusal was decided, in the order of sending.
    func mostMissing(_ rate: Double) -> [Double] {
        var start = -Double.infinity
        var next = 0
        return refusals.map { refusal in
            let settled = refusal.sent - jitter
            while next < possible.count, possible[next].answered <= settled {
                start = max(start, rate * possible[next].answered - Double(possible[next].before))
                next += 1
            }
            let count = Double(refusal.count)
            return max(count + start - rate * settled, count - Double(refusal.settled))
        }
    }

    /// What was missing at least and at most when each of the observations was decided, in the order of
    /// sending, with some inflow of the range, which is in requests a window.
    func missing(
        _ evidence: WindowEvidence, inflow: ClosedRange<Double>
    ) -> [ClosedRange<Double>] {
        let fast = inflow.upperBound / length
        let slow = inflow.lowerBound / length
        var (least, most) = (-Double.infinity, -Double.infinity)
        var (nextSent, nextAnswered) = (0, 0)
        return evidence.observations.map { item in
            while nextSent < admittedSent.count, admittedSent[nextSent] <= item.sent {
                least = max(least, fast * admittedSent[nextSent] - Double(nextSent))
                nextSent += 1
            }
            let settled = item.sent - jitter
            while nextAnswered < possible.count, possible[nextAnswered].answered <= settled {
                let entry = possible[nextAnswered]
                most = max(most, slow * entry.answered - Double(entry.before))
                nextAnswered += 1
            }
            let certain = admittedAnswered.boundary(where: { $0 >= item.sent })
            let count = Double(evidence.mostCount(from: -.infinity, before: item))
            let recent = Double(evidence.mostCount(from: settled, before: item))
            let low = max(Double(certain) + least - fast * (item.answered + jitter), 0)
            return low...max(low, count + most - slow * settled, recent)
        }
    }
}
