internal import NIOCore
internal import RunModel

/// All limits of one key, and who waits for them. No clock, no I/O: each event comes with its instant,
/// none earlier than the one before.
///
/// A request is refused if it may not have a slot, then if the budget is used up; it is charged when the
/// budget lets it in, which for a stream that waits for its slot is before it has one.
struct KeyLedger: Sendable {
    typealias WaiterID = UInt64

    enum Verdict: Equatable, Sendable {
        case admitted
        /// Let in beyond the limit, and to be ended so long after.
        case admittedFor(Duration)
        /// `settled` says later what became of it.
        case waits(forSlot: Bool)
        case refused(LimitRefusal)
    }

    private struct Waiter {
        var id: WaiterID
        var demand: LimitDemand
    }

    let policy: LimitPolicy
    private(set) var slots: SlotTable
    private(set) var gate: StreamGate
    private(set) var budgets: RateBudgets
    private(set) var tally = LedgerTally()
    /// Who waits for the budget: the streams' line, and that of answers whose budget is another.
    private var awaitingBudget: [CircularBuffer<Waiter>] = [[], []]
    private var awaitingSlot: CircularBuffer<Waiter> = []
    private var settled: [(WaiterID, Verdict)] = []

    init(_ policy: LimitPolicy, anchor: MonotonicInstant, start: MonotonicInstant) {
        self.policy = policy
        slots = SlotTable(policy, start: start)
        gate = StreamGate(policy.streams)
        budgets = RateBudgets(policy, anchor: anchor, start: start)
    }

    var waiting: Int { awaitingSlot.count + awaitingBudget[0].count + awaitingBudget[1].count }

    /// When a waiter's turn may come although nobody does anything; nil when nobody waits for that.
    func nextDue(from now: MonotonicInstant) -> MonotonicInstant? {
        guard waiting > 0 else { return nil }
        var due = awaitingBudget.compactMap(\.first).compactMap {
            budgets.nextAdmission(of: $0.demand, from: now)
        }
        if !awaitingSlot.isEmpty, let release = slots.nextRelease { due.append(release) }
        return due.min()
    }

    /// What became of those who had waited, since this was last asked.
    mutating func takeSettled() -> [(WaiterID, Verdict)] {
        defer { settled = [] }
        return settled
    }

    /// A request comes. `id` names it if it has to wait.
    mutating func request(
        _ demand: LimitDemand, _ id: WaiterID, at now: MonotonicInstant
    ) -> Verdict {
        advance(to: now)
        let verdict = judge(Waiter(id: id, demand: demand), now)
        tally.count(verdict)
        tally.waitingPeak = max(tally.waitingPeak, waiting)
        return verdict
    }

    /// The client of a request that waits has gone.
    mutating func withdraw(_ id: WaiterID, at now: MonotonicInstant) {
        let before = waiting
        for line in awaitingBudget.indices { awaitingBudget[line].removeAll { $0.id == id } }
        awaitingSlot.removeAll { $0.id == id }
        tally.gaveUp += before - waiting
        advance(to: now)
    }

    /// An admitted request is over.
    mutating func end(
        _ demand: LimitDemand, _ cause: ReleaseCause, generated: Int, at now: MonotonicInstant,
        naturalEnd: () -> MonotonicInstant
    ) {
        slots.advance(to: now)
        budgets.advance(to: now)
        budgets.settle(demand, generated: generated, at: now)
        tally.promptTokens += demand.promptTokens
        tally.generatedTokens += generated
        if takesSlot(demand) {
            gate.end(demand)
            let release = policy.streams.release(on: cause)
            slots.release(
                cause, gone: now, free: release.instant(gone: now, naturalEnd: naturalEnd))
        }
        advance(to: now)
    }

    /// Lets time pass, and lets in those who waited for that.
    mutating func advance(to now: MonotonicInstant) {
        slots.advance(to: now)
        gate.advance(to: now)
        budgets.advance(to: now)
        for line in awaitingBudget.indices {
            while let first = awaitingBudget[line].first, budgets.lacking(first.demand) == nil {
                awaitingBudget[line].removeFirst()
                settle(first, admit(first, now))
            }
        }
        while slots.isFree, let first = awaitingSlot.first, gate.admits(first.demand) {
            awaitingSlot.removeFirst()
            take(first.demand, now)
            settle(first, .admitted)
        }
    }
}

