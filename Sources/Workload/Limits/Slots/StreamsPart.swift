internal import RunModel

/// Fills the slots round after round: how many streams are let in, what becomes of those beyond, and how
/// soon a slot is free again.
struct StreamsPart: ProbePart {
    private enum Step {
        /// Next: release, draining.
        case climbing(Climb)
        /// Next: draining.
        case releasing(ReleaseSteps)
        /// Next: resting.
        case draining
        /// Next: climbing, over.
        case resting(until: Duration)
        /// Last.
        case over
    }

    private let plan: LimitsPlan
    private var round = 0
    private var step: Step
    /// When the answers that we left would have ended.
    private var naturalEnd = Duration.zero
    private var isLimited = false
    private var isFutile = false
    /// Whether a new stream takes the place of one, so that no slot is ever waited for.
    private var isEvicting = false
    private var isReleaseSeen = false

    init(_ plan: LimitsPlan) {
        self.plan = plan
        step = .climbing(Climb(plan, round: 0, known: nil))
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            let dispatch: Dispatch
            switch step {
            case .climbing(var climb):
                dispatch = climb.next(&desk, at: elapsed)
                step = .climbing(climb)
            case .releasing(var release):
                dispatch = release.next(&desk, at: elapsed)
                step = .releasing(release)
            case .draining:
                dispatch = drain(desk)
            case .resting(let until):
                dispatch = elapsed < until ? .wait(until: until) : .finished
            case .over: return .finished
            }
            guard case .finished = dispatch else { return dispatch }
            step = following(desk, at: elapsed)
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        switch step {
        case .climbing(var climb):
            climb.saw(event, &desk)
            step = .climbing(climb)
        case .releasing(var release):
            release.saw(event, &desk)
            step = .releasing(release)
        case .draining, .resting, .over: break
        }
    }

    private mutating func following(_ desk: ProbeDesk, at elapsed: Duration) -> Step {
        switch step {
        case .climbing(let climb):
            isFutile = climb.isFutile
            guard let height = climb.height else { return .draining }
            isLimited = true
            isEvicting = climb.isEvicting
            guard plan.probes.contains(.release), height > 0, !climb.isEvicting else {
                return .draining
            }
            return .releasing(
                ReleaseSteps(
                    round: round, height: height, isQueueing: climb.isQueueing,
                    confirmsHeight: plan.statedRequests == nil,
                    looksAtWholeAnswers: round < 2, mostTokens: plan.maxStreamTokens))
        case .releasing(let release):
            isReleaseSeen = release.isReleaseSeen
            return .draining
        case .draining: return .resting(until: restEnd(desk, at: elapsed))
        case .resting:
            round += 1
            let isNothingLeft = plan.statedStreams == nil && !isLimited
            guard round < plan.rounds, !isNothingLeft, !isFutile,
                desk.canAfford((desk.ceiling ?? 1) + 1)
            else { return .over }
            return .climbing(Climb(plan, round: round, known: desk.ceiling))
        case .over: return .over
        }
    }

    /// Leaves all that is open; what it would have cost further is saved.
    private mutating func drain(_ desk: ProbeDesk) -> Dispatch {
        guard let request = desk.open.values.min(by: { $0.ticket.request < $1.ticket.request })
        else { return .finished }
        let tokens = request.ticket.maxTokens ?? 0
        naturalEnd = max(naturalEnd, request.started + desk.speed.length(of: tokens))
        return .cancel(request: request.ticket.request, .close)
    }

    /// Slots of streams that were left may stay taken for as long as those would have lasted.
    private func restEnd(_ desk: ProbeDesk, at elapsed: Duration) -> Duration {
        let release = desk.speed.release * 1.5 + .milliseconds(100)
        let isPrompt = isReleaseSeen && desk.speed.release < desk.speed.patience
        guard isLimited, !isPrompt, !isEvicting else { return elapsed + release }
        return max(elapsed + release, naturalEnd + release)
    }
}
