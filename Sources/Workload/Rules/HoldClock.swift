internal import RunModel
internal import Synchronization

/// How long starts were held back, by what: from the moment at which the first worker waits to that at which
/// the last one goes on.
final class HoldClock: Sendable {
    private struct Hold {
        var workers = 0
        var since = Duration.zero
        /// What is counted already; workers look at their clocks one after the other.
        var countedUntil = Duration.zero
    }

    private struct State {
        var heldBack = HeldBack()
        var holds: [HeldBack.Reason: Hold] = [:]
    }

    // A lock, because only a worker that has to wait takes it.
    private let state = Mutex(State())

    func begin(_ reason: HeldBack.Reason, at elapsed: Duration) {
        state.withLock { state in
            var hold = state.holds[reason] ?? Hold()
            if hold.workers == 0 { hold.since = max(elapsed, hold.countedUntil) }
            hold.workers += 1
            state.holds[reason] = hold
        }
    }

    func end(_ reason: HeldBack.Reason, at elapsed: Duration) {
        state.withLock { state in
            guard var hold = state.holds[reason], hold.workers > 0 else { return }
            hold.workers -= 1
            if hold.workers == 0, elapsed > hold.since {
                state.heldBack.add(elapsed - hold.since, to: reason)
                hold.countedUntil = elapsed
            }
            state.holds[reason] = hold
        }
    }

    func heldBack(at elapsed: Duration) -> HeldBack {
        state.withLock { state in
            var heldBack = state.heldBack
            for (reason, hold) in state.holds where hold.workers > 0 {
                heldBack.add(max(.zero, elapsed - hold.since), to: reason)
            }
            return heldBack
        }
    }
}