extension KeyLedger {
    func takesSlot(_ demand: LimitDemand) -> Bool {
        demand.isStreaming || policy.streams.countsWholeAnswers
    }

    private func line(of demand: LimitDemand) -> Int {
        demand.isStreaming || policy.requests.wholeAnswers == .shared ? 0 : 1
    }

    private mutating func judge(_ waiter: Waiter, _ now: MonotonicInstant) -> Verdict {
        let demand = waiter.demand
        if let most = policy.quota.requests, tally.accepted >= most {
            return refuse(demand, .quota, now)
        }
        if let reason = slotRefusal(demand) { return refuse(demand, reason, now) }
        let line = line(of: demand)
        let lacking = budgets.lacking(demand)
        guard lacking != nil || !awaitingBudget[line].isEmpty else { return admit(waiter, now) }
        // Nobody waits for the next day.
        guard policy.requests.excess == .delay, lacking != .day,
            budgets.nextAdmission(of: demand, from: now) != nil
        else { return refuse(demand, lacking ?? .requests, now) }
        guard awaitingBudget[line].count < policy.queueLength else {
            return refuse(demand, .queue, now)
        }
        awaitingBudget[line].append(waiter)
        return .waits(forSlot: false)
    }

    /// The budget suffices: charges it and gives a slot where one is needed and free.
    private mutating func admit(_ waiter: Waiter, _ now: MonotonicInstant) -> Verdict {
        // A slot may have gone while it waited for the budget.
        if let reason = slotRefusal(waiter.demand) { return refuse(waiter.demand, reason, now) }
        budgets.charge(waiter.demand, at: now)
        guard takesSlot(waiter.demand) else { return .admitted }
        let isBeyond = !hasRoom(waiter.demand)
        if policy.streams.excess == .queue, isBeyond {
            awaitingSlot.append(waiter)
            return .waits(forSlot: true)
        }
        take(waiter.demand, now)
        guard policy.streams.excess == .reject, isBeyond,
            let kill = policy.streams.irregular.killAfter
        else { return .admitted }
        return .admittedFor(kill)
    }

    private mutating func take(_ demand: LimitDemand, _ now: MonotonicInstant) {
        slots.take(at: now)
        gate.begin(demand, at: now)
    }

    private func hasRoom(_ demand: LimitDemand) -> Bool {
        slots.isFree && awaitingSlot.isEmpty && gate.admits(demand)
    }

    private func slotRefusal(_ demand: LimitDemand) -> LimitReason? {
        guard takesSlot(demand), !hasRoom(demand) else { return nil }
        switch policy.streams.excess {
        case .reject: return policy.streams.irregular.killAfter == nil ? .streams : nil
        case .queue: return awaitingSlot.count < policy.queueLength ? nil : .queue
        case .slow: return nil
        }
    }

    private mutating func refuse(
        _ demand: LimitDemand, _ reason: LimitReason, _ now: MonotonicInstant
    ) -> Verdict {
        budgets.chargeRefused(demand, at: now)
        let isOverBudget = reason == .requests || reason == .tokens || reason == .day
        let retry = isOverBudget ? budgets.nextAdmission(of: demand, from: now) : nil
        return .refused(LimitRefusal(reason: reason, retryAfter: retry.map { $0 - now }))
    }

    private mutating func settle(_ waiter: Waiter, _ verdict: Verdict) {
        tally.count(verdict)
        settled.append((waiter.id, verdict))
    }
}

/// What a ledger has seen, beyond what its parts count.
struct LedgerTally: Sendable {
    private(set) var accepted = 0
    /// Of those, streams that were ended for being beyond the limit.
    private(set) var ended = 0
    private(set) var rejected: [LimitReason: Int] = [:]
    /// Requests that had to wait; one that waits for the budget and then for a slot counts once each.
    private(set) var waited = 0
    /// Requests whose clients left while they waited.
    var gaveUp = 0
    var waitingPeak = 0
    var promptTokens = 0
    var generatedTokens = 0

    mutating func count(_ verdict: KeyLedger.Verdict) {
        switch verdict {
        case .admitted: accepted += 1
        case .admittedFor:
            accepted += 1
            ended += 1
        case .waits: waited += 1
        case .refused(let refusal): rejected[refusal.reason, default: 0] += 1
        }
    }
}
