import Analysis
import RunModel

/// What a search may take in all.
struct CapacityBudget {
    private let plan: CapacityPlan
    /// When nothing more must be started: what passes between steps counts too.
    let end: ContinuousClock.Instant

    init(_ plan: CapacityPlan, from begin: ContinuousClock.Instant) {
        self.plan = plan
        end = begin + plan.maxDuration.duration
    }

    /// Whether the time is over.
    var isOver: Bool { ContinuousClock.now >= end }

    /// What is used up; nil while there is some of all left.
    func reason(_ summary: CapacitySummary) -> CapacitySummary.Reason? {
        if requestsLeft(summary) < 1 { return .requests }
        if isOver { return .duration }
        if let most = plan.maxTokens, summary.tokens >= most { return .tokens }
        return nil
    }

    /// By what is left of the requests, and of the tokens at the length of the answers so far.
    func requestsLeft(_ summary: CapacitySummary) -> Int {
        let left = plan.maxRequests - summary.requests
        guard let most = plan.maxTokens, summary.requests > 0, summary.tokens > 0 else {
            return left
        }
        let each = Double(summary.tokens) / Double(summary.requests)
        return min(left, Int(Double(most - summary.tokens) / each))
    }
}
