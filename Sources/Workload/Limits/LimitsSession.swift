package import RunModel

/// Finds out an API's limits: first how fast it is, then how many streams it lets in and when it frees
/// their slots, then how many requests in a window.
package struct LimitsSession: Dispatcher {
    private enum Stage {
        /// Next: streams, requests, done.
        case baseline(BaselinePart)
        /// Next: requests, done.
        case streams(StreamsPart)
        /// Next: done.
        case requests(RequestsPart)
        /// Last. Waits until nothing is in flight.
        case done
    }

    private var desk: ProbeDesk
    /// Hears of it when the run takes more than was announced.
    private let correction: CostCorrection?
    /// What the whole run may take.
    private var bound: LimitsCost.Amount
    private var stage = Stage.baseline(BaselinePart())
    /// What the user was told last.
    private var told: LimitsCost
    private var sent: [CostOverrun.Part: Int] = [:]

    package init(_ plan: LimitsPlan, correction: CostCorrection? = nil) {
        desk = ProbeDesk(plan)
        bound = desk.bound
        told = LimitsCost(plan)
        self.correction = correction
    }

    package var reactsToAnswers: Bool { true }
    package var plannedEnd: Duration? { nil }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        while true {
            let dispatch: Dispatch
            switch stage {
            case .baseline(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .baseline(part)
            case .streams(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .streams(part)
            case .requests(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .requests(part)
            case .done: return .finished
            }
            if case .start(let ticket) = dispatch { noteStart(ticket) }
            guard case .finished = dispatch else { return dispatch }
            if case .baseline = stage { settleCost() }
            stage = following
            if case .requests = stage { desk.bound = bound }
        }
    }

    package mutating func saw(_ event: RequestEvent) {
        desk.note(event)
        switch stage {
        case .baseline(var part):
            part.saw(event, &desk)
            stage = .baseline(part)
        case .streams(var part):
            part.saw(event, &desk)
            stage = .streams(part)
        case .requests(var part):
            part.saw(event, &desk)
            stage = .requests(part)
        case .done: break
        }
    }

    /// Says so where the run takes much more than it was said to.
    private mutating func noteStart(_ ticket: Ticket) {
        guard let correction, let probe = ticket.probe else { return }
        sent[CostOverrun.Part(probe), default: 0] += 1
        if let overrun = CostOverrun(desk.spent, told, desk.plan, by: sent) {
            correction.note(overrun)
        }
    }

    private var following: Stage {
        let probes = desk.plan.probes
        let isWindowWanted = probes.contains(.requests) && !desk.plan.leavesOutWindow
        let requests = isWindowWanted ? Stage.requests(RequestsPart(desk.plan)) : .done
        switch stage {
        case .baseline(let part):
            if part.isHopeless { return .done }
            return opensStreams ? .streams(StreamsPart(desk.plan)) : requests
        case .streams: return requests
        case .requests, .done: return .done
        }
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
        if !opensStreams { plan.probes.removeAll { $0 != .requests } }
        var cost = LimitsCost(plan, desk.speed)
        cost.limit(to: announced.most)
        desk.bound = cost.mostBeforeWindow
        bound = cost.most
        if desk.speed.ownTokens != nil || cost.isBeyond(announced) {
            correction?.note(CorrectedCost(cost, desk.speed, desk.plan))
            told = cost
        }
    }
}
