internal import NIOCore
internal import RunModel

/// Counts what was spent in the span of the length that ends now, from a log of times. What was spent
/// at t counts before t + length, and no longer at that instant.
struct SlidingWindow: BudgetWindow {
    private struct Entry {
        var time: MonotonicInstant
        var amount: Int
    }

    let limit: Int
    private let length: Duration
    private var log: CircularBuffer<Entry> = []
    private(set) var used = 0

    init(limit: Int, length: Duration) {
        self.limit = limit
        self.length = length
    }

    var remaining: Int { max(limit - used, 0) }

    mutating func advance(to now: MonotonicInstant) {
        while let oldest = log.first, oldest.time + length <= now {
            used -= oldest.amount
            log.removeFirst()
        }
    }

    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        guard amount > 0 else { return }
        log.append(Entry(time: now, amount: amount))
        used += amount
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        advance(to: now)
        guard let index = log.firstIndex(where: { $0.time == time && $0.amount >= amount }) else {
            return
        }
        log[index].amount -= amount
        used -= amount
    }

    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        guard amount <= limit else { return nil }
        guard !admits(amount) else { return now }
        var left = used
        for entry in log {
            left -= entry.amount
            if left + amount <= limit { return entry.time + length }
        }
        return now
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant {
        log.last.map { $0.time + length } ?? now
    }
}
