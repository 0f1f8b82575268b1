/// Whether an estimate from two fixed windows explains the answers: the requests of the running window,
/// and those of the one before in proportion to how much of it the last length still covers.
///
/// haproxy (freq_ctr_total in src/freq_ctr.c) and Cloudflare ("How we built rate limiting capable of
/// scaling to millions of domains") count so. haproxy's windows follow each other from the first request
/// on, and begin anew with the next one after a pause of more than one window; so the edges may lie
/// elsewhere after such a pause.
struct SlidingCounterFit: Sendable {
    /// Limits that explain every answer.
    let limits: ClosedRange<Int>
    /// Where an edge lies after the last pause, in seconds since the origin, modulo the length.
    let edge: ClosedRange<Double>

    init?(_ evidence: WindowEvidence) {
        var allowed: AllowedLimits? = AllowedLimits()
        var edge: ClosedRange<Double>?
        for stretch in CountedStretch.all(of: evidence) {
            let search = CellSearch(
                (0...evidence.length).parts(16),
                isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance },
                judge: { range in
                    stretch.limits(edge: range).flatMap { allowed?.intersection($0) }
                })
            guard let first = search.cells.first else { return nil }
            allowed = search.cells.reduce(first.finding) { $0.hull($1.finding) }
            edge = search.longestRun(length: evidence.length)
        }
        guard let limits = allowed?.limits, let edge else { return nil }
        self.limits = limits
        self.edge = edge
    }
}

/// Whole limits that are possible, by where servers draw the line.
struct AllowedLimits {
    /// Those of servers that let in while the estimate is less than the limit.
    var below: ClosedRange<Int>? = 1...Int.max
    /// Those of servers that let in while the estimate with the request itself is at most the limit.
    var upTo: ClosedRange<Int>? = 1...Int.max

    init() {}

    /// From the greatest estimate that was let in and the smallest that was refused.
    init?(admitted: Double, refused: Double) {
        // What is a whole number may be the least bit off it.
        let small = 1e-9
        let ceiling = min(refused, 1e12)
        below = Self.range(Int((admitted + small).rounded(.down)) + 1, Int(ceiling + small))
        upTo = Self.range(
            Int((admitted - small).rounded(.up)) + 1, Int((ceiling - small).rounded(.up)))
        guard below != nil || upTo != nil else { return nil }
    }

    private static func range(_ low: Int, _ high: Int) -> ClosedRange<Int>? {
        max(low, 1) <= high ? max(low, 1)...high : nil
    }

    var limits: ClosedRange<Int>? {
        guard let below, let upTo else { return below ?? upTo }
        return .hull(below, upTo)
    }

    func intersection(_ other: AllowedLimits) -> AllowedLimits? {
        var both = self
        both.below = below.flatMap { own in other.below.flatMap { own.intersection($0) } }
        both.upTo = upTo.flatMap { own in other.upTo.flatMap { own.intersection($0) } }
        return both.limits == nil ? nil : both
    }

    func hull(_ other: AllowedLimits) -> AllowedLimits {
        var both = self
        both.below = other.below.map { .hull(below, $0) } ?? below
        both.upTo = other.upTo.map { .hull(upTo, $0) } ?? upTo
        return both
    }
}

/// Requests without a pause of more than a window between two that were counted.
struct CountedStretch {
    private let evidence: WindowEvidence
    /// Nothing before it is sure to be in one of its windows.
    private let start: Double
    private let answers: [Answer]

    /// An answer that tells something, and when it was decided.
    private struct Answer {
        var sent: Double
        var answered: Double
        /// Of a refusal, its place among all.
        var refusedIndex: Int?
    }

    static func all(of evidence: WindowEvidence) -> [CountedStretch] {
        var stretches: [CountedStretch] = []
        var current: [Answer] = []
        var start = -Double.infinity
        var lastCounted: Double?
        var refusals = 0
        for item in evidence.observations {
            if item.leastCount(countsRejected: evidence.countsRejected) > 0 {
                if let last = lastCounted,
                    item.answered - last > evidence.length - evidence.tolerance
                {
                    stretches.append(CountedStretch(evidence, start: start, current))
                    current = []
                    start = item.sent
                }
                lastCounted = max(lastCounted ?? item.sent, item.sent)
            }
            guard let isAdmitted = item.isAdmitted else { continue }
            guard !isAdmitted else {
                current.append(Answer(sent: item.sent, answered: item.answered))
                continue
            }
            // The decision meant is that of the first of all refused from this one on.
            current.append(
                Answer(
                    sent: item.sent, answered: evidence.earliestRefusedAnswer[refusals],
                    refusedIndex: refusals))
            refusals += 1
        }
        stretches.append(CountedStretch(evidence, start: start, current))
        return stretches
    }

