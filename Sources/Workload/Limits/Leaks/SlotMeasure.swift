internal import RunModel

/// Opens short streams one after another until some are refused, and counts those that are open together. They
/// come to their end by themselves, so that none is left in a way that may cost a slot.
struct SlotMeasure {
    private let probe: ProbeStep
    private let round: Int
    /// Streams with which it ends where none is refused.
    private let goal: Int
    /// For which they stay open once some are refused.
    private let rest: Duration
    private var turnedAway = 0
    private var attempts = 0
    private(set) var height = 0
    private var nextAttempt = Duration.zero

    /// Refusals in a row that end it.
    private static let enough = 2
    private static let between = Duration.milliseconds(150)

    init(_ probe: ProbeStep, round: Int, goal: Int, rest: Duration = .zero) {
        self.probe = probe
        self.round = round
        self.goal = goal
        self.rest = rest
    }

    /// Whether streams were refused.
    var isMet: Bool { turnedAway >= Self.enough }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        height = max(height, desk.running.count)
        if isMet || height >= goal || attempts >= goal + Self.enough || desk.isExhausted {
            return .finished
        }
        if let silent = desk.silent.first {
            let end = silent.started + desk.speed.patience
            if elapsed < end { return .wait(until: end) }
            return .cancel(request: silent.ticket.request, .close)
        }
        let due = max(desk.spacedStart(at: elapsed), nextAttempt)
        if due > elapsed { return .wait(until: due) }
        attempts += 1
        return desk.start(
            probe,
            tokens: desk.speed.tokens(
                for: Self.length(desk.plan, desk.speed, goal) + rest,
                atMost: desk.plan.maxStreamTokens),
            round: round, at: elapsed)
    }

    mutating func saw(_ event: RequestEvent, _ desk: ProbeDesk) {
        switch event.kind {
        case .answered: break
        case .firstOutput:
            turnedAway = 0
            height = max(height, desk.running.count)
        case .ended(let record):
            guard record.instants.firstOutput == nil else { return }
            turnedAway += 1
            nextAttempt = event.elapsed + Self.between
        }
    }

    /// How long the first has to last.
    static func length(_ plan: LimitsPlan, _ speed: TargetSpeed, _ goal: Int) -> Duration {
        (plan.spacing + speed.firstOutput + .milliseconds(5)) * (goal + 1)
            + (speed.patience + between) * (enough + 1)
    }
}
