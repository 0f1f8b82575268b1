package import RunModel

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
    private let holds = HoldClock()

    package init(tier: TierPlan? = nil) {
        rate = StartRate(perMinute: tier?.requestsPerMinute)
        tokens = tier?.tokensPerMinute.map(TokenBudget.init)
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
