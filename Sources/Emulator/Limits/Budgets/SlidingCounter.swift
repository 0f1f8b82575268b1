internal import RunModel

/// Estimates what a sliding window holds from two fixed ones, the older weighted by how much of it the last length still
/// covers (Cloudflare, "How we built rate limiting capable of scaling to millions of domains").
struct SlidingCounter: BudgetWindow {
    let limit: Int
    private let edges: WindowEdges
    private var start: MonotonicInstant
    private var now: MonotonicInstant
    private var used = 0
    private var usedBefore = 0

    init(limit: Int, length: Duration, anchor: MonotonicInstant) {
        self.limit = limit
        edges = WindowEdges(anchor: anchor, length: length)
        start = anchor
        now = anchor
    }

    private var length: Int64 { edges.length.nanoseconds }

    /// The estimate is rounded up, so that no more than the limit is ever counted.
    var remaining: Int {
        let left = length - (now - start).nanoseconds
        let before = Int((Int128(usedBefore) * Int128(left) + Int128(length) - 1) / Int128(length))
        return max(limit - used - before, 0)
    }

    mutating func advance(to now: MonotonicInstant) {
        self.now = now
        let current = edges.start(before: now)
        guard current != start else { return }
        usedBefore = current - start == edges.length ? used : 0
        used = 0
        start = current
    }

    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        advance(to: now)
        used += amount
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        advance(to: now)
        if time >= start {
            used = max(used - amount, 0)
        } else if time + edges.length >= start {
            usedBefore = max(usedBefore - amount, 0)
        }
    }

    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        guard amount <= limit else { return nil }
        // What was used falls in weight with the time; the smallest step is a request's share of the length.
        var copy = self
        copy.advance(to: now)
        if copy.admits(amount) { return now }
        let excess = Int64(copy.used + amount - limit)
        if copy.usedBefore > 0, excess <= 0 {
            let wanted = Int64(limit - copy.used - amount)
            let share = Double(wanted) / Double(copy.usedBefore)
            return copy.start + .nanoseconds(Int64((Double(length) * (1 - share)).rounded(.up)) + 1)
        }
        let share = Double(limit - amount) / Double(max(copy.used, 1))
        let beyond = Int64((Double(length) * (1 - min(share, 1))).rounded(.up)) + 1
        return copy.start + edges.length + .nanoseconds(beyond)
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant {
        guard used + usedBefore > 0 else { return now }
        return edges.end(after: now) + (used > 0 ? edges.length : .zero)
    }
}
