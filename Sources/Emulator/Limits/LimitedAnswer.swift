internal import NIOCore
internal import RunModel

/// What an admitted request holds of its key's limits until it is over.
struct LimitLease {
    let account: KeyAccount
    let demand: LimitDemand

    /// Whose streams' gaps grow while too many are open.
    var crowdedAccount: KeyAccount? {
        demand.isStreaming && account.policy.streams.excess == .slow ? account : nil
    }
}

/// A request before its key's limits: let in, refused, or waiting. Confined to its event loop.
final class LimitedAnswer: Answer {
    private let pending: PendingAnswer
    private let account: KeyAccount
    private let demand: LimitDemand
    private var waiter: KeyLedger.WaiterID?
    private var answer: (any Answer)?
    private var isCancelled = false
    /// Whether a refusal is still to be sent, or never will be.
    private var isSilent = false

    init(_ pending: PendingAnswer, account: KeyAccount) {
        self.pending = pending
        self.account = account
        demand = LimitDemand(
            isStreaming: pending.request.isStreaming, promptTokens: pending.request.prompt.tokens,
            maxTokens: pending.request.maxTokens, prompt: pending.request.prompt.digest.value,
            draw: .random(in: 0 ... .max))
    }

    private var exchange: Exchange { pending.exchange }

    /// Answers, or returns what goes on answering.
    func begin() -> (any Answer)? {
        let loop = exchange.loop.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        let decision = account.request(demand, on: loop) { bound.value.settle($0) }
        settle(decision)
        // Refused, or answered whole already: there is nothing left to cancel.
        if waiter == nil, !isSilent { return answer }
        return self
    }

    private func settle(_ decision: KeyAccount.Decision) {
        waiter = nil
        switch decision.verdict {
        case .admitted where isCancelled:
            // It got its turn while the news of its client's leaving was on the way.
            account.end(demand, .cancel, generated: 0, on: exchange.loop.eventLoop) { .now() }
        case .admittedFor where isCancelled:
            account.end(demand, .cancel, generated: 0, on: exchange.loop.eventLoop) { .now() }
        case .admitted: begin(decision)
        case .admittedFor(let span):
            begin(decision)
            endLater(span)
        case .waits(let forSlot):
            waiter = decision.waiter
            guard !isCancelled, forSlot, account.policy.streams.queuedHead == .atOnce else {
                return
            }
            tell(decision)
            pending.sendHeadEarly()
        case .refused(let refusal):
            guard !isCancelled else { return }
            tell(decision)
            refuseInTime(refusal)
        }
    }

    private func begin(_ decision: KeyAccount.Decision) {
        tell(decision)
        exchange.lease = LimitLease(account: account, demand: demand)
        exchange.begun = .now()
        answer = pending.begin()
    }

    /// Breaks the answer after `span`, if it is still under way then.
    private func endLater(_ span: Duration) {
        let bound = NIOLoopBound(self, eventLoop: exchange.loop.eventLoop)
        _ = exchange.loop.eventLoop.scheduleTask(in: .nanoseconds(span.nanoseconds)) {
            let late = bound.value
            guard !late.isCancelled, late.exchange.lease != nil, let answer = late.answer else {
                return
            }
            answer.cancel()
            late.exchange.reset()
        }
    }

    /// Refuses at once, or as late as the policy says, or never.
    private func refuseInTime(_ refusal: LimitRefusal) {
        let isOfStreams = refusal.reason == .streams || refusal.reason == .queue
        switch account.policy.streams.irregular.refusalDelay {
        case .after(let delay) where delay == .zero || !isOfStreams: refuse(refusal)
        case .never where !isOfStreams: refuse(refusal)
        case .never: isSilent = true
        case .after(let delay):
            isSilent = true
            let bound = NIOLoopBound(self, eventLoop: exchange.loop.eventLoop)
            _ = exchange.loop.eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) {
                guard !bound.value.isCancelled else { return }
                bound.value.refuse(refusal)
            }
        }
    }

    private func tell(_ decision: KeyAccount.Decision) {
        exchange.limitFields = fields.fields(
            decision.reading.told(with: decision.verdict), exchange.api, at: .now())
    }

    private var fields: LimitFields {
        LimitFields(policy: account.policy.headers, clock: exchange.loop.server.clock)
    }

    func cancel() {
        isCancelled = true
        if let answer {
            answer.cancel()
        } else {
            exchange.loop.counters.count { $0.cancelled += 1 }
            account.withdraw(waiter ?? 0, on: exchange.loop.eventLoop)
        }
    }

    var tokensSent: Int { answer?.tokensSent ?? 0 }
    var naturalEnd: MonotonicInstant { answer?.naturalEnd ?? .now() }
}

extension LimitedAnswer {
    private func refuse(_ refusal: LimitRefusal) {
        let now = MonotonicInstant.now()
        let retry = fields.retryAfter(refusal, at: now)
        let body = ErrorBody(refusal, account.policy, fields, at: now)
        exchange.refusal = refusal.reason
        let shape = refusal.reason == .quota ? RefusalShape.json429 : account.policy.errorShape
        switch shape {
        case .json503: exchange.answer(body.with(status: 503), fields: retry)
        case .errorEvent where demand.isStreaming: exchange.answer(eventWith: body, fields: retry)
        case .json429, .errorEvent: exchange.answer(body, fields: retry)
        case .close: exchange.abandon()
        }
    }
}
