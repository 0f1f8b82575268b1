package import RunModel

/// Finds out an API's limits: first how fast it is, then how many streams it lets in and when it frees
/// their slots, then how many requests in a window.
package struct LimitsSession: Dispatcher {
    private var desk: ProbeDesk
    /// Hears of it when the run takes more than was announced.
    private let correction: CostCorrection?
    /// What the run may take.
    private var cost: LimitsCost
    /// The part under way; nil when all are done and nothing is in flight.
    private var current: (any ProbePart)? = BaselinePart()
    private var coming: [LimitsStep] = []
    /// What the user was told last.
    private var told: LimitsCost
    private var sent: [CostOverrun.Part: Int] = [:]
    private var longBudget = LongBudgetWatch()
    /// Whether the target said that the key's quota is used up, after which nothing more is sent.
    private var isQuotaUsedUp = false
    /// Requests that were left for that.
    private var left: Set<Int> = []

    package init(
        _ plan: LimitsPlan, correction: CostCorrection? = nil, reading: WindowReader? = nil
    ) {
        desk = ProbeDesk(plan, reading)
        cost = LimitsCost(plan)
        told = cost
        self.correction = correction
    }

    package var reactsToAnswers: Bool { true }
    package var plannedEnd: Duration? { nil }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if isQuotaUsedUp { return leave() }
        while let dispatch = current?.next(&desk, at: elapsed) {
            if case .start(let ticket) = dispatch { noteStart(ticket) }
            guard case .finished = dispatch else { return dispatch }
            advance()
        }
        return .finished
    }

    package mutating func saw(_ event: RequestEvent) {
        desk.note(event)
        current?.saw(event, &desk)
        guard case .ended(let record) = event.kind else { return }
        if current is BaselinePart { longBudget.note(record, at: event.elapsed) }
        isQuotaUsedUp = isQuotaUsedUp || record.saysQuotaIsUsedUp
    }

    /// Ends what is under way.
    private mutating func leave() -> Dispatch {
        let next = desk.open.keys.sorted().first { !left.contains($0) }
        guard let next else { return desk.open.isEmpty ? .finished : .waitForEnd }
        left.insert(next)
        return .cancel(request: next, .close)
    }

    /// Says so where the run takes much more than it was said to.
    private mutating func noteStart(_ ticket: Ticket) {
        guard let correction, let probe = ticket.probe else { return }
        sent[CostOverrun.Part(probe), default: 0] += 1
        if let overrun = CostOverrun(desk.spent, told, desk.plan, by: sent) {
            correction.note(overrun)
        }
    }

    // MARK: Parts

    private mutating func advance() {
        if let baseline = current as? BaselinePart {
            settleCost()
            coming = baseline.isHopeless ? [] : steps
        }
        guard !coming.isEmpty else {
            current = nil
            return
        }
        let step = coming.removeFirst()
        desk.bound = cost.most(through: step)
        current = step.part(desk.plan)
    }

    /// What is looked for, in order.
    private var steps: [LimitsStep] {
        LimitsStep.allCases.filter { $0.isWanted(desk.plan) && ($0 != .streams || opensStreams) }
    }

    /// Whether streams are wanted and could be open together. Where answers end before the stated rate allows
    /// the next, the number of streams cannot be told, whatever is sent.
    private var opensStreams: Bool {
        let isShort = desk.speed.ownAnswers >= BaselinePart.streams
        let longest = desk.speed.length(of: desk.plan.maxStreamTokens)
        return desk.plan.opensStreams && (!isShort || desk.plan.canOverlap(longest))
    }

    /// Holds the run to what it takes of the target that it has met, and says so where that is more than was
    /// announced.
    private mutating func settleCost() {
        var plan = desk.plan
        let announced = LimitsCost(plan)
        if !opensStreams { plan.probes.removeAll { $0 == .streams || $0 == .release } }
        cost = LimitsCost(plan, desk.speed)
        cost.limit(to: announced)
        let budget = longBudget.found(plan).flatMap { $0.allowed < cost.most.requests ? $0 : nil }
        if let budget { cost.limit(toRequests: budget.allowed) }
        if desk.speed.ownTokens != nil || cost.isBeyond(announced) || budget != nil {
            correction?.note(CorrectedCost(cost, desk.speed, desk.plan, budget: budget))
            told = cost
        }
    }
}
