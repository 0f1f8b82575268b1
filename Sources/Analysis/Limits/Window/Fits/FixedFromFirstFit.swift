/// Whether windows explain the answers that begin with the first request after the one before has ended, as
/// a counter does that is made with a time to live (Redis INCR and EXPIRE).
///
/// Which request began a window is only known to within those that were under way together, so all that
/// are possible are followed. Counting refused requests too would make no difference, as with edges.
struct FixedFromFirstFit: Sendable {
    /// A window that begins with one observation.
    struct Window: Sendable {
        /// When its first request was decided.
        var start: ClosedRange<Double>
        var limits: ClosedRange<Int>
        /// What was sent at this instant or later is not of the window before.
        var inside: Double
        /// Windows that it may have followed.
        var before: [Int]
    }

    /// Limits that explain every answer.
    let limits: ClosedRange<Int>
    /// Windows that may have been, by the index of the observation that began them.
    let windows: [Int: Window]

    init?(_ evidence: WindowEvidence) {
        var search = FirstRequestSearch(evidence)
        search.run()
        guard let limits = search.limits else { return nil }
        self.limits = limits
        windows = search.windowsOnTheWay
    }
}

/// Follows every chain of requests that may have begun windows.
private struct FirstRequestSearch {
    private let evidence: WindowEvidence
    private let observations: [WindowObservation]
    /// The earliest answer of all from an index on that got one.
    private let earliestAnswer: [Double]
    private var windows: [Int: FixedFromFirstFit.Window] = [:]
    private var last: [Int] = []
    private(set) var limits: ClosedRange<Int>?

    init(_ evidence: WindowEvidence) {
        self.evidence = evidence
        observations = evidence.observations
        earliestAnswer = observations.reversed()
            .map { $0.isAdmitted == nil ? -.infinity : -$0.answered }
            .runningMaximum().reversed().map { -$0 }
    }

    mutating func run() {
        let bound = answer(sentAfter: -.infinity)
        for index in followers(from: -.infinity, by: bound) {
            windows[index] = window(
                index, limits: 1...Int.max, inside: -.infinity, before: nil)
        }
        for index in observations.indices {
            guard var current = windows[index] else { continue }
            guard let held = hold(current) else {
                windows[index] = nil
                continue
            }
            current.limits = held
            windows[index] = current
            follow(index, held)
        }
    }

    /// The limits under which the window is as it was seen.
    private func hold(_ window: FixedFromFirstFit.Window) -> ClosedRange<Int>? {
        let end = window.start.lowerBound + evidence.length - evidence.tolerance
        let sure = window.inside
        let least = max(evidence.leastUse(from: sure, through: end), 1)
        let most =
            evidence.firstRefused(sentFrom: max(sure, window.start.lowerBound))
            .map { evidence.mostUse(from: window.start.lowerBound, ofRefusedFrom: $0) } ?? Int.max
        guard least <= most else { return nil }
        return window.limits.intersection(least...most)
    }

    private mutating func follow(_ index: Int, _ held: ClosedRange<Int>) {
        let item = observations[index]
        let surelyOver = item.answered + evidence.length + evidence.tolerance
        let bound = answer(sentAfter: surelyOver)
        if bound == .infinity {
            limits = .hull(limits, held)
            last.append(index)
        }
        let end = item.sent + evidence.length - evidence.tolerance
        for next in followers(from: end, by: bound) where next > index {
            let sure = min(observations[next].answered, surelyOver)
            if var known = windows[next] {
                known.limits = .hull(known.limits, held)
                known.inside = max(known.inside, sure)
                known.before.append(index)
                windows[next] = known
            } else {
                windows[next] = window(next, limits: held, inside: sure, before: index)
            }
        }
    }

    private func window(
        _ index: Int, limits: ClosedRange<Int>, inside: Double, before: Int?
    ) -> FixedFromFirstFit.Window {
        let item = observations[index]
        return FixedFromFirstFit.Window(
            start: item.sent...item.answered, limits: limits, inside: inside,
            before: before.map { [$0] } ?? [])
    }

    /// The first answer that certainly came of a decision after `instant`.
    private func answer(sentAfter instant: Double) -> Double {
        let index = observations.boundary(where: { $0.sent > instant })
        return index < observations.count ? earliestAnswer[index] : .infinity
    }

    /// Those that may have begun a window after `end`, and not after what was answered at `bound`.
    private func followers(from end: Double, by bound: Double) -> [Int] {
        let stop = observations.boundary(where: { $0.sent > bound })
        return (0..<stop).filter { index in
            let item = observations[index]
            return item.answered >= end && item.mayCount && item.isAdmitted != false
        }
    }

    /// Without those that lead nowhere.
    var windowsOnTheWay: [Int: FixedFromFirstFit.Window] {
        var kept: [Int: FixedFromFirstFit.Window] = [:]
        var open = last
        while let index = open.popLast() {
            guard kept[index] == nil, let window = windows[index] else { continue }
            kept[index] = window
            open.append(contentsOf: window.before)
        }
        return kept
    }
}
