internal import NIOCore
internal import RunModel

/// A completion sent as one JSON body, when its last token would have come.
final class WholeAnswer: Answer, Paced, EngineGuest {
    private let exchange: Exchange
    private let request: AnswerRequest
    private let behaviour: AnswerBehaviour
    private let seed: AnswerSeed
    private let created: Int
    let script: CompletionScript
    private var seat: EngineSeat?
    private var ticket: StreamPacer.Ticket?
    private(set) var tokensSent = 0

    init(
        _ request: AnswerRequest, _ behaviour: AnswerBehaviour, _ exchange: Exchange,
        _ seed: AnswerSeed, created: Int
    ) {
        self.exchange = exchange
        self.request = request
        self.behaviour = behaviour
        self.seed = seed
        self.created = created
        script = CompletionScript(
            behaviour, .whole, maxTokens: request.maxTokens, received: exchange.begun, seed)
    }

    func start(_ seat: EngineSeat?) {
        self.seat = seat
        ticket = exchange.loop.pacer.register(self)
        if seat == nil { answer(at: script.end) }
    }

    func engineBegan(cachedTokens: Int?) { exchange.cachedTokens = cachedTokens }

    func tokenCame(at instant: MonotonicInstant) {}

    func engineEnded(at end: MonotonicInstant) { answer(at: end) }

    private func answer(at end: MonotonicInstant) {
        guard let ticket else { return }
        var due = end
        if let fault = behaviour.fault, fault.kind == .stallBeforeHead || fault.kind == .stall {
            guard let duration = fault.duration else { return }
            due = due + duration
        }
        exchange.loop.pacer.wake(ticket, at: due)
    }

    func cancel() {
        exchange.loop.counters.count { $0.cancelled += 1 }
        leave()
    }

    var naturalEnd: MonotonicInstant { seat?.naturalEnd ?? script.end }

    private func leave() {
        if let ticket { exchange.loop.pacer.remove(ticket) }
        ticket = nil
        seat?.leave()
    }

    func act(now: MonotonicInstant) -> MonotonicInstant? {
        leave()
        tokensSent = script.totalTokens
        switch behaviour.fault?.kind {
        case .reset, .resetAfterHead:
            sendHalf()
            exchange.reset()
        case .close, .truncate:
            sendHalf()
            exchange.abandon()
        case .brokenJSON: exchange.answer(status: 200, body: String(body.dropLast(2)))
        default: exchange.answer(status: 200, body: body)
        }
        return nil
    }

    private func sendHalf() {
        let body = body
        exchange.queueStreamHead(contentType: "application/json", length: body.utf8.count)
        exchange.send(raw: String(body.prefix(body.count / 2)))
    }

    private var body: String {
        WholeForm(
            api: request.api,
            identity: AnswerIdentity(
                number: seed.number, model: request.model, created: created,
                tools: request.tools.names),
            parts: script.wholeParts(behaviour, seed), reason: script.finishReason,
            usage: TokenUsage(
                prompt: request.prompt.tokens, completion: script.totalTokens,
                reasoning: behaviour.countsReasoning(request.api) ? script.reasoningTokens : 0,
                cached: exchange.cachedTokens)
        ).json
    }
}
