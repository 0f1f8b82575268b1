internal import RunModel

/// Fills the slots round after round: how many streams are let in, what becomes of those beyond, and how
/// soon a slot is free again.
struct StreamsPart: ProbePart {
    private enum Step {
        /// Next: relieving, releasing, draining.
        case climbing(Climb)
        /// Next: releasing, draining.
        case relieving(QueueRelief)
        /// Next: relieving, draining.
        case releasing(ReleaseSteps)
        /// Next: resting.
        case draining
        /// Next: climbing, bursting, over.
        case resting(until: Duration)
        /// Next: draining.
        case bursting(StreamBurst)
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
    /// Whether what was found is a number of streams that others are refused for, in words and at once.
    private var isPlain = false
    private var isBurstDone = false
    /// Whether streams that we leave keep their slots.
    private var isLeaking = false
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
            case .relieving(var relief):
                dispatch = relief.next(&desk, at: elapsed)
                step = .relieving(relief)
            case .bursting(var burst):
                dispatch = burst.next(&desk, at: elapsed)
                step = .bursting(burst)
            case .draining:
                dispatch = drain(desk)
            case .resting(let until):
                dispatch = elapsed < until ? .wait(until: until) : .finished
            case .over: return .finished
            }
            guard case .finished = dispatch else { return dispatch }
            step = following(&desk, at: elapsed)
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
        case .relieving(var relief):
            relief.saw(event, &desk)
            step = .relieving(relief)
        case .bursting, .draining, .resting, .over: break
        }
    }

    private mutating func following(_ desk: inout ProbeDesk, at elapsed: Duration) -> Step {
        switch step {
        case .climbing(let climb):
            isFutile = climb.isFutile
            guard let height = climb.height else { return .draining }
            isLimited = true
            isEvicting = climb.isEvicting || climb.isKilling
            isPlain = desk.speed.isRefusing && !isEvicting && !climb.isQueueing && height > 0
            guard height > 0, !isEvicting else { return .draining }
            guard plan.probes.contains(.release) else {
                return climb.isQueueing && !desk.isQueueKnown
                    ? .relieving(QueueRelief(round: round)) : .draining
            }
            return .releasing(
                ReleaseSteps(
                    round: round, height: height, isQueueing: climb.isQueueing,
                    confirmsHeight: plan.statedRequests == nil,
                    looksAtWholeAnswers: round < 2, mostTokens: plan.maxStreamTokens))
        case .releasing(let release):
            isReleaseSeen = release.isReleaseSeen
            if release.isQueueing, !desk.isQueueKnown, let victim = release.lastVictim {
                return .relieving(QueueRelief(round: round, victim: victim))
            }
            if release.hasLeak {
                isLeaking = true
                desk.ceiling = desk.ceiling.map { max(0, $0 - 1) }
            }
            return .draining
        case .relieving: return .draining
        case .bursting: return .draining
        case .draining: return .resting(until: restEnd(desk, at: elapsed))
        case .resting:
            if isBurstDone || isLeaking { return .over }
            round += 1
            let isNothingLeft = plan.statedStreams == nil && !isLimited
            guard round < plan.rounds, !isNothingLeft, !isFutile,
                desk.canAfford((desk.ceiling ?? 1) + 1)
            else { return burst(desk) ?? .over }
            return .climbing(Climb(plan, round: round, known: desk.ceiling))
        case .over: return .over
        }
    }

    /// The same number all at once, once it is known.
    private mutating func burst(_ desk: ProbeDesk) -> Step? {
        isBurstDone = true
        guard plan.looksAtBursts, isPlain, !desk.speed.opensSlowly, let ceiling = desk.ceiling,
            ceiling <= plan.statedStreams ?? plan.maxStreams, desk.canAfford(ceiling + plan.margin)
        else { return nil }
        return .bursting(StreamBurst(round: round, count: ceiling + plan.margin))
    }

    /// Leaves all that is open; what it would have cost further is saved. Where slots of those that are left
    /// stay taken, streams are let come to their end.
    private mutating func drain(_ desk: ProbeDesk) -> Dispatch {
        if isLeaking { return desk.open.isEmpty ? .finished : .waitForEnd }
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
