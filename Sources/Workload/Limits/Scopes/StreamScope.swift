internal import RunModel

/// Fills the slots as the first caller, and asks for streams as another while the first one's are refused.
struct StreamScope {
    private enum Step {
        /// Next: asking, and settling where none was refused.
        case filling(SlotMeasure)
        case asking
        /// Once more as the first caller: its streams must still be refused.
        case checking
        /// All streams come to their end.
        case settling
        case resting(until: Duration)
    }

    private static let pause = Duration.milliseconds(500)

    let target: Int
    private let mostAsks: Int
    private var step = Step.resting(until: .zero)
    private var round: Int
    private var roundsLeft = LimitsPlan.scopeRounds
    private var isWanted = true
    /// Whether the request of the step was sent.
    private var isSent = false
    private var asks = 0
    /// Streams of the first caller that were open when others were refused.
    private var height = 0

    init(_ plan: LimitsPlan, target: Int) {
        self.target = target
        mostAsks = plan.scopeAsks
        round = target * LimitsPlan.scopeRounds
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            if !isFilling, let dispatch = desk.leavingSilent(at: elapsed) { return dispatch }
            switch step {
            case .filling(var measure):
                let dispatch = measure.next(&desk, at: elapsed)
                step = .filling(measure)
                guard case .finished = dispatch else { return dispatch }
                isWanted = measure.isMet && measure.height > 0
                height = measure.height
                asks = 0
                enter(isWanted ? .asking : .settling)
            case .asking:
                if isSent || asks >= min(mostAsks, height) {
                    enter(.checking)
                    continue
                }
                asks += 1
                return start(.scopeAsk, target, length(desk), &desk, at: elapsed)
            case .checking:
                if isSent {
                    enter(.settling)
                    continue
                }
                return start(.scopeFill, 0, length(desk), &desk, at: elapsed)
            case .settling:
                if !desk.open.isEmpty { return .waitForEnd }
                roundsLeft -= 1
                guard isWanted, roundsLeft > 0 else { return .finished }
                round += 1
                // Slots may be free only some time after their streams' ends.
                step = .resting(until: elapsed + desk.speed.release * 1.5 + Self.pause)
            case .resting(let until):
                if elapsed < until { return .wait(until: until) }
                step = filling(desk)
            }
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: ProbeDesk) {
        switch (step, event.kind) {
        case (.filling(var measure), _):
            measure.saw(event, desk)
            step = .filling(measure)
        // Let in: one more is asked for.
        case (.asking, .firstOutput) where event.ticket.probe == .scopeAsk: isSent = false
        default: break
        }
    }

    private var isFilling: Bool {
        if case .filling = step { true } else { false }
    }

    private mutating func enter(_ next: Step) {
        step = next
        isSent = false
    }

    private func filling(_ desk: ProbeDesk) -> Step {
        let goal = desk.ceiling ?? desk.plan.statedStreams ?? desk.plan.maxStreams
        return .filling(
            SlotMeasure(
                .scopeFill, round: round, goal: goal + 1,
                rest: Self.rest(desk.speed, asks: mostAsks)))
    }

    private mutating func start(
        _ probe: ProbeStep, _ target: Int, _ tokens: Int, _ desk: inout ProbeDesk,
        at elapsed: Duration
    ) -> Dispatch {
        // Those that ask are few, and the streams that hold the slots have to last: they are not spaced.
        isSent = true
        let dispatch = desk.start(probe, tokens: tokens, round: round, target: target, at: elapsed)
        if case .finished = dispatch { isWanted = false }
        return dispatch
    }

    /// In tokens: as long as asking may take.
    private func length(_ desk: ProbeDesk) -> Int {
        desk.speed.tokens(
            for: Self.rest(desk.speed, asks: mostAsks), atMost: desk.plan.maxStreamTokens)
    }

    /// How long it takes to ask so often, and once more as the first caller.
    static func rest(_ speed: TargetSpeed, asks: Int) -> Duration {
        (speed.patience + .milliseconds(50)) * (asks + 1)
    }
}
