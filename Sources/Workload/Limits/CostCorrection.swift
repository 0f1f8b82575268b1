internal import RunModel
internal import Synchronization

/// What a limits run takes of the target that its first answers have shown.
package struct CorrectedCost: Sendable, Equatable {
    package var cost: LimitsCost
    package var firstOutput: Duration
    /// From one token to the next.
    package var gap: Duration
    /// Answers end by themselves after so many tokens, and so long after they were asked for; nil where they are
    /// as long as asked.
    package var ownTokens: Int?
    package var ownLength: Duration?
    /// The longer budget that lowered the bound on requests; nil where none did.
    package var budget: BudgetBound?

    init(
        _ cost: LimitsCost, _ speed: TargetSpeed, _ plan: LimitsPlan, budget: BudgetBound? = nil
    ) {
        self.cost = cost
        self.budget = budget
        firstOutput = speed.firstOutput
        gap = speed.gap
        ownTokens = speed.ownTokens
        ownLength = speed.ownTokens.map { _ in speed.length(of: plan.maxStreamTokens) }
    }
}

/// Where a limits run leaves word that it takes another number of requests or tokens than was announced.
///
/// Safe from any thread.
package final class CostCorrection: Sendable {
    private let value = Mutex<CorrectedCost?>(nil)
    private let excess = Mutex<CostOverrun?>(nil)

    package init() {}

    package var cost: CorrectedCost? { value.withLock { $0 } }

    /// Present once a half more was sent than was told, with the numbers of the latest request.
    package var overrun: CostOverrun? { excess.withLock { $0 } }

    func note(_ overrun: CostOverrun) {
        excess.withLock { $0 = overrun }
    }

    func note(_ cost: CorrectedCost) {
        value.withLock { $0 = cost }
    }
}
