package import RunModel

/// Keeps another dispatcher's load within a tier, and off a server that asked to be left alone.
///
/// Starts are spaced evenly, a minute divided by the tier's requests, which every kind of window allows;
/// a `Retry-After` holds back all starts until it has passed, and so does, under a tier that promises more
/// than the server does, an `x-ratelimit-remaining` of 0. A start that is held back in open loop keeps
/// its scheduled time, so that the wait is part of what its user would have felt; in closed loop, where
/// nobody waits, it is scheduled anew.
package struct Governor: Dispatcher {
    private var load: any Dispatcher
    private let tier: TierPlan
    private let maxStreams: Int?
    private let spacing: Duration
    private let tokensPerMinute: Int?
    private let keepsSchedule: Bool
    private var spent = TokenLog()
    private var pending: Ticket?
    private var isOver = false
    private var heldSince: Duration?
    private var nextStart = Duration.zero
    package private(set) var serverPauseEnd = Duration.zero
    package private(set) var heldBack = HeldBack()

    /// `share` is the worker's, whose part of the tier this keeps.
    package init(
        _ load: any Dispatcher, tier: TierPlan, share: WorkerShare, isOpenLoop: Bool
    ) {
        self.load = load
        self.tier = tier
        maxStreams = tier.maxStreams.map { share.part(of: $0) }
        let rate = tier.requestsPerMinute.map { Double($0) / Double(share.count) }
        spacing = rate.map { .seconds(60 / $0) } ?? .zero
        // The workers' first starts are spaced like all others.
        nextStart = spacing * share.index / share.count
        tokensPerMinute = tier.tokensPerMinute.map { max(1, $0 / share.count) }
        keepsSchedule = isOpenLoop
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if isOver { return .finished }
        if pending == nil {
            let dispatch = load.next(elapsed: elapsed, open: open)
            guard case .start(let ticket) = dispatch else { return dispatch }
            pending = ticket
        }
        guard var ticket = pending else { return .waitForEnd }
        if let (reason, until) = obstacle(elapsed, open: open) {
            hold(reason, at: elapsed)
            // A server that wants to be left alone beyond the planned end has ended the run.
            if reason == .server, let until, let end = load.plannedEnd, until > end {
                isOver = elapsed >= end
                if isOver { release(at: elapsed) }
                return isOver ? .finished : .wait(until: end)
            }
            return until.map { .wait(until: $0) } ?? .waitForEnd
        }
        release(at: elapsed)
        pending = nil
        // From the start itself and not from when it was due: catching up would be faster than the rate.
        nextStart = elapsed + spacing
        if !keepsSchedule { ticket.scheduled = elapsed }
        return .start(ticket)
    }

    package mutating func saw(_ event: RequestEvent) {
        load.saw(event)
        switch event.kind {
        case .answered(_, let limits):
            if let wait = longestWait(limits) {
                serverPauseEnd = max(serverPauseEnd, event.elapsed + wait)
            }
        case .firstOutput: break
        case .ended(let record):
            let tokens = (record.tokens.prompt ?? 0) + (record.tokens.output ?? 0)
            if tokensPerMinute != nil { spent.add(tokens, at: event.elapsed) }
        }
    }

    /// What the server asks for: `Retry-After` in any case; under a tier also until a budget is whole again of
    /// which nothing remains, unless our own rate is within it and finds room as it goes.
    private func longestWait(_ limits: LimitHeaders) -> Duration? {
        let budgets = [
            (limits.requests, tier.requestsPerMinute), (limits.tokens, tier.tokensPerMinute),
        ]
        let resets = budgets.compactMap { budget, own -> Duration? in
            guard isTier, budget.remaining == 0 else { return nil }
            let isWithin = own.map { $0 <= budget.limit ?? .max } ?? false
            return isWithin ? nil : budget.reset
        }
        return ([limits.retryAfter].compactMap { $0 } + resets).max()
    }

    private var isTier: Bool {
        tier.maxStreams != nil || tier.requestsPerMinute != nil || tier.tokensPerMinute != nil
    }

    package var reactsToAnswers: Bool { load.reactsToAnswers }
    package var delayedStarts: Int { load.delayedStarts }
    package var plannedEnd: Duration? { load.plannedEnd }

    /// What keeps the next request from starting, and until when; nil until a request ends.
    private mutating func obstacle(
        _ elapsed: Duration, open: Int
    ) -> (HeldBack.Reason, until: Duration?)? {
        if elapsed < serverPauseEnd { return (.server, serverPauseEnd) }
        if let maxStreams, open >= maxStreams { return (.streams, nil) }
        if elapsed < nextStart { return (.requestRate, nextStart) }
        if let tokensPerMinute, let free = spent.whenBelow(tokensPerMinute, at: elapsed) {
            return (.tokenRate, free)
        }
        return nil
    }

    private var heldBy: HeldBack.Reason?

    private mutating func hold(_ reason: HeldBack.Reason, at elapsed: Duration) {
        if heldBy != reason { release(at: elapsed) }
        heldBy = reason
        heldSince = heldSince ?? elapsed
    }

    private mutating func release(at elapsed: Duration) {
        if let reason = heldBy, let since = heldSince { heldBack.add(elapsed - since, to: reason) }
        heldBy = nil
        heldSince = nil
    }
}

/// Tokens of the last minute, by when they were counted.
private struct TokenLog {
    private var entries: [(elapsed: Duration, tokens: Int)] = []
    private var sum = 0
    private static let window = Duration.seconds(60)

    mutating func add(_ tokens: Int, at elapsed: Duration) {
        entries.append((elapsed, tokens))
        sum += tokens
    }

    /// When fewer than `limit` tokens lie in the minute before; nil where that is so already.
    mutating func whenBelow(_ limit: Int, at elapsed: Duration) -> Duration? {
        let old = entries.prefix { $0.elapsed + Self.window <= elapsed }
        sum -= old.reduce(0) { $0 + $1.tokens }
        entries.removeFirst(old.count)
        var rest = sum
        guard rest >= limit else { return nil }
        for entry in entries {
            rest -= entry.tokens
            if rest < limit { return entry.elapsed + Self.window }
        }
        return nil
    }
}
