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

    init(_ cost: LimitsCost, _ speed: TargetSpeed, _ plan: LimitsPlan) {
        self.cost = cost
        firstOutput = speed.firstOutput
        gap = speed.gap
        ownTokens = speed.ownTokens
        ownLength = speed.ownTokens.map { _ in speed.length(of: plan.maxStreamTokens) }
    }
}

/// Where a limits run leaves word that it takes another number of requests or tokens than was announced.
///
/// Safe from any thread; written once at most.
package final class CostCorrection: Sendable {
    private let value = Mutex<CorrectedCost?>(nil)

    package init() {}

    package var cost: CorrectedCost? { value.withLock { $0 } }

    func note(_ cost: CorrectedCost) {
        value.withLock { $0 = cost }
    }
}
