internal import RunModel

/// What one key may still use of tokens: one budget of prompt and output together, or one of each.
struct TokenBudgets: Sendable {
    /// What a budget counts.
    enum Part: Sendable {
        case total
        case input
        case output
    }

    private struct Account: Sendable {
        var part: Part
        /// What is stated.
        var limit: Int
        var offset: Int
        var window: any BudgetWindow
    }

    /// A request under way that was charged.
    private struct Charge: Sendable {
        var time: MonotonicInstant
        var isCached: Bool
    }

    private let policy: TokenLimit
    private var accounts: [Account]
    /// By what was asked; of equal ones the oldest first.
    private var open: [LimitDemand: [Charge]] = [:]
    /// Prompts that were let in before.
    private var seen: Set<UInt64> = []
    /// As the budgets count them; without a budget as one of both together would.
    private(set) var charged = 0

    /// Beyond so many prompts the memory begins anew, as a cache's does.
    private static let mostSeen = 100_000

    init(_ policy: LimitPolicy, anchor: MonotonicInstant, start: MonotonicInstant) {
        self.policy = policy.tokens
        let limits: [(Part, Int?, Int)] = [
            (.total, policy.tokens.limit, policy.tokens.offset),
            (.input, policy.tokens.inputLimit, 0), (.output, policy.tokens.outputLimit, 0),
        ]
        accounts = limits.compactMap { part, limit, offset in
            limit.map {
                Account(
                    part: part, limit: $0, offset: offset,
                    window: policy.window.budget(
                        max($0 + offset, 0), anchor: anchor, start: start))
            }
        }
    }

    mutating func advance(to now: MonotonicInstant) {
        for index in accounts.indices { accounts[index].window.advance(to: now) }
    }

    func admits(_ demand: LimitDemand) -> Bool {
        accounts.allSatisfy { $0.window.admits(tested(demand, $0.part)) }
    }

    /// When `demand` could be let in if nobody else came; nil when never.
    func nextAdmission(of demand: LimitDemand, from now: MonotonicInstant) -> MonotonicInstant? {
        var instant = now
        for account in accounts {
            let amount = tested(demand, account.part)
            guard let next = account.window.nextAdmission(of: amount, from: now) else { return nil }
            instant = max(instant, next)
        }
        return instant
    }

    mutating func charge(_ demand: LimitDemand, at now: MonotonicInstant) {
        let isCached = isCached(demand)
        spend(demand, isCached: isCached, at: now)
        open[demand, default: []].append(Charge(time: now, isCached: isCached))
        guard policy.isCachedFree, let prompt = demand.prompt else { return }
        if seen.count >= Self.mostSeen { seen = [] }
        seen.insert(prompt)
    }

    /// A refused request costs only where that is wanted.
    mutating func chargeRefused(_ demand: LimitDemand, at now: MonotonicInstant) {
        guard policy.countsRefused else { return }
        spend(demand, isCached: isCached(demand), at: now)
    }

    /// Spends, or gives back, what an answer turned out to be beside what it was charged with.
    mutating func settle(_ demand: LimitDemand, generated: Int, at now: MonotonicInstant) {
        guard let charge = open[demand]?.first else { return }
        open[demand]?.removeFirst()
        if open[demand]?.isEmpty == true { open[demand] = nil }
        for index in accounts.indices {
            let part = accounts[index].part
            let rest =
                amount(demand, part, generated: generated, isCached: charge.isCached)
                - amount(demand, part, generated: nil, isCached: charge.isCached)
            charged += rest
            if rest > 0 { accounts[index].window.charge(rest, at: now) }
            if rest < 0 { accounts[index].window.refund(-rest, of: charge.time, at: now) }
        }
        if accounts.isEmpty {
            charged +=
                amount(demand, .total, generated: generated, isCached: false)
                - amount(demand, .total, generated: nil, isCached: false)
        }
    }

    func reading(at now: MonotonicInstant) -> [Part: LimitReading.Budget] {
        var readings: [Part: LimitReading.Budget] = [:]
        for account in accounts {
            readings[account.part] = LimitReading.Budget(
                limit: account.limit,
                remaining: max(account.window.remaining - account.offset, 0),
                reset: account.window.reset(from: now) - now)
        }
        return readings
    }

    private mutating func spend(_ demand: LimitDemand, isCached: Bool, at now: MonotonicInstant) {
        for index in accounts.indices {
            let cost = amount(demand, accounts[index].part, generated: nil, isCached: isCached)
            accounts[index].window.charge(cost, at: now)
            charged += cost
        }
        if accounts.isEmpty {
            charged += amount(demand, .total, generated: nil, isCached: false)
        }
    }
}

extension TokenBudgets {
    private func isCached(_ demand: LimitDemand) -> Bool {
        policy.isCachedFree && demand.prompt.map(seen.contains) == true
    }

    /// What has to be left: what is charged at once, or where nothing is, anything at all.
    private func tested(_ demand: LimitDemand, _ part: Part) -> Int {
        let isAfter =
            policy.cost == .use || policy.cost == .outputOnly
            || part == .output && policy.cost == .generated
        return isAfter
            ? 1 : amount(demand, part, generated: nil, isCached: isCached(demand))
    }

    /// What is charged for a request: when it is let in where `generated` is nil, else in all when its answer is over.
    private func amount(
        _ demand: LimitDemand, _ part: Part, generated: Int?, isCached: Bool
    ) -> Int {
        if policy.cost == .request { return 1 }
        let prompt = isCached ? 0 : demand.promptTokens
        let most = demand.maxTokens ?? 0
        let isOver = generated != nil
        let input: Int
        switch policy.cost {
        case .outputOnly: input = 0
        case .use: input = isOver ? prompt : 0
        default: input = prompt
        }
        let output: Int
        switch policy.cost {
        case .promptOnly: output = 0
        case .promptAndMax: output = most
        case .promptAndMaxCorrected: output = generated ?? most
        case .generated, .use, .outputOnly, .request: output = generated ?? 0
        }
        switch part {
        case .total: return input + output
        case .input: return input
        case .output: return output
        }
    }
}
