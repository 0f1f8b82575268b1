internal import RunModel

/// Uses up the window as the first caller, and asks as another between two requests of the first that are refused.
///
/// These come in volleys, sent at once as far as so many streams fit in: what has filled up since the last is used up first, and
/// then the other's request comes between two of the first, so close that less than one fills up between them.
struct RequestScope {
    private enum Step {
        /// Until the window has forgotten all that was sent.
        case resting
        case spending
        /// Volleys, one after another.
        case asking
        /// Its last answers come.
        case settling
    }

    let target: Int
    private let stated: Int
    private let round: Int
    private var step = Step.resting
    private var sent = 0
    /// Refused in a row.
    private var refused = 0
    /// Of the volleys, so far.
    private var asked = 0
    /// Whether any of the last volley was refused.
    private var isSpent = true
    private var nextVolley = Duration.zero
    private var width: SlotWidth

    init(_ plan: LimitsPlan, target: Int) {
        self.target = target
        stated = plan.statedRequests ?? 0
        round = target
        width = SlotWidth(plan)
    }

    /// What fixed windows let in on both sides of an edge, and some that are refused.
    static func most(_ stated: Int) -> Int { 2 * stated + enough + 2 * SlotWidth.most }

    static let volleys = 6
    /// Of a volley: the first caller's, the one of the other, and another of the first caller's.
    private static let leading = 3
    private static let volley = leading + 2
    private static let together = 3
    static let asks = volleys * volley
    private static let enough = 2

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            switch step {
            case .resting:
                let fresh = desk.windowIsFresh
                if elapsed < fresh { return .wait(until: fresh) }
                step = .spending
            case .spending:
                if refused >= Self.enough {
                    step = .asking
                    continue
                }
                if sent >= Self.most(stated) {
                    step = .settling
                    continue
                }
                if let wait = width.wait(desk, at: elapsed) {
                    return desk.leavingSilent(at: elapsed) ?? wait
                }
                sent += 1
                return start(.scopeSpend, 0, &desk, at: elapsed)
            case .asking:
                let place = asked % Self.volley
                if isAlone(place, desk), let dispatch = desk.untilAnswered(at: elapsed) {
                    return dispatch
                }
                guard asked < Self.asks else {
                    step = .settling
                    continue
                }
                if place == 0, asked > 0, !isSpent, sent < Self.most(stated) {
                    // The window has turned over.
                    isSpent = true
                    refused = 0
                    step = .spending
                    continue
                }
                if place == 0 {
                    if elapsed < nextVolley { return .wait(until: nextVolley) }
                    isSpent = false
                    nextVolley = elapsed + pause(desk)
                }
                asked += 1
                let isOther = place == Self.leading
                return start(
                    isOther ? .scopeSpendAsk : .scopeSpend, isOther ? target : 0, &desk,
                    at: elapsed)
            case .settling:
                return desk.untilAnswered(at: elapsed) ?? .finished
            }
        }
    }

    mutating func saw(_ event: RequestEvent) {
        guard case .ended(let record) = event.kind else { return }
        switch event.ticket.probe {
        case .scopeSpend:
            let isLetIn = record.reception == .accepted && record.outcome != .cancelled
            refused = isLetIn ? 0 : refused + 1
            isSpent = isSpent || !isLetIn
        default: break
        }
    }

    /// Whether what comes at that place of a volley waits for the answers of those before it: where not all of them
    /// fit in together, as far as is known, those around the other's come together.
    private func isAlone(_ place: Int, _ desk: ProbeDesk) -> Bool {
        let width = desk.ceiling ?? desk.plan.statedStreams ?? Self.volley
        if place == 0 || width < Self.together { return true }
        return width < Self.volley && place < Self.leading
    }

    /// In which a store that holds one request has it again.
    private func pause(_ desk: ProbeDesk) -> Duration {
        min(desk.plan.window.duration * 1.5 / Double(max(stated, 1)), .seconds(2))
    }

    private mutating func start(
        _ probe: ProbeStep, _ target: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch {
        desk.start(probe, tokens: 1, round: round, target: target, at: elapsed)
    }
}
