package import RunModel

/// One worker's share of a run with two sides: block after block, each by an ordinary loop within the rules of
/// the run, as the gate opens them.
package struct SideBlocks: Dispatcher {
    /// A block that is open.
    private struct Lane {
        let target: Int
        var load: Governor
        /// Streams of the side, which a loop of its own must know apart from the other side's.
        var open = 0
        var isFinished = false
    }

    private let plan: RunPlan
    private let share: WorkerShare
    private let streams: Int
    private let rules: RunRules
    private let gate: BlockGate
    private let steps: [[BlockPlace]]
    private var step = 0
    /// Empty between blocks.
    private var lanes: [Lane] = []
    private var delayedBefore = 0

    /// `streams` is the most that this worker may have open to one side.
    package init(
        _ plan: RunPlan, _ schedule: BlockSchedule, share: WorkerShare, streams: Int,
        rules: RunRules, gate: BlockGate
    ) {
        self.plan = plan
        self.share = share
        self.streams = streams
        self.rules = rules
        self.gate = gate
        steps = schedule.steps
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        while step < steps.count {
            if lanes.isEmpty, let wait = enter(at: elapsed) { return wait }
            let dispatch = nextOfLanes(elapsed)
            guard dispatch == .finished else { return dispatch }
            if rules.isOver { return .finished }
            guard open == 0 else { return .waitForEnd }
            leave(at: elapsed)
        }
        return .finished
    }

    package mutating func saw(_ event: RequestEvent) {
        guard let index = lanes.firstIndex(where: { $0.target == event.ticket.target }) else {
            preconditionFailure("an answer to no open block, from target \(event.ticket.target)")
        }
        if case .ended = event.kind { lanes[index].open -= 1 }
        lanes[index].load.saw(event)
    }

    package var delayedStarts: Int {
        lanes.reduce(delayedBefore) { $0 + $1.load.delayedStarts }
    }

    /// Every block ends by number.
    package var plannedEnd: Duration? { nil }

    /// Opens the lanes of the step.
    ///
    /// - Returns: what to do instead where it has not begun.
    private mutating func enter(at elapsed: Duration) -> Dispatch? {
        if rules.isOver { return .finished }
        switch gate.begin(ofStep: step) {
        case .closed: return .finished
        case .notYet: return .wait(until: elapsed + BlockGate.spacing)
        case .begins(let begin):
            guard begin <= elapsed else { return .wait(until: begin) }
            lanes = steps[step].map { place in
                let loop = BlockLoop(plan, place, at: begin, share: share, streams: streams)
                return Lane(
                    target: place.target,
                    load: Governor(
                        loop, rules: rules, tier: plan.load.tier, share: share,
                        isOpenLoop: plan.load.isOpenLoop))
            }
            return nil
        }
    }

    private mutating func leave(at elapsed: Duration) {
        delayedBefore = delayedStarts
        lanes = []
        step += 1
        gate.drained(at: elapsed)
    }

    /// Starts what any lane starts; the earliest wait where none does.
    private mutating func nextOfLanes(_ elapsed: Duration) -> Dispatch {
        var earliest: Duration?
        var isFinished = true
        for index in lanes.indices where !lanes[index].isFinished {
            let dispatch = lanes[index].load.next(elapsed: elapsed, open: lanes[index].open)
            switch dispatch {
            case .start:
                lanes[index].open += 1
                return dispatch
            case .cancel: return dispatch
            case .wait(let until): earliest = min(earliest ?? until, until)
            case .waitForEnd: break
            case .finished: lanes[index].isFinished = true
            }
            isFinished = isFinished && lanes[index].isFinished
        }
        if isFinished { return .finished }
        return earliest.map { .wait(until: $0) } ?? .waitForEnd
    }
}
