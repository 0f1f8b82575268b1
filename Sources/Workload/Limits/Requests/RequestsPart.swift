internal import RunModel

/// Uses up the window of requests and sees when more are let in, in a pattern that tells the ways of counting
/// apart (docs/limits.md): three fifths of what is allowed at once, the rest half a window later, some that are
/// refused in quick succession, and then attempts until the window has turned over twice.
///
/// Before that, a short burst looks whether a shorter span is what counts. If one of the usual spans is used up just
/// where its share of the stated number is, the pattern is that span's, and begins with the span used up.
struct RequestsPart: ProbePart {
    /// A target that fails so often in a row is not asked further.
    private static let mostFailures = 8

    let plan: LimitsPlan
    /// What the pattern is for: the stated window, or a span of it.
    var window: Duration
    /// What is stated, or found as a first guess.
    var limit: Int?
    private var hasLooked = false
    var look = SpanLook()
    /// A span is tried once: what it turned out not to be is met again in the whole window.
    var hasNarrowed = false
    /// How long the look lasted, where its span is what the pattern is for.
    var lookLength: Duration?
    /// When requests that were let in had been sent.
    var letIn: [Duration] = []
    /// How many have to be let in until it is asked again whether they are enough.
    var sustainedLook = 0
    var spreadBegin = Duration.zero
    /// When the first of the even stream was sent: one before it may have to be waited out.
    var spreadFirst: Duration?
    /// The search for a span that is no even share.
    var sounding: SpanSounding?
    /// A span that holds beside the window's number: bursts keep to it.
    var pacing: LimitsPlan.Span?
    var slowings = 0
    /// Requests let in before that pace was kept.
    var letInBefore = 0
    /// When one was refused last before the attempts.
    private(set) var lastRefusal = Duration.zero
    var hasSettledAgain = false
    /// Whether the pattern of the whole window comes for the second time.
    var isRepeating = false
    /// Before that the pattern is not left.
    var turnEnd = Duration.zero
    /// Until when nothing is sent before the pattern.
    var settleEnd = Duration.zero
    var stage = Stage.idle
    var begin = Duration.zero
    /// Of the burst under way, or the last.
    var burstBegin = Duration.zero
    var acceptedInStage = 0
    var isRefusedInStage = false
    var refusedInRow = 0
    var hasPressed = false
    var hasRecovered = false
    var pace: AttemptPace
    var width: SlotWidth
    private var noAnswers = 0
    /// Requests in a row that failed and said nothing of a limit.
    private var failures = 0
    private var delays = 0
    var isDelaying: Bool { delays >= LimitsPlan.fewestDelays }

    init(_ plan: LimitsPlan) {
        self.plan = plan
        window = plan.window.duration
        limit = plan.statedRequests
        pace = AttemptPace(window: window, limit: limit)
        width = SlotWidth(plan)
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            if desk.isExhausted || failures >= Self.mostFailures { return .finished }
            let move: Dispatch?
            switch stage {
            case .idle: move = idle(&desk, at: elapsed)
            case .looking: move = lookAtSpans(&desk, at: elapsed)
            case .finding: move = find(&desk, at: elapsed)
            case .firstHalf: move = sendFirstHalf(&desk, at: elapsed)
            case .pausing: move = pause(until: begin + window / 2, at: elapsed)
            case .bursting: move = burst(&desk, at: elapsed)
            case .pressing(let left): move = press(left, &desk, at: elapsed)
            case .attempting: move = attempt(&desk, at: elapsed)
            case .sounding: move = sound(&desk, at: elapsed)
            case .settling: move = settle(at: elapsed)
            case .spreading: move = spread(&desk, at: elapsed)
            case .over: return .finished
            }
            if let move { return move }
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        guard case .ended(let record) = event.kind, record.probe?.isOfWindow == true else { return }
        if record.probe == .window, let sent = record.instants.sent,
            let first = record.instants.firstOutput
        {
            let wait = first - sent
            if wait > desk.speed.patience, !record.isReadLate(by: wait) { delays += 1 }
        }
        if event.ticket.mode == .streaming { width.ended(at: event.elapsed, desk) }
        switch record.reception {
        case .accepted:
            noAnswers = 0
            failures = 0
            if acceptedInStage == 0, !isAttempting { pace.mark(at: event.ticket.scheduled) }
            acceptedInStage += 1
            refusedInRow = 0
            letIn.append(event.ticket.scheduled)
            pace.letIn(sent: event.ticket.scheduled, isAlone: isAttempting)
            if isAttempting {
                let isFirstOfSpan = lookLength != nil && !hasRecovered
                hasRecovered = true
                slowDown(after: event.elapsed - lastRefusal)
                settleEnd = event.elapsed + (lookLength.map { $0 * 1.1 } ?? .zero)
                burstBegin = event.elapsed
                enter(isFirstOfSpan ? .settling : .bursting)
            }
        case .refused:
            refused(record, at: event.elapsed)
        case .noAnswer:
            // One is a fault; several in a row are a way to refuse.
            noAnswers += 1
            if noAnswers >= 3 { refused(record, at: event.elapsed) }
        case .failed:
            failures += 1
        }
    }

