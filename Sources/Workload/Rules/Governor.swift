package import RunModel

/// Keeps one worker's load within the rules of the run, and its streams within its part of the tier's.
///
/// A start that is held back in open loop keeps its scheduled time, so that the wait is part of what its
/// user would have felt, but for a server's pause, whose backlog is not sent; in closed loop, where nobody
/// waits, it is scheduled anew.
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
    private var hasBegun = false

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
        if isOver || rules.isOver {
            hold(nil, at: elapsed)
            return .finished
        }
        begin(at: elapsed)
        if isOpenLoop, heldBy == .server, elapsed >= rules.pause.end {
            dropBacklog(at: elapsed, .server)
        }
        if pending == nil {
            let dispatch = load.next(elapsed: elapsed, open: open)
            guard case .start(let ticket) = dispatch else { return dispatch }
            pending = ticket
        }
        guard var ticket = pending else { return .waitForEnd }
        if let (reason, until) = obstacle(elapsed, open: open) {
            hold(reason, at: elapsed)
            // Whatever holds it back, nothing starts after the planned end.
            if let end = load.plannedEnd, elapsed >= end {
                finish(at: end)
                return .finished
            }
            // Another worker may end the run meanwhile.
            let latest = min(elapsed + Self.longestWait, load.plannedEnd ?? .seconds(Int64.max))
            if reason == .streams, load.plannedEnd == nil { return .waitForEnd }
            return .wait(until: min(until ?? latest, latest))
        }
        hold(nil, at: elapsed)
        pending = nil
        // What a pause held back would else have the pause in its latency.
        ticket.scheduled = isOpenLoop ? max(ticket.scheduled, rules.pause.end) : elapsed
        rules.began(ticket)
        return .start(ticket)
    }

    private static let longestWait = Duration.seconds(1)
    /// A shard that begins later than this does not send what was due before.
    private static let latestBegin = Duration.milliseconds(100)

    /// Of a shard that began late, or was stopped over its start: what was due meanwhile would be a burst that nobody planned.
    private mutating func begin(at elapsed: Duration) {
        guard !hasBegun else { return }
        hasBegun = true
        guard isOpenLoop, rules.leavesOutMissed, elapsed > Self.latestBegin else { return }
        rules.miss(starts: load.skip(before: elapsed, completesPair: false))
    }

    /// Users who came while the server wanted to be left alone were turned away: to send all of them at its
    /// end would be a burst that nobody planned. A pair that has begun is completed.
    private mutating func dropBacklog(at elapsed: Duration, _ reason: HeldBack.Reason) {
        hold(nil, at: elapsed)
        var isPairBroken = false
        if let ticket = pending, ticket.pair == nil || ticket.isFirst {
            pending = nil
            rules.giveUp(starts: 1, reason)
            load.gaveUp(ticket, at: elapsed)
            isPairBroken = ticket.pair != nil
        }
        rules.giveUp(
            starts: load.skip(before: elapsed, completesPair: !isPairBroken), reason)
    }

    /// What was due until `end` and was held back is not sent any more.
    private mutating func finish(at end: Duration) {
        let reason = heldBy
        isOver = true
        if isOpenLoop, let reason {
            dropBacklog(at: end, reason)
            if pending != nil { rules.giveUp(starts: 1, reason) }
        }
        pending = nil
        hold(nil, at: end)
    }

    package mutating func saw(_ event: RequestEvent) {
        load.saw(event)
        switch event.kind {
        case .answered(let status, let limits):
            if let wait = longestWait(status, limits) { rules.pause(for: wait, at: event.elapsed) }
            if let text = limits.unreadableRetryAfter, !(200..<300).contains(status) {
                rules.couldNotRead(retryAfter: text)
            }
        case .firstOutput: rules.sawOutput(of: event.ticket.target)
        case .ended(let record):
            if record.limits.isWaitInBody,
                let wait = longestWait(record.status ?? 0, record.limits)
            {
                rules.pause(for: wait, at: event.elapsed)
            }
            rules.ended(record, at: event.elapsed)
        }
    }

    package var reactsToAnswers: Bool { load.reactsToAnswers }
    package var delayedStarts: Int { load.delayedStarts }
    package var heldTurns: HeldTurns { load.heldTurns }
    package var conversationAccount: ConversationAccount? { load.conversationAccount }
    package func goesOn(session: Int) -> Bool { load.goesOn(session: session) }
    package var plannedEnd: Duration? { load.plannedEnd }

    /// What the server asks for in a refusal. Under a tier also on answers that were given, and for a budget of
    /// which nothing remains until it is whole again only where our own rate is not within it: that finds room
    /// as it goes.
    private func longestWait(_ status: Int, _ limits: LimitHeaders) -> Duration? {
        guard isTier else { return limits.wait(afterStatus: status) }
        let budgets = [
            (limits.requests, tier?.requestsPerMinute), (limits.tokens, tier?.tokensPerMinute),
        ]
        let resets = budgets.compactMap { budget, own -> Duration? in
            guard budget.remaining == 0 else { return nil }
            let isWithin = own.map { $0 <= budget.limit ?? .max } ?? false
            return isWithin ? nil : budget.reset
        }
        // On an answer that was given it says nothing about this request (RFC 9110, section 10.2.3).
        let retryAfter = (200..<300).contains(status) ? nil : limits.retryAfter
        return ([retryAfter].compactMap { $0 } + resets).max()
    }

    private var isTier: Bool {
        guard let tier else { return false }
        return tier.maxStreams != nil || tier.requestsPerMinute != nil
            || tier.tokensPerMinute != nil
    }

    /// What keeps a start back, and until when; nil until a request ends. Where nothing does, the rate's place
    /// for the start is taken.
    private func obstacle(
        _ elapsed: Duration, open: Int
    ) -> (HeldBack.Reason, until: Duration?)? {
        let pauseEnd = rules.pause.end
        if elapsed < pauseEnd { return (.server, pauseEnd) }
        if let maxStreams, open >= maxStreams { return (.streams, nil) }
        if let free = rules.rate.whenFree(at: elapsed) { return (.requestRate, free) }
        if let free = rules.tokens?.whenFree(at: elapsed) { return (.tokenRate, free) }
        if !isOpenLoop, let free = rules.backoff.take(at: elapsed) { return (.failures, free) }
        return rules.rate.take(at: elapsed).map { (.requestRate, $0) }
    }

    private mutating func hold(_ reason: HeldBack.Reason?, at elapsed: Duration) {
        rules.hold(reason, instead: heldBy, at: elapsed)
        heldBy = reason
    }
}