    private init(_ evidence: WindowEvidence, start: Double, _ answers: [Answer]) {
        self.evidence = evidence
        self.start = start
        self.answers = Self.telling(answers, within: evidence.length / 50)
    }

    /// Of answers alike in quick succession the first and the last: those between say no more.
    private static func telling(_ answers: [Answer], within gap: Double) -> [Answer] {
        let ordered = answers.sorted { $0.answered < $1.answered }
        return ordered.indices.filter { index in
            guard index > 0, index + 1 < ordered.count else { return true }
            let (before, answer, after) = (ordered[index - 1], ordered[index], ordered[index + 1])
            let isRefused = answer.refusedIndex != nil
            return (before.refusedIndex != nil) != isRefused
                || (after.refusedIndex != nil) != isRefused
                || answer.answered - before.answered > gap
                || after.answered - answer.answered > gap
        }.map { ordered[$0] }
    }

    /// All answers as one stretch, for windows whose edges never move.
    init(allOf evidence: WindowEvidence) {
        self.evidence = evidence
        start = -Double.infinity
        answers = []
    }

    /// The greatest estimate that was certainly reached when one was let in, and for each refusal, in the order of sending,
    /// the greatest that it may have met; each is judged alone.
    func estimates(edge: ClosedRange<Double>) -> (least: Double, most: [Double]) {
        let least = evidence.admitted.map { item in
            let answer = Answer(sent: item.sent, answered: item.answered)
            return windows(of: answer, edge: edge).map { leastEstimate(answer, $0) }.min() ?? 0
        }
        let most = evidence.refused.map { item in
            windows(of: Answer(sent: item.sent, answered: item.answered), edge: edge).map {
                window in
                let running = evidence.mostCount(from: window.lowerBound, before: item)
                let before = evidence.mostCount(
                    from: window.lowerBound - evidence.length,
                    through: min(window.upperBound, item.answered))
                let share = 1 - (item.sent - window.upperBound) / evidence.length
                return Double(running) + Double(before) * min(max(share, 0), 1)
            }.max() ?? 0
        }
        return (least.max() ?? 0, most)
    }

    func limits(edge: ClosedRange<Double>) -> AllowedLimits? {
        var admitted = 0.0
        var refused = Double.infinity
        for answer in answers {
            let windows = windows(of: answer, edge: edge)
            if answer.refusedIndex == nil {
                let estimates = windows.map { leastEstimate(answer, $0) }
                admitted = max(admitted, estimates.min() ?? 0)
            } else {
                let estimates = windows.map { mostEstimate(answer, $0) }
                refused = min(refused, estimates.max() ?? .infinity)
            }
            guard admitted <= refused else { return nil }
        }
        return AllowedLimits(admitted: admitted, refused: refused)
    }

    /// When the windows may have begun that the request may have been decided in: for each the earliest
    /// and the latest.
    private func windows(of answer: Answer, edge: ClosedRange<Double>) -> [ClosedRange<Double>] {
        let low = edge.lowerBound - evidence.tolerance
        let latest = edge.upperBound + evidence.tolerance
        let first = ((answer.sent - latest) / evidence.length).rounded(.down)
        let last = ((answer.answered - low) / evidence.length).rounded(.down)
        return stride(from: first, through: last, by: 1).map { steps in
            let shift = steps * evidence.length
            return (low + shift)...(latest + shift)
        }
    }

    private func leastEstimate(_ answer: Answer, _ window: ClosedRange<Double>) -> Double {
        let running = evidence.leastUse(
            from: max(window.upperBound, start), through: answer.answered)
        let before = evidence.leastCount(
            from: max(window.upperBound - evidence.length, start),
            through: min(window.lowerBound, answer.sent))
        // On whichever side of the edge they are, all since the edge before have at least this weight.
        let both = evidence.leastUse(
            from: max(window.upperBound - evidence.length, start), through: answer.answered)
        let share = min(max(1 - (answer.answered - window.lowerBound) / evidence.length, 0), 1)
        return max(
            Double(max(running - 1, 0)) + Double(before) * share,
            Double(max(both - 1, 0)) * share)
    }

    private func mostEstimate(_ answer: Answer, _ window: ClosedRange<Double>) -> Double {
        guard let index = answer.refusedIndex else { return .infinity }
        let running = evidence.mostUse(from: window.lowerBound, ofRefusedFrom: index)
        let before = evidence.mostCount(
            from: window.lowerBound - evidence.length,
            through: min(window.upperBound, answer.answered))
        let both = evidence.mostUse(
            from: window.lowerBound - evidence.length, ofRefusedFrom: index)
        let share = min(max(1 - (answer.sent - window.upperBound) / evidence.length, 0), 1)
        return min(Double(running) + Double(before) * share, Double(both))
    }
}
