internal import RunModel

/// Whether the first answers tell of a budget of an hour or a day, which a limits run must not spend.
struct LongBudgetWatch: Sendable {
    private var points: [BudgetSpan.Point] = []
    /// Of fields whose name says a day: what the first answer told.
    private var named: LimitHeaders.Budget?

    mutating func note(_ record: RequestRecord, at elapsed: Duration) {
        if named == nil, record.limits.requestsDay.remaining != nil {
            named = record.limits.requestsDay
        }
        let told = record.limits.requests
        guard let limit = told.limit, let remaining = told.remaining else { return }
        points.append(
            BudgetSpan.Point(
                seconds: elapsed.seconds, limit: limit, remaining: remaining,
                reset: told.reset?.seconds))
    }

    /// What is told of such a budget; nil where nothing is, or it may be the window's.
    func found(_ plan: LimitsPlan) -> BudgetBound? {
        if let named, let remaining = named.remaining {
            return BudgetBound(plan, limit: named.limit, remaining: remaining, seconds: 86_400)
        }
        let window = plan.window.duration.seconds
        guard let seconds = BudgetSpan.longer(than: window, stated: plan.statedRequests, points),
            let first = points.first
        else { return nil }
        return BudgetBound(plan, limit: first.limit, remaining: first.remaining, seconds: seconds)
    }
}

/// What a limits run may use of a longer budget.
package struct BudgetBound: Sendable, Equatable {
    package var limit: Int?
    /// At the first answer.
    package var remaining: Int
    package var seconds: Double
    /// Requests in all, those of the baseline among them.
    package var allowed: Int
    /// `--budget 5%`.
    package var words: String

    init(_ plan: LimitsPlan, limit: Int?, remaining: Int, seconds: Double) {
        self.limit = limit
        self.remaining = remaining
        self.seconds = seconds
        allowed = plan.allowance(ofRemaining: remaining)
        words = plan.budgetWords
    }
}
