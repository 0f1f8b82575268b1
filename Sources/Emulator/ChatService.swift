internal import Foundation
internal import Glibc
internal import NIOCore
internal import RunModel

/// Answers whole requests: from a route and a body to an answer under way.
struct ChatService {
    let loop: LoopContext

    /// Answers at once, or returns what goes on answering.
    func answer(_ route: Route, body: ByteBuffer, _ exchange: Exchange) -> (any Answer)? {
        switch route {
        case .health: exchange.answer(status: 200, body: #"{"status":"ok"}"#)
        case .models: exchange.answer(status: 200, body: Self.models)
        case .statistics: answerStatistics(exchange)
        case .chatCompletions: return complete(body, exchange)
        }
        return nil
    }

    private static let models =
        #"{"object":"list","data":[{"id":"gpt-4o-mini","object":"model","created":1721172741,"#
        + #""owned_by":"emulator"}]}"#

    private func answerStatistics(_ exchange: Exchange) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let json = try? encoder.encode(loop.server.statistics) else {
            preconditionFailure("statistics hold nothing that JSON cannot say")
        }
        exchange.answer(status: 200, body: String(decoding: json, as: UTF8.self))
    }

    private func complete(_ body: ByteBuffer, _ exchange: Exchange) -> (any Answer)? {
        let request: ChatRequest
        do {
            request = try ChatRequest.parsed(from: body)
        } catch {
            exchange.answer(error)
            return nil
        }
        let number = loop.server.nextCompletionNumber()
        var behaviour = loop.server.behaviour
        behaviour.fault = loop.server.fault(ofRequest: number)
        behaviour = request.overrides?.applied(to: behaviour) ?? behaviour
        if behaviour.rejectsIncludeUsage, request.includesUsage {
            exchange.answer(.usageUnknown)
            return nil
        }
        if let fault = behaviour.fault {
            loop.countError("fault_\(fault.kind.rawValue)")
            if replace(answerWith: fault, exchange) { return nil }
        }
        return begin(
            request, behaviour, exchange,
            AnswerSeed(seed: loop.server.seed, number: number, prompt: request.prompt))
    }

    private func begin(
        _ request: ChatRequest, _ behaviour: AnswerBehaviour, _ exchange: Exchange,
        _ seed: AnswerSeed
    ) -> any Answer {
        let created = time(nil)
        let isWhole = !request.isStreaming || behaviour.fault?.kind == .notAStream
        if isWhole && behaviour.fault?.kind != .hugeBody {
            let answer = WholeAnswer(request, behaviour, exchange, seed, created: created)
            answer.start()
            return answer
        }
        let stream = CompletionStream(request, behaviour, exchange, seed, created: created)
        stream.start()
        return stream
    }

    /// Answers with the fault alone; false when `fault` leaves something of the answer.
    private func replace(answerWith fault: Fault, _ exchange: Exchange) -> Bool {
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
        case .notHTTP:
            exchange.send(raw: "\u{16}\u{3}\u{1} this is not HTTP\r\n\r\n")
            exchange.abandon()
        default: return false
        }
        return true
    }
}

extension ErrorBody {
    fileprivate static let usageUnknown = ErrorBody(
        status: 400, message: "Unrecognized request argument supplied: stream_options.",
        parameter: "stream_options", code: "unknown_parameter")

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
