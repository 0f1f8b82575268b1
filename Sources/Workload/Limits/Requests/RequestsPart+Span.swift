internal import RunModel

/// The look at short spans, and the pattern of one that was met (docs/limits.md).
extension RequestsPart {
    mutating func lookAtSpans(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        let isInTime = elapsed < look.begin + (plan.earlySpans.last?.length ?? .zero)
        if !isRefusedInStage, isInTime, acceptedInStage + desk.open.count < plan.earlyLook {
            return send(&desk, at: elapsed)
        }
        guard desk.open.isEmpty else { return .waitForEnd }
        if !narrows(to: plan.earlySpans, look, at: elapsed) { enter(.idle) }
        return nil
    }

    /// Turns to the pattern of one of these spans where the burst met its number, and looks for the span where it met
    /// another.
    mutating func narrows(
        to spans: [LimitsPlan.Span], _ burst: SpanLook, at elapsed: Duration
    ) -> Bool {
        guard plan.statedRequests != nil, isRefusedInStage, !isDelaying, !hasNarrowed,
            acceptedInStage > 0
        else { return false }
        hasNarrowed = true
        lookLength = elapsed - burst.begin
        let usual = spans.filter { $0.requests >= 10 }
        if let span = burst.span(of: usual, letIn: acceptedInStage, until: elapsed) {
            narrow(to: span, at: elapsed)
        } else {
            sounding = SpanSounding(acceptedInStage, plan, at: elapsed)
            enter(.sounding)
        }
        return true
    }

    /// One that was used up just now.
    private mutating func narrow(to span: LimitsPlan.Span, at elapsed: Duration) {
        window = span.length
        limit = span.requests
        pace = AttemptPace(window: window, limit: limit)
        pace.begin(at: elapsed)
        begin = elapsed
        enter(.pressing(left: 8))
    }

    /// Rests, and sees how many are let in again.
    mutating func sound(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        guard var current = sounding else { return .finished }
        if elapsed < current.due { return .wait(until: current.due) }
        if !isRefusedInStage, acceptedInStage + desk.open.count < current.burst {
            return send(&desk, at: elapsed)
        }
        guard desk.open.isEmpty else { return .waitForEnd }
        let burstLength = elapsed - current.due
        switch current.came(acceptedInStage, at: elapsed) {
        case .restLonger: enter(.sounding)
        case .span(let span):
            lookLength = burstLength
            narrow(to: span, at: elapsed)
        case .noSpan: lookAtWhole()
        }
        sounding = current
        return nil
    }

    /// How often the window turns over until the pattern is done. Small numbers say less at a turn.
    var turns: Double {
        // Two edges of fixed windows are met that were used up, wherever they lie.
        guard lookLength != nil, let limit else { return 2.55 }
        // A span of a few looks like a bucket, whose rate takes some looks to be known.
        return limit < 4 ? 6 : limit < 40 ? 2.7 : 1.7
    }

    /// The span did not give back what it should: what was met is something else, and the pattern that of all of the
    /// window.
    mutating func lookAtWhole() {
        window = plan.window.duration
        limit = plan.statedRequests
        lookLength = nil
        hasRecovered = false
        pace = AttemptPace(window: window, limit: limit)
        enter(.idle)
    }

    /// What was given back first may be of requests before the look, and the span still used up.
    mutating func settlesAgain(at elapsed: Duration) -> Bool {
        guard lookLength != nil, !hasSettledAgain else { return false }
        hasSettledAgain = true
        hasRecovered = false
        begin = elapsed
        pace.begin(at: elapsed)
        enter(.attempting)
        return true
    }

    mutating func settle(at elapsed: Duration) -> Dispatch? {
        if elapsed < settleEnd { return .wait(until: settleEnd) }
        begin = elapsed
        enter(.firstHalf)
        return nil
    }

    /// So many at the pace of a span use up also a bucket that holds the stated number and fills with it in the window:
    /// what it lends at once, and what flows in meanwhile. Where the pace is hardly more, that takes more than can be spent.
    func mostBeside(_ span: LimitsPlan.Span) -> Int {
        let stated = Double(plan.statedRequests ?? 0)
        let share = stated * (span.length * 1.03 / plan.window.duration) / Double(span.requests)
        return Int(stated * min(1 / max(1 - share, 0.01), 4) * 1.05) + plan.margin
    }

    /// After a pattern: where a span was found that lets in more than the stated number, as fast as it does, to meet what
    /// else is limited; where one was found that does not, evenly at the stated rate. The pattern of the whole window comes
    /// once more, at another place of its windows, where the answers leave several ways or numbers.
    mutating func leavePattern(_ desk: ProbeDesk, at elapsed: Duration) {
        let stated = plan.statedRequests.map(Double.init) ?? .infinity
        // Reading takes as long as judging; beside a span the pattern is not asked once more.
        let reading = pacing == nil ? desk.read() : nil
        if let span = reading?.span, !isRepeating,
            Double(span.requests) > stated * (span.length / plan.window.duration) * 1.03
        {
            meetWhole(beside: span, at: elapsed)
        } else if let span = reading?.span, reading?.isOfSpan == true, lookLength == nil {
            spread(span, from: elapsed)
        } else if lookLength != nil {
            spread(LimitsPlan.Span(length: window, requests: limit ?? 1), from: elapsed)
        } else if let reading, !reading.isSettled, !isRepeating, !isDelaying,
            desk.canAfford(plan.windowRequests(for: limit ?? 0) / 2)
        {
            isRepeating = true
            hasRecovered = false
            hasPressed = false
            settleEnd = elapsed + window * 0.73
            enter(.settling)
        } else if let requests = plan.statedRequests, reading?.isLower == true, !isDelaying {
            // What a burst uses up may be counted in the window although it was refused: evenly, the stated number may hold.
            let whole = plan.window.duration
            spread(
                LimitsPlan.Span(length: whole, requests: requests), from: elapsed + whole * 1.05)
        } else {
            enter(.over)
        }
    }

