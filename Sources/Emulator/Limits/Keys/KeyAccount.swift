internal import NIOCore
internal import RunModel
internal import Synchronization

/// The limits of one key, for the connections of all event loops: one lock around one ledger, so that a
/// decision holds for all of them at the moment it is made.
final class KeyAccount: Sendable {
    /// What a ledger decided about one request, and what the headers may then say.
    struct Decision: Sendable {
        var verdict: KeyLedger.Verdict
        var reading: LimitReading
        /// Names a request that waits.
        var waiter: KeyLedger.WaiterID
    }

    typealias Settle = @Sendable (Decision) -> Void

    private struct Waiter {
        var loop: any EventLoop
        var demand: LimitDemand
        var settle: Settle
    }

    private struct State {
        var ledger: KeyLedger
        var waiters: [KeyLedger.WaiterID: Waiter] = [:]
        var lastWaiter: KeyLedger.WaiterID = 0
        /// When a timer is to fire that is set already.
        var timerDue: MonotonicInstant?
    }

    /// What has to be done once the lock is let go.
    private struct FollowUp {
        var settled: [(Waiter, Decision)] = []
        var timerDue: MonotonicInstant?
    }

    let number: Int
    /// What stands for the key wherever somebody may read it.
    let masked: String
    let tier: String?
    let policy: LimitPolicy
    private let state: Mutex<State>

    init(number: Int, masked: String, tier: String?, policy: LimitPolicy, clock: ServerClock) {
        self.number = number
        self.masked = masked
        self.tier = tier
        self.policy = policy
        let ledger = KeyLedger(
            policy, anchor: clock.anchor(of: policy.window), start: clock.start)
        state = Mutex(State(ledger: ledger))
    }

    /// Asks for what a request needs. If it has to wait, `settle` is called on `loop` when something
    /// became of it.
    func request(
        _ demand: LimitDemand, on loop: any EventLoop, settle: @escaping Settle
    ) -> Decision {
        let (decision, followUp) = state.withLock { state in
            let now = MonotonicInstant.now()
            state.lastWaiter += 1
            let id = state.lastWaiter
            let verdict = state.ledger.request(demand, id, at: now)
            if case .waits = verdict {
                state.waiters[id] = Waiter(loop: loop, demand: demand, settle: settle)
            }
            let reading = state.ledger.budgets.reading(of: demand, at: now)
            let decision = Decision(verdict: verdict, reading: reading, waiter: id)
            return (decision, Self.followUp(&state, now))
        }
        follow(followUp, on: loop)
        return decision
    }

    /// The client of a request that waits has gone. What was settled before may still come.
    func withdraw(_ id: KeyLedger.WaiterID, on loop: any EventLoop) {
        let followUp = state.withLock { state in
            let now = MonotonicInstant.now()
            state.waiters[id] = nil
            state.ledger.withdraw(id, at: now)
            return Self.followUp(&state, now)
        }
        follow(followUp, on: loop)
    }

    /// An admitted request is over.
    func end(
        _ demand: LimitDemand, _ cause: ReleaseCause, generated: Int, on loop: any EventLoop,
        naturalEnd: () -> MonotonicInstant
    ) {
        // Playing a long script to its end takes time that nobody should wait for.
        let isAsked = policy.streams.release(on: cause) == .atNaturalEnd
        let natural = isAsked ? naturalEnd() : .now()
        let followUp = state.withLock { state in
            let now = MonotonicInstant.now()
            state.ledger.end(
                demand, cause, generated: generated, at: now, naturalEnd: { natural })
            return Self.followUp(&state, now)
        }
        follow(followUp, on: loop)
    }

    /// By how much the gaps of this key's streams grow now.
    var crowding: Double { state.withLock { $0.ledger.slots.crowding } }

    var statistics: KeyStatistics {
        let ledger = state.withLock { state in
            // A copy, so that looking changes nothing that somebody waits for.
            var copy = state.ledger
            copy.advance(to: .now())
            return copy
        }
        return KeyStatistics(ledger, number: number, key: masked, tier: tier)
    }

    private func advance(on loop: any EventLoop) {
        let followUp = state.withLock { state in
            let now = MonotonicInstant.now()
            state.timerDue = nil
            state.ledger.advance(to: now)
            return Self.followUp(&state, now)
        }
        follow(followUp, on: loop)
    }

    private static func followUp(_ state: inout State, _ now: MonotonicInstant) -> FollowUp {
        var result = FollowUp()
        for (id, verdict) in state.ledger.takeSettled() {
            guard let waiter = state.waiters[id] else { continue }
            if case .waits = verdict {} else { state.waiters[id] = nil }
            let reading = state.ledger.budgets.reading(of: waiter.demand, at: now)
            result.settled.append(
                (waiter, Decision(verdict: verdict, reading: reading, waiter: id)))
        }
        if let due = state.ledger.nextDue(from: now), due < state.timerDue ?? due + .seconds(1) {
            state.timerDue = due
            result.timerDue = due
        }
        return result
    }

    private func follow(_ followUp: FollowUp, on loop: any EventLoop) {
        for (waiter, decision) in followUp.settled {
            waiter.loop.execute { waiter.settle(decision) }
        }
        guard let due = followUp.timerDue else { return }
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(due.nanoseconds, 0)))
        _ = loop.scheduleTask(deadline: deadline) { self.advance(on: loop) }
    }
}
