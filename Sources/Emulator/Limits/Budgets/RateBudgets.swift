internal import RunModel

/// What one key may still ask for over time: requests and tokens, and what somebody else takes of them.
struct RateBudgets: Sendable {
    private let policy: LimitPolicy
    private var shared: (any BudgetWindow)?
    /// Of answers in one JSON body, where they have one of their own.
    private var whole: (any BudgetWindow)?
    private var tokens: TokenBudgets
    private var day: (any BudgetWindow)?
    private var others: OtherArrivals?
    private var busiest: BusiestWindow
    /// Requests of somebody else that were let in.
    private(set) var otherRequests = 0
    /// Most requests of the key itself that were let in within one window.
    var busiestWindow: Int { busiest.peak }
    var tokensCharged: Int { tokens.charged }

    init(_ policy: LimitPolicy, anchor: MonotonicInstant, start: MonotonicInstant) {
        self.policy = policy
        let window = policy.window
        let stated = policy.requests.enforced.map {
            window.budget(
                $0, offset: policy.requests.offset, capacity: window.bucketCapacity,
                anchor: anchor, start: start)
        }
        let requests = stated.map { stated -> any BudgetWindow in
            guard !policy.layers.isEmpty else { return stated }
            return LayeredBudget(
                stated, policy.layers.map { $0.budget(anchor: anchor, start: start) })
        }
        shared = requests
        whole = policy.requests.wholeAnswers == .separate ? requests : nil
        tokens = TokenBudgets(policy, anchor: anchor, start: start)
        day = policy.day.budget(start: start)
        others = OtherArrivals(policy.others, start: start)
        busiest = BusiestWindow(window, anchor: anchor)
    }

    mutating func advance(to now: MonotonicInstant) {
        while let arrival = others?.take(by: now) {
            shared?.advance(to: arrival)
            guard shared?.admits(1) ?? true else { continue }
            shared?.charge(1, at: arrival)
            otherRequests += 1
        }
        shared?.advance(to: now)
        whole?.advance(to: now)
        tokens.advance(to: now)
        day?.advance(to: now)
    }

    /// Which budget does not suffice, as of the last `advance`.
    func lacking(_ demand: LimitDemand) -> LimitReason? {
        if let day, !day.admits(1) { return .day }
        if let budget = requests(of: demand), !budget.admits(1) { return .requests }
        return tokens.admits(demand) ? nil : .tokens
    }

    /// When `demand` could be let in if nobody else came; nil when never.
    func nextAdmission(of demand: LimitDemand, from now: MonotonicInstant) -> MonotonicInstant? {
        var instant = now
        if let budget = requests(of: demand) {
            guard let next = budget.nextAdmission(of: 1, from: now) else { return nil }
            instant = next
        }
        if let day {
            guard let next = day.nextAdmission(of: 1, from: now) else { return nil }
            instant = max(instant, next)
        }
        guard let next = tokens.nextAdmission(of: demand, from: now) else { return nil }
        return max(instant, next)
    }

    /// Spends what a request that is let in costs.
    mutating func charge(_ demand: LimitDemand, at now: MonotonicInstant) {
        chargeRequest(demand, at: now)
        tokens.charge(demand, at: now)
        day?.charge(1, at: now)
        busiest.count(at: now)
    }

    /// A refused request costs where the policy says so.
    mutating func chargeRefused(_ demand: LimitDemand, at now: MonotonicInstant) {
        if policy.requests.countsRejected { chargeRequest(demand, at: now) }
        shared?.noteRefusal(at: now)
        whole?.noteRefusal(at: now)
        tokens.chargeRefused(demand, at: now)
    }

    /// Spends what an answer turned out to be.
    mutating func settle(_ demand: LimitDemand, generated: Int, at now: MonotonicInstant) {
        tokens.settle(demand, generated: generated, at: now)
    }

    func reading(of demand: LimitDemand, at now: MonotonicInstant) -> LimitReading {
        let tokens = tokens.reading(at: now)
        return LimitReading(
            requests: requests(of: demand).map {
                Self.reading($0, policy.requests.limit, policy.requests.offset, now)
            },
            tokens: tokens[.total], inputTokens: tokens[.input], outputTokens: tokens[.output],
            day: day.map { Self.reading($0, policy.day.limit, 0, now) })
    }

    private static func reading(
        _ budget: any BudgetWindow, _ stated: Int?, _ offset: Int, _ now: MonotonicInstant
    ) -> LimitReading.Budget {
        LimitReading.Budget(
            limit: stated ?? budget.limit, remaining: max(budget.remaining - offset, 0),
            reset: budget.reset(from: now) - now)
    }

    private func requests(of demand: LimitDemand) -> (any BudgetWindow)? {
        guard !demand.isStreaming else { return shared }
        switch policy.requests.wholeAnswers {
        case .shared: return shared
        case .separate: return whole
        case .free: return nil
        }
    }

    private mutating func chargeRequest(_ demand: LimitDemand, at now: MonotonicInstant) {
        guard !demand.isStreaming else {
            shared?.charge(1, at: now)
            return
        }
        switch policy.requests.wholeAnswers {
        case .shared: shared?.charge(1, at: now)
        case .separate: whole?.charge(1, at: now)
        case .free: break
        }
    }
}

/// The most requests that one window ever held: between two edges where windows are fixed, else in any
/// span of the length.
struct BusiestWindow: Sendable {
    private(set) var peak = 0
    private var window: any BudgetWindow

    init(_ shape: WindowShape, anchor: MonotonicInstant) {
        window =
            shape.kind == .fixed
            ? FixedWindow(limit: .max, length: shape.length, anchor: anchor)
            : SlidingWindow(limit: .max, length: shape.length)
    }

    mutating func count(at now: MonotonicInstant) {
        window.advance(to: now)
        window.charge(1, at: now)
        peak = max(peak, window.limit - window.remaining)
    }
}
