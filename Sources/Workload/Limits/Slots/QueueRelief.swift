internal import RunModel

/// Ends a stream while others are silent beyond those that fit in: whether one of them is served then tells a
/// queue from attempts that get no answer at all.
struct QueueRelief {
    private enum State {
        /// Next: watching, or leaving where none is under way.
        case ready
        /// Next: leaving, over.
        case watching(until: Duration)
        /// Those that were not served are left. Next: asking.
        case leaving
        /// One asks for the slot anew. Next: over.
        case asking(Int)
        /// Last.
        case over
    }

    private let round: Int
    private var state: State
    private var victim: Int?

    /// With a `victim` that has ended already, those that are silent have been watched.
    init(round: Int, victim: Int? = nil) {
        self.round = round
        self.victim = victim
        state = victim == nil ? .ready : .leaving
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        switch state {
        case .ready:
            guard let last = desk.running.last else {
                state = .over
                return .finished
            }
            victim = last.ticket.request
            let naturalEnd = last.started + desk.speed.length(of: last.ticket.maxTokens ?? 0)
            state = .watching(
                until: max(naturalEnd, elapsed) + desk.speed.patience + .milliseconds(200))
            return .cancel(request: last.ticket.request, .close)
        case .watching(let end):
            if elapsed < end, !desk.silent.isEmpty { return .wait(until: end) }
            state = .leaving
            return next(&desk, at: elapsed)
        case .leaving:
            if let silent = desk.silent.first {
                return .cancel(request: silent.ticket.request, .close)
            }
            return ask(&desk, at: elapsed)
        case .asking(let attempt):
            guard let open = desk.open[attempt], open.firstOutput == nil else {
                state = .over
                return .finished
            }
            let end = open.started + desk.speed.patience
            if elapsed < end { return .wait(until: end) }
            state = .over
            return .cancel(request: attempt, .close)
        case .over: return .finished
        }
    }

    private mutating func ask(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        let due = desk.spacedStart(at: elapsed)
        if due > elapsed { return .wait(until: due) }
        let tokens = desk.speed.tokens(
            for: desk.speed.patience, atMost: desk.plan.maxStreamTokens)
        let dispatch = desk.start(
            .releaseCancel, tokens: tokens, round: round, follows: victim, at: elapsed)
        if case .start(let ticket) = dispatch { state = .asking(ticket.request) }
        return dispatch
    }

    /// One that was silent is served: they wait in a queue.
    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        if case .firstOutput = event.kind, case .watching = state {
            desk.isQueueKnown = true
            state = .over
        }
    }
}
