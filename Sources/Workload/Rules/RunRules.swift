package import RunModel
internal import Synchronization

/// What holds for the whole run and not for one worker: each rule decides once, for all of them.
///
/// Safe from any thread. A start asks each rule once, a head and an end tell it something; a chunk never
/// touches them.
package final class RunRules: Sendable {
    package let pause = ServerPause()
    let backoff = FailureBackoff()
    let rate: StartRate
    /// Present where the tier bounds tokens.
    let tokens: TokenBudget?
    /// Of a run that looks for limits.
    package let costCorrection = CostCorrection()
    /// Of such a run too.
    let windowReader: WindowReader?
    private let budget: SpendingBudget?
    private let holds = HoldClock()
    /// Absent where a run is to go on whatever fails.
    private let firstFailures: [FirstFailures]
    private let maxPause: Duration
    private let unsentForServer = Atomic<Int>(0)
    private let unsentForPlan = Atomic<Int>(0)
    private let missed = Atomic<Int>(0)
    /// Whether starts that were due before this process had begun are left out: of a shard, whose others began without it.
    let leavesOutMissed: Bool
    private let unreadable = Mutex<String?>(nil)
    private let hasEnded = Atomic<Bool>(false)
    private let end = Mutex<EarlyEnd?>(nil)

    /// What a tier allows is divided among the shards; what a server asks of one of them the others do not hear of.
    package init(
        _ load: LoadPlan = LoadPlan(), price: PricePlan? = nil, shard: Shard = Shard(),
        targets: Int = 2,
        windowReader: WindowReader? = nil
    ) {
        budget = SpendingBudget(load, price: price, shard: shard)
        self.windowReader = windowReader
        leavesOutMissed = !shard.isWhole
        rate = StartRate(perMinute: load.tier?.requestsPerMinute, shard: shard)
        tokens = load.tier?.tokensPerMinute.map { TokenBudget(perMinute: shard.part(of: $0)) }
        // One a target: that one answers says nothing of the other.
        firstFailures =
            load.keepsGoing == true ? [] : (0..<targets).map { _ in FirstFailures() }
        maxPause = load.longestPause
    }

    /// Set when a rule has ended the run: nothing more is to start.
    package var isOver: Bool { hasEnded.load(ordering: .acquiring) }

    package var earlyEnd: EarlyEnd? { end.withLock { $0 } }

    /// What was taken of the targets; nil where nobody named a price or a bound.
    package var spent: SpentTokens? { budget?.spent }

    /// Starts of an open loop that were due while the server wanted to be left alone, and were not made.
    package var unsentStarts: Int { unsentForServer.load(ordering: .relaxed) }

    /// Those that the plan's own limits held back until its end.
    package var overdueStarts: Int { unsentForPlan.load(ordering: .relaxed) }

    /// The first `Retry-After` of a refusal that could not be read.
    package var unreadableRetryAfter: String? { unreadable.withLock { $0 } }

    /// Those that were due before this process had begun.
    package var missedStarts: Int { missed.load(ordering: .relaxed) }

    func miss(starts: Int) { missed.add(starts, ordering: .relaxed) }

    func giveUp(starts: Int, _ reason: HeldBack.Reason) {
        guard starts > 0 else { return }
        switch reason {
        case .server, .failures: unsentForServer.add(starts, ordering: .relaxed)
        case .streams, .requestRate, .tokenRate: unsentForPlan.add(starts, ordering: .relaxed)
        }
    }

    func couldNotRead(retryAfter text: String) {
        unreadable.withLock { $0 = $0 ?? text }
    }

    /// The server asks at `elapsed` to be left alone for `wait`.
    func pause(for wait: Duration, at elapsed: Duration) {
        guard wait <= maxPause else { return endRun(.pauseTooLong(wait)) }
        pause.extend(to: elapsed + wait)
    }

    func began(_ ticket: Ticket) {
        if firstFailures.indices.contains(ticket.target) {
            firstFailures[ticket.target].began(ticket.request)
        }
    }

    func sawOutput(of target: Int) {
        if firstFailures.indices.contains(target) { firstFailures[target].sawOutput() }
    }

    /// A request ended.
    func ended(_ record: RequestRecord, at elapsed: Duration) {
        backoff.ended(record.outcome)
        if let end = budget?.spend(record) { endRun(end) }
        tokens?.spend((record.tokens.prompt ?? 0) + (record.tokens.output ?? 0), at: elapsed)
        guard firstFailures.indices.contains(record.target) else { return }
        if let end = firstFailures[record.target].ended(record) { endRun(end) }
    }

    /// The first reason counts.
    package func endRun(_ reason: EarlyEnd) {
        end.withLock { $0 = $0 ?? reason }
        hasEnded.store(true, ordering: .releasing)
    }

    /// How long starts were held back until `elapsed`: wall time, however many workers waited.
    package func heldBack(at elapsed: Duration) -> HeldBack {
        holds.heldBack(at: elapsed)
    }

    /// A worker's next start begins to wait for `reason`, or waits for another one than before.
    func hold(_ reason: HeldBack.Reason?, instead former: HeldBack.Reason?, at elapsed: Duration) {
        guard reason != former else { return }
        if let former { holds.end(former, at: elapsed) }
        if let reason { holds.begin(reason, at: elapsed) }
    }
}
