internal import RunModel

/// By how much `remaining` is behind: an answer tells that some remain, and the next request is refused.
struct RemainingLag {
    /// What was told although none remained.
    let requests: Int
    /// How often that was seen.
    let times: Int

    /// Once may be somebody else's request.
    private static let fewestTimes = 2

    /// Nil where it was seen less than twice, or where an answer that was given ever told less: then it was somebody
    /// else who took what remained. Budgets do not shrink by themselves.
    ///
    /// - Parameters:
    ///   - asked: The streaming requests of the window, in the order of their heads.
    ///   - all: Every request of the run.
    ///   - window: The window's length.
    ///   - isTurnedAway: Whether a request was refused.
    init?(
        _ asked: [RequestRecord], among all: [RequestRecord], window: Duration,
        _ isTurnedAway: (RequestRecord) -> Bool
    ) {
        // What failed may have been counted.
        let others = all.filter { !isTurnedAway($0) && $0.instants.sent != nil }
            .sorted { Self.answered($0) < Self.answered($1) }
        let told = others.filter { $0.reception == .accepted && $0.mode == .streaming }
        var seen: Set<Int> = []
        var least = Int.max
        for refused in asked where isTurnedAway(refused) {
            guard let sent = refused.instants.sent,
                let last = told.last(where: { Self.answered($0) <= sent }),
                Self.answered(last) >= sent + window * -0.25,
                let remaining = last.limits.requests.remaining, remaining > 0
            else { continue }
            let taken = Self.taken(others, after: last, remaining, before: Self.answered(refused))
            guard remaining > taken else { continue }
            seen.insert(last.request)
            least = min(least, remaining - taken)
        }
        let lowest = asked.filter { !isTurnedAway($0) }.compactMap(\.limits.requests.remaining)
            .min()
        guard seen.count >= Self.fewestTimes, let lowest, lowest >= least else { return nil }
        requests = least
        times = seen.count
    }

    /// The most that requests can have taken between the decision about `last` and one that was known at `end`: those
    /// under way then, but for those that were told as much or more, which came before.
    private static func taken(
        _ others: [RequestRecord], after last: RequestRecord, _ remaining: Int,
        before end: MonotonicInstant
    ) -> Int {
        let start = last.instants.sent ?? last.instants.scheduled
        return others.reduce(0) { sum, other in
            guard other.request != last.request, let sent = other.instants.sent,
                answered(other) > start, sent < end,
                other.limits.requests.remaining.map({ $0 < remaining }) ?? true
            else { return sum }
            return sum + 1 + other.resends
        }
    }

    private static func answered(_ request: RequestRecord) -> MonotonicInstant {
        request.instants.head ?? request.instants.closed ?? request.instants.scheduled
    }
}
