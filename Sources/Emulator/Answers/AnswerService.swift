internal import Foundation
internal import NIOCore
internal import RunModel
internal import Statistics

/// Answers whole requests: from a route and a body to an answer under way.
struct AnswerService {
    let loop: LoopContext

    /// Answers at once, or returns what goes on answering.
    ///
    /// - Throws: the 400 for a query that makes no sense.
    func answer(
        _ route: Route, target: String, body: ByteBuffer, _ exchange: Exchange
    ) throws(ErrorBody) -> (any Answer)? {
        switch route {
        case .health: exchange.answer(status: 200, body: #"{"status":"ok"}"#)
        case .models: exchange.answer(status: 200, body: Self.models)
        case .statistics: answerStatistics(exchange)
        case .metrics:
            let text = PrometheusText(loop.server.statistics).text
            exchange.answer(status: 200, contentType: PrometheusText.contentType, body: text)
        case .log: answerLog(try LogQuery(target: target), exchange)
        case .answer(let api): return complete(body, api, exchange)
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

    private func answerLog(_ query: LogQuery, _ exchange: Exchange) {
        let entries = loop.server.log.last(query.count).map { $0.json(loop.server.clock) }
        if query.isArray {
            exchange.answer(status: 200, body: "[\(entries.joined(separator: ","))]")
        } else {
            exchange.answer(
                status: 200, contentType: "application/x-ndjson",
                body: entries.map { $0 + "\n" }.joined())
        }
    }

    private func complete(
        _ body: ByteBuffer, _ api: APIName, _ exchange: Exchange
    ) -> (any Answer)? {
        var request: AnswerRequest
        do {
            request = try AnswerRequest.parsed(from: body, api)
        } catch {
            exchange.answer(error)
            return nil
        }
        exchange.isStreaming = request.isStreaming
        if let tokenizer = loop.server.behaviour.tokenizer { request.prompt.count(by: tokenizer) }
        let number = loop.server.nextCompletionNumber()
        var behaviour = loop.server.behaviour
        behaviour.fault = loop.server.fault(ofRequest: number)
        if let like = loop.server.likeness?.answer(
            loop.server.seed, number: number, isStreaming: request.isStreaming)
        {
            behaviour.imitate(like)
        }
        if request.prompt.wantsOneWord { behaviour.latency.outputTokens = .constant(1) }
        behaviour.isCallAlone = request.tools.isForced
        behaviour = request.overrides?.applied(to: behaviour) ?? behaviour
        guard api != .completions || behaviour.toolCalls == 0 else {
            exchange.answer(.noCalls)
            return nil
        }
        if behaviour.rejectsIncludeUsage, request.includesUsage {
            exchange.answer(.usageUnknown)
            return nil
        }
        if behaviour.rejectsIgnoringEnd, request.ignoresEnd {
            exchange.answer(.endUnknown)
            return nil
        }
        if request.ignoresEnd, let most = request.maxTokens {
            behaviour.latency.outputTokens = .constant(Double(most) + 1)
        }
        exchange.caller?.model = request.model
        guard let caller = exchange.caller else {
            preconditionFailure("a completion was asked for without looking for a key")
        }
        let pending = PendingAnswer(
            request: request, behaviour: behaviour, exchange: exchange,
            seed: AnswerSeed(seed: loop.server.seed, number: number, prompt: request.prompt.digest))
        return LimitedAnswer(pending, account: loop.server.directory.account(of: caller)).begin()
    }
}

extension ErrorBody {
    fileprivate static let noCalls = ErrorBody(
        status: 400, message: "Completions have no calls of tools.",
        parameter: "emulator.tool_calls", code: "invalid_value")

    fileprivate static let endUnknown = ErrorBody(
        status: 400, message: "Unrecognized request argument supplied: ignore_eos.",
        parameter: "ignore_eos", code: "unknown_parameter")

    fileprivate static let usageUnknown = ErrorBody(
        status: 400, message: "Unrecognized request argument supplied: stream_options.",
        parameter: "stream_options", code: "unknown_parameter")
}
