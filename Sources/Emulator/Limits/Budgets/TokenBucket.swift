internal import RunModel

/// A bucket that fills steadily, `refill` a length of time, up to its capacity; at first it is full.
///
/// Levels are whole numbers of a token's share of a nanosecond, so that nothing is rounded: one
/// token is as many units as the length has nanoseconds, and `refill` units come every nanosecond.
struct TokenBucket: BudgetWindow {
    let limit: Int
    private let refill: Int128
    private let unitsPerToken: Int128
    private var level: Int128
    private var updated: MonotonicInstant

    init(capacity: Int, refill: Int, length: Duration, start: MonotonicInstant) {
        limit = capacity
        self.refill = Int128(refill)
        unitsPerToken = Int128(length.nanoseconds)
        level = Int128(capacity) * unitsPerToken
        updated = start
    }

    private var full: Int128 { Int128(limit) * unitsPerToken }

    var remaining: Int { Int(max(level, 0) / unitsPerToken) }

    mutating func advance(to now: MonotonicInstant) {
        level = min(level + Int128((now - updated).nanoseconds) * refill, full)
        updated = now
    }

    /// The level may fall below zero, but not by more than a whole bucket: a client that never stops
    /// asking is let in again some time after it does.
    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        advance(to: now)
        level = max(level - Int128(amount) * unitsPerToken, -full)
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        advance(to: now)
        level = min(level + Int128(amount) * unitsPerToken, full)
    }

    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        guard amount <= limit else { return nil }
        return instant(of: Int128(amount) * unitsPerToken, from: now)
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant {
        instant(of: full, from: now)
    }

    /// The first whole nanosecond at which the level is there.
    private func instant(of wanted: Int128, from now: MonotonicInstant) -> MonotonicInstant {
        guard level < wanted else { return now }
        let wait = (wanted - level + refill - 1) / refill
        return now + .nanoseconds(Int64(clamping: wait))
    }
}
