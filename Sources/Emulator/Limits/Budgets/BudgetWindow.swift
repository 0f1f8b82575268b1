internal import RunModel

/// So much per length of time, counted in one of several ways. No clock inside: every instant is
/// handed in, and must not be before the one of the call before.
protocol BudgetWindow: Sendable {
    /// What may be spent at most at one moment.
    var limit: Int { get }
    /// What may still be spent, as of the last `advance`; never negative.
    var remaining: Int { get }

    /// Forgets what no longer counts at `now`.
    mutating func advance(to now: MonotonicInstant)

    /// Spends `amount`, also beyond the limit: what has been used is known only afterwards, and refused
    /// requests can be made to count.
    mutating func charge(_ amount: Int, at now: MonotonicInstant)

    /// A request was refused, whether or not it counts.
    mutating func noteRefusal(at now: MonotonicInstant)

    /// Gives back `amount` of what was spent at `time`, as far as that still counts.
    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant)

    /// When `amount` could be spent if nothing else was until then; nil when never.
    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant?

    /// When all of the limit is there again if nothing else is spent: what `x-ratelimit-reset-requests`
    /// tells.
    func reset(from now: MonotonicInstant) -> MonotonicInstant
}

extension BudgetWindow {
    /// Whether `amount` may be spent, as of the last `advance`.
    func admits(_ amount: Int) -> Bool { amount <= remaining }

    mutating func noteRefusal(at now: MonotonicInstant) {}
}

/// Counts anew at every edge; the edges are whole multiples of the length from an anchor. An instant
/// at an edge belongs to the window that begins there.
struct FixedWindow: BudgetWindow {
    let limit: Int
    private let edges: WindowEdges
    private var start: MonotonicInstant
    private var used = 0

    init(limit: Int, length: Duration, anchor: MonotonicInstant) {
        self.limit = limit
        edges = WindowEdges(anchor: anchor, length: length)
        start = anchor
    }

    var remaining: Int { max(limit - used, 0) }

    mutating func advance(to now: MonotonicInstant) {
        let current = edges.start(before: now)
        guard current != start else { return }
        start = current
        used = 0
    }

    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        advance(to: now)
        used += amount
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        advance(to: now)
        guard edges.start(before: time) == start else { return }
        used = max(used - amount, 0)
    }

    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        guard amount <= limit else { return nil }
        return admits(amount) ? now : edges.end(after: now)
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant {
        used == 0 ? now : edges.end(after: now)
    }
}

/// Where fixed windows begin and end.
struct WindowEdges: Sendable {
    let anchor: MonotonicInstant
    let length: Duration

    /// The edge at or before `instant`, which may lie before the anchor.
    func start(before instant: MonotonicInstant) -> MonotonicInstant {
        let step = length.nanoseconds
        let offset = (instant - anchor).nanoseconds
        let index = offset >= 0 ? offset / step : -((step - 1 - offset) / step)
        return MonotonicInstant(nanoseconds: anchor.nanoseconds + index * step)
    }

    /// The first edge after `instant`.
    func end(after instant: MonotonicInstant) -> MonotonicInstant {
        start(before: instant) + length
    }
}
