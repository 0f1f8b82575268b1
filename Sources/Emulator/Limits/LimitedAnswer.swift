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

    init(_ pending: PendingAnswer, account: KeyAccount) {
        self.pending = pending
        self.account = account
        demand = LimitDemand(
            isStreaming: pending.request.isStreaming, promptTokens: pending.request.promptTokens,
            maxTokens: pending.request.maxTokens)
    }

    private var exchange: Exchange { pending.exchange }

    /// Answers, or returns what goes on answering.
    func begin() -> (any Answer)? {
        let loop = exchange.loop.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        let decision = account.request(demand, on: loop) { bound.value.settle($0) }
        settle(decision)
        // Refused, or answered whole already: there is nothing left to cancel.
        if waiter == nil { return answer }
        return self
    }

    private func settle(_ decision: KeyAccount.Decision) {
        waiter = nil
        switch decision.verdict {
        case .admitted where isCancelled:
            // It got its turn while the news of its client's leaving was on the way.
            account.end(demand, .cancel, generated: 0, on: exchange.loop.eventLoop) { .now() }
        case .admitted:
            tell(decision)
            exchange.lease = LimitLease(account: account, demand: demand)
            exchange.begun = .now()
            answer = pending.begin()
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
            refuse(refusal)
        }
    }

    private func tell(_ decision: KeyAccount.Decision) {
        exchange.limitFields = fields.fields(decision.reading)
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
        let body = ErrorBody(refusal, account.policy, toldWait: fields.toldWait(refusal))
        exchange.refusal = refusal.reason
        switch account.policy.errorShape {
        case .json503: exchange.answer(body.with(status: 503), fields: retry)
        case .errorEvent where demand.isStreaming: exchange.answer(eventWith: body, fields: retry)
        case .json429, .errorEvent: exchange.answer(body, fields: retry)
        case .close: exchange.abandon()
        }
    }
}

extension ErrorBody {
    /// The 429 of a request over a limit, worded as OpenAI does.
    init(_ refusal: LimitRefusal, _ policy: LimitPolicy, toldWait: Duration?) {
        let isLying = policy.headers.truth == .lying
        let span = DurationText.text(policy.window.length)
        let what: String
        switch refusal.reason {
        case .streams:
            what = "concurrent streams: limit \(policy.streams.limit ?? 0)"
        case .requests:
            let stated = isLying ? policy.headers.statedRequests : nil
            what = "requests: limit \(stated ?? policy.requests.limit ?? 0) in \(span)"
        case .tokens:
            let stated = isLying ? policy.headers.statedTokens : nil
            what = "tokens: limit \(stated ?? policy.tokens.limit ?? 0) in \(span)"
        case .queue:
            what = "waiting requests: limit \(policy.queueLength)"
        }
        let hint = toldWait.map { " Please try again in \(DurationText.text($0))." } ?? ""
        self.init(
            status: 429, message: "Rate limit reached for \(what).\(hint)",
            type: refusal.reason.rawValue, code: "rate_limit_exceeded")
    }

    func with(status: Int) -> ErrorBody {
        var copy = self
        copy.status = status
        return copy
    }
}
