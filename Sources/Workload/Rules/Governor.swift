package import RunModel

/// Keeps one worker's load within the rules of the run, and its streams within its part of the tier's.
///
/// A start that is held back in open loop keeps its scheduled time, so that the wait is part of what its
/// user would have felt; in closed loop, where nobody waits, it is scheduled anew.
package struct Governor: Dispatcher {
    private var load: any Dispatcher
    private let rules: RunRules
    private let tier: TierPlan?
    /// This worker's part: streams are divided, so that no worker waits for another's to end.
    private let maxStreams: Int?
    private let isOpenLoop: Bool
    private var pending: Ticket?
    private var isOver = false
    private var heldBy: HeldBack.Reason?

    package init(
        _ load: any Dispatcher, rules: RunRules, tier: TierPlan?, share: WorkerShare,
        isOpenLoop: Bool
    ) {
        self.load = load
        self.rules = rules
        self.tier = tier
        maxStreams = tier?.maxStreams.map { share.part(of: $0) }
        self.isOpenLoop = isOpenLoop
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if isOver { return .finished }
        if pending == nil {
            let dispatch = load.next(elapsed: elapsed, open: open)
            guard case .start(let ticket) = dispatch else { return dispatch }
            pending = ticket
        }
        guard var ticket = pending else { return .waitForEnd }
        switch obstacle(elapsed, open: open) {
        case .hold(let reason, let until):
            hold(reason, at: elapsed)
            // A server that wants to be left alone beyond the planned end has ended the run.
            if reason == .server, let until, let end = load.plannedEnd, until > end {
                isOver = elapsed >= end
                if isOver { hold(nil, at: elapsed) }
                return isOver ? .finished : .wait(until: end)
            }
            return until.map { .wait(until: $0) } ?? .waitForEnd
        case .wait(let until):
            return .wait(until: until)
        case nil:
            hold(nil, at: elapsed)
            pending = nil
            if !isOpenLoop { ticket.scheduled = elapsed }
            return .start(ticket)
        }
    }

    package mutating func saw(_ event: RequestEvent) {
        load.saw(event)
        switch event.kind {
        case .answered(_, let limits):
            if let wait = longestWait(limits) { rules.pause.extend(to: event.elapsed + wait) }
        case .firstOutput: break
        case .ended(let record):
            rules.backoff.ended(record.outcome)
            rules.tokens?.spend(
                (record.tokens.prompt ?? 0) + (record.tokens.output ?? 0), at: event.elapsed)
        }
    }

    package var reactsToAnswers: Bool { load.reactsToAnswers }
    package var delayedStarts: Int { load.delayedStarts }
    package var plannedEnd: Duration? { load.plannedEnd }

    /// What the server asks for: `Retry-After` in any case; under a tier also until a budget is whole again of
    /// which nothing remains, unless our own rate is within it and finds room as it goes.
    private func longestWait(_ limits: LimitHeaders) -> Duration? {
        let budgets = [
            (limits.requests, tier?.requestsPerMinute), (limits.tokens, tier?.tokensPerMinute),
        ]
        let resets = budgets.compactMap { budget, own -> Duration? in
            guard isTier, budget.remaining == 0 else { return nil }
            let isWithin = own.map { $0 <= budget.limit ?? .max } ?? false
            return isWithin ? nil : budget.reset
        }
        return ([limits.retryAfter].compactMap { $0 } + resets).max()
    }

    private var isTier: Bool {
        guard let tier else { return false }
        return tier.maxStreams != nil || tier.requestsPerMinute != nil
            || tier.tokensPerMinute != nil
    }

    /// What keeps a start back.
    private enum Obstacle {
        /// A rule that is told in the record; without a time, until a request ends.
        case hold(HeldBack.Reason, until: Duration?)
        /// A failing server: no load is lost by it, so it is no hold.
        case wait(until: Duration)
    }

    /// Nil where the start may be now; the rate's place for it is taken then.
    private func obstacle(_ elapsed: Duration, open: Int) -> Obstacle? {
        let pauseEnd = rules.pause.end
        if elapsed < pauseEnd { return .hold(.server, until: pauseEnd) }
        if let maxStreams, open >= maxStreams { return .hold(.streams, until: nil) }
        if let free = rules.rate.whenFree(at: elapsed) { return .hold(.requestRate, until: free) }
        if let free = rules.tokens?.whenFree(at: elapsed) { return .hold(.tokenRate, until: free) }
        if !isOpenLoop, let free = rules.backoff.take(at: elapsed) { return .wait(until: free) }
        return rules.rate.take(at: elapsed).map { .hold(.requestRate, until: $0) }
    }

    private mutating func hold(_ reason: HeldBack.Reason?, at elapsed: Duration) {
        rules.hold(reason, instead: heldBy, at: elapsed)
        heldBy = reason
    }
}
