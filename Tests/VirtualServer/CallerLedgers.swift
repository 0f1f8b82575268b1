import RunModel

@testable import Emulator

/// A ledger for each account that callers fall into, in the order in which they first came.
struct CallerLedgers {
    private let policy: LimitPolicy
    private let clock: ServerClock
    private var ledgers: [KeyLedger] = []
    /// By the name of the account.
    private var places: [String: Int] = [:]

    init(_ policy: LimitPolicy, _ clock: ServerClock) {
        self.policy = policy
        self.clock = clock
        ledgers = [made]
    }

    private var made: KeyLedger {
        KeyLedger(policy, anchor: clock.anchor(of: policy.window), start: clock.start)
    }

    /// Where the ledger is that a caller is held to; made where it is the first of its account.
    mutating func place(of caller: LimitCaller) -> Int {
        let name = caller.name(in: policy.scope, tier: nil)
        if let place = places[name] { return place }
        if !places.isEmpty { ledgers.append(made) }
        places[name] = ledgers.count - 1
        return ledgers.count - 1
    }

    subscript(place: Int) -> KeyLedger {
        get { ledgers[place] }
        set { ledgers[place] = newValue }
    }

    mutating func advance(to now: MonotonicInstant) {
        for place in ledgers.indices { ledgers[place].advance(to: now) }
    }

    mutating func takeSettled() -> [(KeyLedger.WaiterID, KeyLedger.Verdict)] {
        ledgers.indices.flatMap { ledgers[$0].takeSettled() }
    }

    func nextDue(from now: MonotonicInstant) -> MonotonicInstant? {
        ledgers.compactMap { $0.nextDue(from: now) }.min()
    }
}
