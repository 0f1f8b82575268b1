internal import RunModel

/// The requests of somebody else with the same key: one every so many nanoseconds since the start.
struct OtherArrivals: Sendable {
    private let interval: Duration
    private var next: MonotonicInstant

    /// Nil when there are none.
    init?(_ traffic: OtherTraffic, start: MonotonicInstant) {
        guard traffic.requestsPerSecond > 0 else { return nil }
        interval = .nanoseconds(max(Int64(1e9 / traffic.requestsPerSecond), 1))
        next = start + interval
    }

    /// Takes the next arrival if it comes by `now`.
    mutating func take(by now: MonotonicInstant) -> MonotonicInstant? {
        guard next <= now else { return nil }
        defer { next = next + interval }
        return next
    }
}
