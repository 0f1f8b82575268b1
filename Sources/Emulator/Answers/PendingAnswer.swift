internal import Glibc
internal import RunModel

/// A valid request for a completion, ready to be answered as soon as its limits let it in.
struct PendingAnswer {
    let request: AnswerRequest
    let behaviour: AnswerBehaviour
    let exchange: Exchange
    let seed: AnswerSeed

    /// Answers at once, or returns what goes on answering.
    func begin() -> (any Answer)? {
        exchange.setWriting(link: behaviour.link, cuts: behaviour.cuts)
        if let fault = behaviour.fault {
            exchange.fault = fault.kind
            exchange.loop.countError("fault_\(fault.kind.rawValue)")
            if replace(answerWith: fault) { return nil }
        }
        let created = time(nil)
        let isWhole = !request.isStreaming || behaviour.fault?.kind == .notAStream
        if isWhole && behaviour.fault?.kind != .hugeBody {
            let answer = WholeAnswer(request, behaviour, exchange, seed, created: created)
            let seating = seat(answer, tokens: answer.script.totalTokens)
            if case .turnedAway = seating { return nil }
            exchange.source = answer
            answer.start(seating.seat)
            return answer
        }
        let stream = CompletionStream(request, behaviour, exchange, seed, created: created)
        let seating = seat(stream, tokens: stream.script.totalTokens)
        if case .turnedAway = seating { return nil }
        exchange.source = stream
        stream.start(seating.seat)
        return stream
    }

    /// Gives the answer its place in the server's engine, where there is one; turned away, it has been answered.
    private func seat(_ answer: any EngineGuest, tokens: Int) -> Seating {
        guard let engine = exchange.loop.server.engine else { return .ownTimes }
        let arrival = EngineArrival(
            at: .now(), promptTokens: request.prompt.tokens, outputTokens: tokens,
            blocks: engine.spec.cache > 0 ? request.promptBlocks : [])
        switch engine.seat(answer, arrival, on: exchange.loop.eventLoop) {
        case .taken(let seat): return .seated(seat)
        case .failed: exchange.answer(.engineFailed)
        case .full: turnAway(engine.spec.refusal)
        }
        return .turnedAway
    }

    private func turnAway(_ refusal: EngineSpec.Refusal) {
        switch refusal {
        case .status503: exchange.answer(.queueFull)
        case .status429: exchange.answer(.queueFull.with(status: 429))
        case .event where request.isStreaming: exchange.answer(eventWith: .queueFull, fields: [])
        case .event: exchange.answer(.queueFull)
        }
    }

    /// Sends the head of a stream that still waits, unless the answer needs another.
    func sendHeadEarly() {
        let isReplaced = behaviour.fault.map { Self.headless.contains($0.kind) } ?? false
        guard request.isStreaming, !isReplaced, !behaviour.sendsHeadLate else { return }
        exchange.setWriting(link: behaviour.link, cuts: nil)
        exchange.queueStreamHead(contentType: "text/event-stream; charset=utf-8")
        exchange.flush()
    }

    /// Faults whose head is not a stream's, or comes late or never.
    private static let headless: Set<Fault.Kind> = [
        .refuse, .httpError, .rateLimit, .resetBeforeHead, .stallBeforeHead, .notAStream, .html,
        .notHTTP,
        .hugeBody,
    ]

    /// Answers with the fault alone; false when `fault` leaves something of the answer.
    private func replace(answerWith fault: Fault) -> Bool {
        let retry = fault.retryAfter.map { [("retry-after", $0)] } ?? []
        switch fault.kind {
        case .httpError:
            exchange.answer(.injected(status: fault.status ?? 500), fields: retry)
        case .rateLimit:
            exchange.answer(.rateLimit, fields: retry.isEmpty ? [("retry-after", "1")] : retry)
        case .html:
            let page = "<!DOCTYPE html>\n<html><body><h1>Sign in to the network</h1></body></html>"
            exchange.answer(status: 200, contentType: "text/html", body: page)
        case .resetBeforeHead: exchange.reset()
        case .refuse: exchange.abandon()
        case .notHTTP:
            exchange.send(raw: "\u{16}\u{3}\u{1} this is not HTTP\r\n\r\n")
            exchange.abandon()
        default: return false
        }
        return true
    }
}

/// Where an answer gets its tokens.
private enum Seating {
    case ownTimes
    case seated(EngineSeat)
    case turnedAway

    var seat: EngineSeat? {
        if case .seated(let seat) = self { seat } else { nil }
    }
}

extension ErrorBody {
    fileprivate static let queueFull = ErrorBody(
        status: 503, message: "The request queue is full.", type: "overloaded",
        code: "queue_full")

    fileprivate static let engineFailed = ErrorBody(
        status: 500, message: "The engine failed.", type: "server_error", code: "engine_failed")

    fileprivate static let rateLimit = ErrorBody(
        status: 429, message: "Rate limit reached for requests.", type: "requests",
        code: "rate_limit_exceeded")

    fileprivate static func injected(status: Int) -> ErrorBody {
        ErrorBody(
            status: status,
            message: "The server answers with status \(status), as it was asked to.",
            type: status < 500 ? "invalid_request_error" : "server_error")
    }
}
