internal import RunModel
internal import Synchronization

/// What came of a run's small requests: written by their thread, read when it has ended.
final class ProbeAccount: Sendable {
    /// Of the record.
    let origin: MonotonicInstant
    private let state = Mutex(NetworkProbe())

    init(origin: MonotonicInstant) {
        self.origin = origin
    }

    var probe: NetworkProbe { state.withLock { $0 } }

    var every: Duration { .milliseconds(Int64(probe.everySeconds * 1000)) }

    func sent() { state.withLock { $0.sent += 1 } }

    func unanswered() { state.withLock { $0.unanswered += 1 } }

    func answered(isOnNewConnection: Bool, _ trip: NetworkProbe.Trip) {
        state.withLock {
            if isOnNewConnection { $0.onNewConnection += 1 } else { $0.keep(trip) }
        }
    }
}
