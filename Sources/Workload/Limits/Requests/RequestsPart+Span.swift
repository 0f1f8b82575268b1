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

    /// Turns to the pattern of one of these spans where the burst met its number.
    mutating func narrows(
        to spans: [LimitsPlan.Span], _ burst: SpanLook, at elapsed: Duration
    ) -> Bool {
        guard isRefusedInStage, !isDelaying, !hasNarrowed,
            let span = burst.span(
                of: spans.filter { $0.requests >= 10 }, letIn: acceptedInStage, until: elapsed)
        else { return false }
        hasNarrowed = true
        window = span.length
        limit = span.requests
        lookLength = elapsed - burst.begin
        pace = AttemptPace(window: window)
        pace.begin(at: elapsed)
        begin = elapsed
        enter(.pressing(left: 8))
        return true
    }

    /// How often the window turns over until the pattern is done. Small numbers say less at a turn.
    var turns: Double {
        guard lookLength != nil else { return 2.3 }
        return limit ?? 0 < 40 ? 2.7 : 1.7
    }

    /// The span did not give back what it should: what was met is something else, and the pattern that of all of the
    /// window.
    mutating func lookAtWhole() {
        window = plan.window.duration
        limit = plan.statedRequests
        lookLength = nil
        hasRecovered = false
        pace = AttemptPace(window: window)
        enter(.idle)
    }

    mutating func settle(at elapsed: Duration) -> Dispatch? {
        let end = settleBegin + (lookLength ?? .zero) * 1.1
        if elapsed < end { return .wait(until: end) }
        begin = elapsed
        enter(.firstHalf)
        return nil
    }

    /// What a span lets in may be more than the whole window does: only sending it tells. As close to the span's rate as
    /// leaves room for what takes longer than another, and never so that the span is used up, however it is counted.
    mutating func spread(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch? {
        let whole = plan.window.duration
        let isInTime = elapsed < spreadBegin + whole * 1.1
        letIn.removeAll { $0 <= elapsed - whole }
        let wanted = Int((Double(plan.statedRequests ?? 0) * LimitsPlan.spanShare).rounded(.up))
        guard !isRefusedInStage, isInTime, letIn.count < wanted,
            desk.canAfford(wanted - letIn.count)
        else {
            guard desk.open.isEmpty else { return .waitForEnd }
            enter(.over)
            return nil
        }
        let share = limit ?? 1
        let due = (desk.lastStart ?? .zero) + window / share * 1.03
        let spanFree = desk.start(ago: share).map { $0 + window * 1.03 } ?? .zero
        let start = max(due, spanFree)
        if start > elapsed { return .wait(until: start) }
        return send(&desk, at: elapsed)
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
