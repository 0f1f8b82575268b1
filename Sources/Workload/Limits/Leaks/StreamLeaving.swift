internal import RunModel

/// Opens one stream after another and leaves each as soon as it has output.
struct StreamLeaving {
    private let round: Int
    private let departure: Departure
    private var left: Int
    private var turnedAway = 0

    /// Attempts in a row that are refused: no slot is left to leak.
    private static let enough = 2
    private static let pause = Duration.milliseconds(200)
    private var nextStart = Duration.zero

    init(round: Int, count: Int, by departure: Departure) {
        self.round = round
        self.departure = departure
        left = count
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if let running = desk.running.first {
            return .cancel(request: running.ticket.request, departure)
        }
        if let silent = desk.silent.first {
            let end = silent.started + desk.speed.patience
            if elapsed < end { return .wait(until: end) }
            return .cancel(request: silent.ticket.request, departure)
        }
        guard left > 0, turnedAway < Self.enough, !desk.isExhausted else { return .finished }
        let due = max(desk.spacedStart(at: elapsed), nextStart)
        if due > elapsed { return .wait(until: due) }
        left -= 1
        return desk.start(
            .leakLeave,
            tokens: desk.speed.tokens(
                for: Self.length(desk.speed), atMost: desk.plan.maxStreamTokens),
            round: round, at: elapsed)
    }

    mutating func saw(_ event: RequestEvent, _ desk: ProbeDesk) {
        guard case .ended(let record) = event.kind else { return }
        if record.instants.firstOutput == nil {
            turnedAway += 1
            nextStart = event.elapsed + Self.pause
        } else {
            turnedAway = 0
        }
    }

    /// Long enough to be left in the middle.
    static func length(_ speed: TargetSpeed) -> Duration { speed.patience }
}