    /// Requests go out one by one, so that each answer is known before the next.
    var isAttempting: Bool {
        if case .attempting = stage { true } else { false }
    }

    private mutating func refused(_ record: RequestRecord, at elapsed: Duration) {
        isRefusedInStage = true
        refusedInRow += 1
        if !isAttempting { lastRefusal = elapsed }
        failures = 0
        pace.refused(record, at: elapsed, isAlone: isAttempting)
    }

    // MARK: Stages; nil where the stage has changed and the next one is to be asked

    private mutating func idle(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        // Before the wait, which would be for nothing.
        if let limit, !desk.canBegin(plan.windowRequests(for: limit)) {
            enter(.over)
            return nil
        }
        if !hasLooked, plan.earlyLook > 0 {
            hasLooked = true
            look = SpanLook(desk, plan.earlySpans, at: elapsed)
            enter(.looking)
            return nil
        }
        if let wait = pause(until: desk.windowIsFresh, at: elapsed) { return wait }
        guard limit != nil else {
            enter(.finding)
            return nil
        }
        begin = elapsed
        enter(.firstHalf)
        return nil
    }

    /// Beyond what the pattern takes, where each that is let in takes attempts of its own.
    static func mostBeyondCost(of limit: Int) -> Int { 3 * limit + 100 }

    private mutating func find(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        // The pattern itself takes about three times as many again.
        let most = max(0, (plan.maxRequests - 100) / 5)
        if !isRefusedInStage, acceptedInStage + desk.open.count < most {
            return send(&desk, at: elapsed)
        }
        guard desk.open.isEmpty else { return .waitForEnd }
        guard isRefusedInStage, acceptedInStage > 0 else {
            enter(.over)
            return nil
        }
        limit = acceptedInStage
        enter(.idle)
        return nil
    }

    private mutating func sendFirstHalf(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch?
    {
        let half = plan.firstShare(of: limit ?? 1)
        // Half of it took a whole window, so none will ever be used up.
        if elapsed > begin + window, acceptedInStage < half, !isRefusedInStage, !isDelaying {
            guard desk.open.isEmpty else { return .waitForEnd }
            enter(.over)
            return nil
        }
        if !isRefusedInStage, acceptedInStage + desk.open.count < half {
            return send(&desk, at: elapsed)
        }
        guard desk.open.isEmpty else { return .waitForEnd }
        if narrows(to: plan.spans, SpanLook(begin: begin), at: elapsed) { return nil }
        if isRefusedInStage, settlesAgain(at: elapsed) { return nil }
        enter(.pausing)
        return nil
    }

    private mutating func pause(until end: Duration, at elapsed: Duration) -> Dispatch? {
        if elapsed < end { return .wait(until: end) }
        if case .pausing = stage {
            enter(.bursting)
            burstBegin = elapsed
        }
        return nil
    }

    private mutating func burst(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        let limit = limit ?? 1
        let isFirst = !hasPressed
        // Where requests are delayed instead of refused, there is nothing else to see them by.
        let most = pacing.map(mostBeside) ?? (isDelaying ? 3 : 2) * limit + plan.margin
        // A whole window that held fewer than are allowed, and none refused: the target is too slow to use one up.
        let isTooSlow =
            isFirst && !isDelaying && elapsed > burstBegin + window
            && desk.starts(since: elapsed - window) < limit
        let isInTime = elapsed < max(begin, burstBegin) + window * 4 && !isTooSlow
        if !isRefusedInStage, isInTime, acceptedInStage + desk.open.count < most {
            // A bucket lets in one or two again; what is in flight beyond them is refused for nothing.
            if hasPressed, desk.open.count >= max(3, acceptedInStage) { return .waitForEnd }
            return send(&desk, at: elapsed)
        }
        guard desk.open.isEmpty else { return .waitForEnd }
        guard isRefusedInStage else {
            // More than any window of this size allows, or the target is too slow to come near it.
            enter(.over)
            return nil
        }
        // What a bucket lets in again is seen for so long, however long it took to use it up.
        if isFirst, pacing != nil { turnEnd = elapsed + window * 0.6 }
        hasPressed = true
        pace.begin(at: elapsed)
        let pressure = isFirst && lookLength == nil ? pressure(limit) : pace.cycles < 6 ? 3 : 0
        enter(pressure > 0 ? .pressing(left: pressure) : .attempting)
        return nil
    }

    mutating func enter(_ next: Stage) {
        stage = next
        acceptedInStage = 0
        isRefusedInStage = false
        refusedInRow = 0
    }

    // MARK: Sending

    mutating func send(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        if let wait = width.wait(desk, at: elapsed) { return wait }
        let start = pacedStart(desk)
        if start > elapsed { return .wait(until: start) }
        return desk.start(.window, tokens: 1, round: 0, at: elapsed)
    }
}