    private mutating func spread(_ span: LimitsPlan.Span, from begin: Duration) {
        window = span.length
        limit = span.requests
        spreadBegin = begin
        spreadFirst = nil
        enter(.spreading)
    }

    private mutating func meetWhole(beside span: LimitsPlan.Span, at elapsed: Duration) {
        pacing = span
        letInBefore = letIn.count
        window = plan.window.duration
        limit = plan.statedRequests
        lookLength = nil
        hasRecovered = false
        hasPressed = false
        pace = AttemptPace(window: window, limit: limit)
        // What the span refused may be counted in the whole window too, until that has passed.
        settleEnd = max(lastRefusal + window * 1.02, elapsed)
        enter(.settling)
    }

    /// When the next may be sent without using up a span: evenly, however it is counted.
    private func evenStart(_ span: LimitsPlan.Span, _ desk: ProbeDesk) -> Duration {
        let due = (desk.lastStart ?? .zero) + span.length / span.requests * 1.03
        let spanFree = desk.start(ago: span.requests).map { $0 + span.length * 1.03 } ?? .zero
        return max(due, spanFree)
    }

    /// When the next may be sent where a span holds beside the window.
    func pacedStart(_ desk: ProbeDesk) -> Duration { pacing.map { evenStart($0, desk) } ?? .zero }

    /// What is given back at once was not the window's, unless that is a bucket that was used up: the pace was too fast for
    /// the span.
    mutating func slowDown(after pause: Duration) {
        guard let span = pacing, pause < plan.window.duration / 8, slowings < 3,
            (letIn.count - letInBefore) * 2 < plan.statedRequests ?? 0
        else { return }
        slowings += 1
        pacing?.length = span.length * 1.25
    }

    /// What a span lets in may be more than the whole window does: only sending it tells, and as fixed windows of it may
    /// have an edge anywhere, only two windows of it. As close to the span's rate as leaves room for what takes longer than
    /// another, and never so that the span is used up, however it is counted.
    mutating func spread(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        let whole = plan.window.duration
        if elapsed < spreadBegin { return .wait(until: spreadBegin) }
        let isInTime = elapsed < (spreadFirst ?? elapsed) + whole * 2.2
        // Some refusals in a row, so that the answers tell what else refuses; beside a span, that is met next.
        if refusedInRow >= 4, pacing == nil, lookLength != nil, let limit {
            guard desk.open.isEmpty else { return .waitForEnd }
            meetWhole(beside: LimitsPlan.Span(length: window, requests: limit), at: elapsed)
            return nil
        }
        guard refusedInRow < 4, isInTime, !isSustained(), desk.canAfford(1) else {
            guard desk.open.isEmpty else { return .waitForEnd }
            enter(.over)
            return nil
        }
        let start = evenStart(LimitsPlan.Span(length: window, requests: limit ?? 1), desk)
        if start > elapsed { return .wait(until: start) }
        spreadFirst = spreadFirst ?? elapsed
        return send(&desk, at: elapsed)
    }
}

extension RequestsPart {
    /// Whether the stated number was let in within a window, wherever its edges lie. Asked again only after a twentieth
    /// of it more.
    private mutating func isSustained() -> Bool {
        let wanted = Double(plan.statedRequests ?? 0) * LimitsPlan.spanShare
        guard letIn.count >= sustainedLook else { return false }
        let met = LimitsPlan.sustained(letIn.map(\.seconds), in: plan.window.duration.seconds)
        sustainedLook = letIn.count + max(Int(wanted / 20), 1)
        return Double(met) >= wanted
    }
}

/// A short burst that may use up a span of the window.
struct SpanLook: Sendable {
    private(set) var begin: Duration
    /// Requests before it that each span may have counted, by the span's length.
    private var before: [Duration: Int] = [:]

    /// One before which nothing was counted.
    init(begin: Duration = .zero) {
        self.begin = begin
    }

    init(_ desk: ProbeDesk, _ spans: [LimitsPlan.Span], at elapsed: Duration) {
        begin = elapsed
        for span in spans { before[span.length] = desk.starts(since: elapsed - span.length) }
    }

    /// The span whose number was met when `letIn` had been let in until `end`; nil where none was. A store that fills
    /// meanwhile lets in some more.
    func span(
        of spans: [LimitsPlan.Span], letIn: Int, until end: Duration
    ) -> LimitsPlan.Span? {
        spans.filter { span in
            let filled = Double(span.requests) * ((end - begin) / span.length)
            let most = Double(span.requests) + filled + 1
            return letIn + before[span.length, default: 0] >= span.requests && Double(letIn) <= most
        }.min { abs($0.requests - letIn) < abs($1.requests - letIn) }
    }
}
