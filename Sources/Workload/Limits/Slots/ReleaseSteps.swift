internal import RunModel

/// Frees slots one by one while all are taken, each in its own way, and sees how soon the next stream is
/// let in.
struct ReleaseSteps {
    private enum State {
        case ready
        /// The victim ends.
        case leaving(Int)
        case polling(SlotPolling)
        /// One more stream was asked for, that is to be refused.
        case excessAsked(Int)
        /// A whole answer was asked for, that may be refused or not.
        case wholeAsked(Int)
        /// A whole answer asks for a slot that was freed for it.
        case entering(SlotPolling)
        /// A whole answer seems to have the slot; a stream asks for it.
        case checking(whole: Int, check: Int?)
    }

    private let round: Int
    let isQueueing: Bool
    private var agenda: ReleaseAgenda
    private var state = State.ready
    /// The stream that was let in last: the next to go.
    private var latest: Int?
    /// When the last victim would have ended by itself.
    private var naturalEnd = Duration.zero
    private var filling: SlotFilling
    private(set) var isReleaseSeen = false
    /// Whether a slot was not free again within the time that was waited, though others were that ended by
    /// themselves.
    private(set) var hasLeak = false
    private(set) var lastVictim: Int?

    init(
        round: Int, height: Int, isQueueing: Bool, confirmsHeight: Bool, looksAtWholeAnswers: Bool,
        mostTokens: Int
    ) {
        self.round = round
        self.isQueueing = isQueueing
        filling = SlotFilling(round: round, height: height, isQueueing: isQueueing)
        agenda = ReleaseAgenda(
            round: round, isQueueing: isQueueing, confirmsHeight: confirmsHeight,
            looksAtWholeAnswers: looksAtWholeAnswers, mostTokens: mostTokens)
    }

