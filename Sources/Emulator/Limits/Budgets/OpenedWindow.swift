internal import RunModel

/// Counts from the first request on for its length, as a counter does that is made with a time to live (Redis INCR and
/// EXPIRE). One that is prolonged lives on with every request, refused ones too, as where EXPIRE is called each time.
struct OpenedWindow: BudgetWindow {
    let limit: Int
    private let length: Duration
    private let isProlonged: Bool
    private var begin: MonotonicInstant?
    private var end: MonotonicInstant?
    private var used = 0

    init(limit: Int, length: Duration, isProlonged: Bool) {
        self.limit = limit
        self.length = length
        self.isProlonged = isProlonged
    }

    var remaining: Int { max(limit - used, 0) }

    mutating func advance(to now: MonotonicInstant) {
        guard let end, end <= now else { return }
        self.end = nil
        used = 0
    }

    mutating func charge(_ amount: Int, at now: MonotonicInstant) {
        advance(to: now)
        if end == nil { begin = now }
        if end == nil || isProlonged { end = now + length }
        used += amount
    }

    mutating func refund(_ amount: Int, of time: MonotonicInstant, at now: MonotonicInstant) {
        advance(to: now)
        guard end != nil, let begin, time >= begin else { return }
        used = max(used - amount, 0)
    }

    mutating func noteRefusal(at now: MonotonicInstant) {
        if isProlonged, end != nil { end = now + length }
    }

    func nextAdmission(of amount: Int, from now: MonotonicInstant) -> MonotonicInstant? {
        guard amount <= limit else { return nil }
        return admits(amount) ? now : end ?? now
    }

    func reset(from now: MonotonicInstant) -> MonotonicInstant { end ?? now }
}
