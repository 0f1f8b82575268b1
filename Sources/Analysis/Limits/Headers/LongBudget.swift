internal import RunModel

/// A budget of an hour, a day or another time longer than the window, as the answers' fields tell it. It is never spent
/// to find it.
struct LongBudget {
    let limit: Int?
    /// Absent where only its fall tells that it is longer than the window.
    let seconds: Double?
    /// Whether the fields without a day in their names speak of it, which then say nothing of the window.
    let isPlain: Bool
    let firstRemaining: Int
    let lastRemaining: Int
    /// Let in and refused between the first and the last answer that told it.
    let accepted: Int
    let refused: Int
    /// What came back meanwhile, of one that fills steadily.
    let refilled: Double

    /// Whether a clock that is off by hours would tell the same of the window.
    let isPerhapsOff: Bool

    /// Falls that differ by no more than this share of the requests agree with them.
    private static let tolerance = 0.05

    init?(_ record: LimitsRecord) {
        let answers = record.allRequests.filter { $0.instants.head != nil }
            .sorted { Self.head($0) < Self.head($1) }
        let named = answers.filter { $0.limits.requestsDay.remaining != nil }
        let window = (record.wholePlan ?? record.plan).window.duration.seconds
        let told: [RequestRecord]
        let field: (RequestRecord) -> LimitHeaders.Budget
        if named.isEmpty {
            told = answers.filter {
                $0.limits.requests.remaining != nil && $0.limits.requests.limit != nil
            }
            field = { $0.limits.requests }
            let points = told.compactMap { Self.point($0, record.manifest.origin) }
            seconds = BudgetSpan.longer(
                than: window, stated: (record.wholePlan ?? record.plan).statedRequests, points)
            isPerhapsOff = BudgetSpan.isPerhapsOff(points, window)
            isPlain = true
        } else {
            told = named
            field = { $0.limits.requestsDay }
            seconds = 86_400
            isPerhapsOff = false
            // Where nothing else is told, the day's fields are all there is.
            isPlain = named.allSatisfy { $0.limits.requests == $0.limits.requestsDay }
        }
        guard let first = told.first, let last = told.last,
            let firstRemaining = field(first).remaining, let lastRemaining = field(last).remaining
        else { return nil }
        let between = answers.filter {
            Self.head($0) > Self.head(first) && Self.head($0) <= Self.head(last)
        }
        let number = field(first).limit
        limit = number
        self.firstRemaining = firstRemaining
        self.lastRemaining = lastRemaining
        accepted = between.count { $0.reception == .accepted }
        refused = between.count(where: record.isTurnedAway)
        let span = (Self.head(last) - Self.head(first)).seconds
        let isRefilled = Self.isRefilled(told, field)
        refilled = isRefilled ? (seconds.map { span / $0 * Double(number ?? 0) } ?? 0) : 0
        guard seconds != nil || neverRecovers(told, field, span, window) else { return nil }
    }

    /// Whether nothing of it ever came back, although the window passed more than once.
    private func neverRecovers(
        _ told: [RequestRecord], _ field: (RequestRecord) -> LimitHeaders.Budget, _ span: Double,
        _ window: Double
    ) -> Bool {
        guard span > 2 * window, accepted >= 10, agrees else { return false }
        let values = told.compactMap { field($0).remaining }
        var least = Int.max
        // Answers may overtake each other.
        return values.allSatisfy { value in
            least = min(least, value)
            return value <= least + 8
        } && values.min() ?? 0 > 0
    }

    /// Whether resets grow with use, as those of a store that fills steadily.
    private static func isRefilled(
        _ told: [RequestRecord], _ field: (RequestRecord) -> LimitHeaders.Budget
    ) -> Bool {
        let resets = told.compactMap { field($0).reset }
        guard let first = resets.first, let last = resets.last else { return false }
        return last > first
    }

    var fall: Int { firstRemaining - lastRemaining }

    /// Whether the fall is what was let in, with those refused or without.
    var agrees: Bool {
        let used = Double(fall) + refilled
        let slack = max(2, Self.tolerance * Double(accepted + refused))
        return used >= Double(accepted) - slack && used <= Double(accepted + refused) + slack
    }

    /// `a day`; of one that is only known to be longer `more than 60s`.
    func words(_ record: LimitsRecord) -> String {
        seconds.map(BudgetSpan.words) ?? "more than \((record.wholePlan ?? record.plan).window)"
    }

    private static func head(_ request: RequestRecord) -> MonotonicInstant {
        request.instants.head ?? request.instants.scheduled
    }

    private static func point(
        _ request: RequestRecord, _ origin: MonotonicInstant
    ) -> BudgetSpan.Point? {
        guard let limit = request.limits.requests.limit,
            let remaining = request.limits.requests.remaining
        else { return nil }
        return BudgetSpan.Point(
            seconds: (head(request) - origin).seconds, limit: limit, remaining: remaining,
            reset: request.limits.requests.reset?.seconds)
    }
}

extension LimitsRecord {
    /// Why a longer budget left too few requests; nil where it was not what bounded the run.
    var budgetBound: String? {
        guard let budget = LongBudget(self) else { return nil }
        let plan = wholePlan ?? plan
        let allowed = plan.allowance(ofRemaining: budget.firstRemaining)
        guard allowed < plan.maxRequests else { return nil }
        return "it takes more than the \(allowed) requests that \(plan.budgetWords) allows of the "
            + "\(budget.firstRemaining) that remained of the budget of \(budget.words(self)); raise --budget"
    }
}