    /// About how long the steps of a round take.
    static func length(_ speed: TargetSpeed) -> Duration {
        let leaving = min(speed.mediumAnswer, speed.release + speed.firstOutput * 2)
        let known = speed.release > .zero ? leaving : speed.mediumAnswer
        return (known * 2 + speed.shortAnswer * 2) * (LimitsPlan.releaseCycles + 2)
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if desk.isExhausted { return .finished }
        switch state {
        case .ready: return begin(&desk, at: elapsed)
        case .leaving, .wholeAsked, .excessAsked: return patiently(desk, at: elapsed)
        case .polling(var polling):
            let dispatch = poll(&polling, .streaming, &desk, at: elapsed)
            state = .polling(polling)
            return dispatch ?? giveUp()
        case .entering(var polling):
            if let whole = polling.attempt, let open = desk.open[whole] {
                let settled = open.started + desk.speed.patience
                guard settled <= elapsed else { return .wait(until: settled) }
                // A refusal would have come by now.
                return check(whole, &desk, at: elapsed)
            }
            let dispatch = poll(&polling, .nonStreaming, &desk, at: elapsed)
            state = .entering(polling)
            return dispatch ?? giveUp()
        case .checking(_, let check?):
            guard let open = desk.open[check], open.firstOutput == nil else { return .waitForEnd }
            let end = open.started + desk.speed.patience
            guard elapsed >= end else { return .wait(until: end) }
            // No answer at all: the slot is taken no less.
            return .cancel(request: check, .close)
        case .checking(let whole, nil): return leave(whole, &desk)
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        let request = event.ticket.request
        switch (state, event.kind) {
        case (.leaving(let victim), .ended) where request == victim:
            lastVictim = victim
            state = .polling(polling(after: victim, at: event.elapsed, desk))
        case (.excessAsked(let excess), .ended) where request == excess: finishTask()
        case (.excessAsked(let excess), .firstOutput) where request == excess:
            // There are more slots than that.
            agenda.giveUp()
            state = .ready
        case (.polling(let polling), .firstOutput)
        where polling.attempt == request || isQueueing:
            letIn(event, polling, &desk)
        case (.polling(var polling), .ended) where polling.attempt == request:
            polling.turnedAway(at: event.elapsed)
            state = .polling(polling)
        case (.entering(var polling), .ended(let record)) where polling.attempt == request:
            polling.turnedAway(at: event.elapsed)
            state = .entering(polling)
            // Complete before it was seen to hold the slot.
            if record.reception == .accepted { finishTask() }
        case (.wholeAsked(let whole), .ended(let record)) where request == whole:
            finishTask()
            if case .refused = record.reception { agenda.addWholeAnswers() }
        case (.checking(let whole, let check?), .ended(let record)) where request == check:
            if case .refused = record.reception, desk.open[whole] != nil {
                state = .checking(whole: whole, check: nil)
            } else {
                finishTask()
            }
        case (.checking(_, let check?), .firstOutput) where request == check:
            // The whole answer took no slot.
            latest = request
            finishTask()
        default: break
        }
    }

    // MARK: Beginning

    private mutating func begin(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        guard let task = agenda.current else { return .finished }
        let tokens = lengthOfNext(desk)
        if let filling = filling.next(&desk, tokens: tokens, at: elapsed) { return filling }
        switch task {
        case .stream(let leaving):
            guard let victim = victim(desk) else { return .finished }
            noteNaturalEnd(of: victim, desk)
            state = .leaving(victim)
            return leaving.dispatch(victim)
        case .excess:
            let dispatch = desk.start(
                .excess, tokens: tokens, round: round, at: elapsed)
            if case .start(let ticket) = dispatch { state = .excessAsked(ticket.request) }
            return dispatch
        case .wholeExcess:
            let few = desk.speed.tokens(for: .milliseconds(200), atMost: 24)
            let dispatch = desk.start(
                .wholeExcess, .nonStreaming, tokens: few, round: round, at: elapsed)
            if case .start(let ticket) = dispatch { state = .wholeAsked(ticket.request) }
            return dispatch
        case .whole:
            // A stream makes room for it.
            guard let victim = victim(desk) else { return .finished }
            noteNaturalEnd(of: victim, desk)
            var polling = polling(after: victim, at: elapsed, desk)
            polling.due = elapsed + .milliseconds(1)
            state = .entering(polling)
            return .cancel(request: victim, .close)
        }
    }

    private func victim(_ desk: ProbeDesk) -> Int? {
        let running = desk.running
        let isThere = running.contains { $0.ticket.request == latest }
        return isThere ? latest : running.last?.ticket.request
    }

    private mutating func noteNaturalEnd(of victim: Int, _ desk: ProbeDesk) {
        guard let open = desk.open[victim] else { return }
        naturalEnd = open.started + desk.speed.length(of: open.ticket.maxTokens ?? 0)
    }

    // MARK: Asking for the slot

    private func polling(after victim: Int, at elapsed: Duration, _ desk: ProbeDesk) -> SlotPolling
    {
        let probe = agenda.probe(isBegun: isBegun)
        // As long as the victim might have lasted, and some time more.
        let longest = desk.speed.mediumAnswer * 2 + .seconds(2)
        let deadline = max(elapsed, naturalEnd) + longest
        let remaining = naturalEnd - elapsed
        var marks = remaining > .zero ? [remaining * 0.85, remaining * 1.15] : []
        let before = desk.speed.releases[probe]
        if let before { marks += [before * 0.8, before * 1.1] }
        return SlotPolling(
            victim: victim, probe: probe, since: elapsed, marks: marks,
            growth: before == nil ? 2 : 4, due: elapsed, deadline: deadline)
    }

    private var isBegun: Bool {
        if case .ready = state { false } else { true }
    }

    /// Nil when it is time to give up.
    private mutating func poll(
        _ polling: inout SlotPolling, _ mode: ResponseMode, _ desk: inout ProbeDesk,
        at elapsed: Duration
    ) -> Dispatch? {
        if elapsed >= polling.deadline { return nil }
        // Where streams are kept waiting, one that waits already is the attempt.
        if polling.attempt != nil || isQueueing { return .wait(until: polling.deadline) }
        if polling.due > elapsed { return .wait(until: polling.due) }
        let tokens = mode == .streaming ? lengthOfNext(desk) : agenda.lengthOfWhole(desk.speed)
        let dispatch = desk.start(
            polling.probe, mode, tokens: tokens, round: round, follows: polling.victim, at: elapsed)
        if case .start(let ticket) = dispatch { polling.attempt = ticket.request }
        return dispatch
    }

    private mutating func letIn(
        _ event: RequestEvent, _ polling: SlotPolling, _ desk: inout ProbeDesk
    ) {
        // Where it was kept waiting, all of its time to the first output may have been the slot's.
        let letIn = polling.attempt.flatMap { desk.open[$0]?.started } ?? event.elapsed
        let took = max(letIn - polling.since, .milliseconds(1))
        desk.speed.learn(release: took, polling.probe)
        latest = event.ticket.request
        isReleaseSeen = true
        finishTask()
    }

    private mutating func giveUp() -> Dispatch {
        if case .stream(let leaving)? = agenda.current, leaving != .end, !isQueueing, isReleaseSeen
        {
            hasLeak = true
        }
        // What frees no slot once will hardly do so the next time, and each try costs much time.
        agenda.giveUp()
        state = .ready
        return .finished
    }

    private mutating func finishTask() {
        agenda.finishTask()
        state = .ready
    }

    private func lengthOfNext(_ desk: ProbeDesk) -> Int {
        agenda.lengthOfNext(desk.speed, isBegun: isBegun)
    }

    // MARK: Whole answers

    private mutating func check(
        _ whole: Int, _ desk: inout ProbeDesk, at elapsed: Duration
    ) -> Dispatch {
        let dispatch = desk.start(
            .wholeCheck, tokens: lengthOfNext(desk), round: round, follows: whole, at: elapsed)
        if case .start(let ticket) = dispatch {
            state = .checking(whole: whole, check: ticket.request)
        }
        return dispatch
    }

    private mutating func leave(_ whole: Int, _ desk: inout ProbeDesk) -> Dispatch {
        guard desk.open[whole] != nil, case .whole(let leaving)? = agenda.current else {
            finishTask()
            return .waitForEnd
        }
        noteNaturalEnd(of: whole, desk)
        state = .leaving(whole)
        return leaving.dispatch(whole)
    }

    /// An answer that was asked for while all slots were taken may be kept waiting for one.
    private func patiently(_ desk: ProbeDesk, at elapsed: Duration) -> Dispatch {
        if case .excessAsked(let excess) = state, let open = desk.open[excess] {
            let end = open.started + desk.speed.patience + .seconds(3)
            return elapsed < end ? .wait(until: end) : .cancel(request: excess, .close)
        }
        guard case .wholeAsked(let whole) = state, let open = desk.open[whole] else {
            return .waitForEnd
        }
        let length = desk.speed.length(of: open.ticket.maxTokens ?? 0)
        let end = open.started + length * 2 + desk.speed.patience * 2
        return elapsed < end ? .wait(until: end) : .cancel(request: whole, .close)
    }
}
