internal import RunModel

/// Leaves streams again and again in one way, and then fills the slots: fewer than before are let in where slots
/// leak. Then looks at growing times whether they come back.
struct LeaksPart: ProbePart {
    private enum Step {
        /// Next: settling. Streams are opened until some are refused.
        case measuring(SlotMeasure)
        /// Its streams come to their end. Next: leaving, pausing, over.
        case settling(height: Int, isMet: Bool)
        /// Next: pausing.
        case leaving(StreamLeaving)
        /// Next: measuring.
        case pausing(until: Duration)
        /// Last.
        case over
    }

    private let goal: Int
    private var step: Step
    /// Of the measure under way, and of the streams that are left before it.
    private var round: Int
    /// What was let in before any stream was left.
    private var reference: Int?
    private var causes = LimitsPlan.leakCauses
    private var isBegun = false
    /// Pauses before the slots are filled once more, where fewer were let in.
    private var pauses: [Duration] = []

    init(_ plan: LimitsPlan) {
        // One more than fit in, so that some are refused.
        goal = (plan.statedStreams ?? plan.maxStreams) + 1
        round = plan.rounds
        step = .pausing(until: .zero)
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if !isBegun {
            isBegun = true
            // What refuses then is not the rate that was used up before.
            let isUsedUp = desk.plan.probes.contains(.requests)
            // Slots of what was asked before may be free only some time after.
            let slotsAreFree = elapsed + desk.speed.release * 1.5 + Self.rest
            step = .pausing(until: isUsedUp ? max(desk.windowIsFresh, slotsAreFree) : slotsAreFree)
        }
        while true {
            let dispatch: Dispatch
            switch step {
            case .measuring(var measure):
                dispatch = measure.next(&desk, at: elapsed)
                step = .measuring(measure)
            case .settling: dispatch = settle(desk, at: elapsed)
            case .leaving(var leaving):
                dispatch = leaving.next(&desk, at: elapsed)
                step = .leaving(leaving)
            case .pausing(let until):
                dispatch = elapsed < until ? .wait(until: until) : .finished
            case .over: return .finished
            }
            guard case .finished = dispatch else { return dispatch }
            step = following(desk, at: elapsed)
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        switch step {
        case .measuring(var measure):
            measure.saw(event, desk)
            step = .measuring(measure)
        case .leaving(var leaving):
            leaving.saw(event, desk)
            step = .leaving(leaving)
        case .settling, .pausing, .over: break
        }
    }

    private mutating func following(_ desk: ProbeDesk, at elapsed: Duration) -> Step {
        switch step {
        case .measuring(let measure):
            return .settling(height: measure.height, isMet: measure.isMet)
        case .settling(let height, let isMet):
            guard let known = reference else {
                // Without a ceiling nobody sees a slot that is gone.
                guard isMet, height > 0 else { return .over }
                reference = height
                return leaveNext(desk)
            }
            if height < known, isMet, !pauses.isEmpty, desk.canAfford(known + 1) {
                return .pausing(until: elapsed + pauses.removeFirst())
            }
            // What comes next would be taken for what was left before.
            return height < known ? .over : leaveNext(desk)
        case .leaving: return .pausing(until: elapsed + desk.speed.release * 1.5 + LeaksPart.rest)
        case .pausing:
            round += 1
            return .measuring(
                SlotMeasure(.leakFill, round: round, goal: reference.map { $0 + 1 } ?? goal))
        case .over: return .over
        }
    }

    /// Waits for the ends of all that are open; those that have no answer are left.
    private func settle(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch {
        guard let silent = desk.silent.first else {
            return desk.open.isEmpty ? .finished : .waitForEnd
        }
        let end = silent.started + desk.speed.patience
        return elapsed < end
            ? .wait(until: end) : .cancel(request: silent.ticket.request, .close)
    }

    /// From the last stream that is left to the first that asks whether its slot is free.
    private static let rest = Duration.milliseconds(500)

    private mutating func leaveNext(_ desk: ProbeDesk) -> Step {
        guard !causes.isEmpty, desk.canAfford(desk.plan.leakCount) else { return .over }
        pauses = LimitsPlan.leakPauses
        return .leaving(
            StreamLeaving(round: round + 1, count: desk.plan.leakCount, by: causes.removeFirst()))
    }
}
