import RecordStore
import RunModel
import Testing

/// Whole runs by each API against small servers that speak it.
@Suite(.ownTime) struct DialectRunTests {
    private static let key = "key-of-the-test-0123"

    private func measure(
        _ baseURL: String, _ api: APIName?, _ change: (inout RunPlan) -> Void = { _ in }
    ) async throws -> MeasuredRun {
        try await MeasuredRun.measureNowhere(baseURL, key: Self.key) {
            $0.target.api = api
            $0.load.requests = 2
            $0.load.concurrency = 1
            change(&$0)
        }
    }

    private func fields(_ request: RecordedRequest) -> [String] {
        request.head.split(separator: "\r\n").map { $0.lowercased() }
    }

    @Test(arguments: APIName.allCases)
    func `a run means the same by every API`(api: APIName) async throws {
        let answer = SpokenAnswer.of(api)
        let server = try RecordingServer { answer.text($0) }
        let run = try await measure(server.baseURL, api) {
            $0.request.modes = .both
            $0.request.maxTokens = 30
        }
        #expect(run.record.manifest.api == api)
        #expect(run.outcomes == [.ok])
        #expect(Set(run.requests.map(\.mode)).count == 2)
        for request in run.requests {
            #expect(request.events.output == (request.mode == .streaming ? 2 : 1))
            #expect(request.tokens.source == .usage)
            #expect(request.tokens.prompt == 9 && request.tokens.output == 7)
            #expect(request.bytes.output == "hi there".utf8.count)
            #expect(request.instants.firstAnswer == request.instants.firstOutput)
            #expect(request.events.broken == 0 && request.maxTokens == 30)
        }
        #expect(run.record.manifest.notices.filter { $0.kind == .answerForm }.isEmpty)
        let lines = fields(try #require(server.requests.first))
        let path = api == .chat ? "chat/completions" : api.rawValue
        #expect(lines.first == "post /v1/\(path) http/1.1")
        let isMessages = api == .messages
        #expect(lines.contains("authorization: bearer \(Self.key)") == !isMessages)
        #expect(lines.contains("x-api-key: \(Self.key)") == isMessages)
        #expect(lines.contains("anthropic-version: 2023-06-01") == isMessages)
        let limit = api == .responses ? "max_output_tokens" : "max_tokens"
        #expect(try server.body()[limit] as? Int == 30)
        #expect(try run.filesContaining(Self.key).isEmpty)
    }

    @Test(arguments: APIName.allCases)
    func `a stream without its end is truncated, and says of what`(api: APIName) async throws {
        let answer = SpokenAnswer.of(api)
        let text = answer.text(.asking(#""stream":true"#)).replacing(answer.stream.end, with: "")
        let server = try RecordingServer { _ in text }
        let run = try await measure(server.baseURL, api)
        #expect(run.outcomes == [.truncated])
        let message = try #require(run.requests.first?.message)
        let words = [
            APIName.chat: "a finish_reason and without [DONE]",
            .completions: "a finish_reason and without [DONE]",
            .responses: "response.completed", .messages: "a stop_reason and without message_stop",
        ]
        #expect(message.contains(words[api] ?? "?"), "\(message)")
        #expect(run.requests.allSatisfy { $0.tokens.source == .events && $0.events.output == 2 })
    }

    @Test func `a limit that thinking used up is told`() async throws {
        let end = SpokenAnswer.event(
            "response.incomplete",
            #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"#
                + #""usage":{"output_tokens":87,"output_tokens_details":{"reasoning_tokens":87}}}"#)
        let server = try RecordingServer { _ in Self.head + end }
        let run = try await measure(server.baseURL, .responses)
        #expect(run.outcomes == [.empty])
        let message = run.requests.first?.message ?? ""
        #expect(message.contains("max_output_tokens, 87 reasoning tokens counted and not sent"))
    }

    @Test(arguments: [
        (APIName.chat, APIName.messages), (.messages, .chat), (.responses, .chat),
        (.chat, .responses),
    ])
    func `a server that answers by another API is told by its name`(
        asked: APIName, spoken: APIName
    ) async throws {
        let answer = SpokenAnswer.of(spoken)
        let server = try RecordingServer { answer.text($0) }
        let run = try await measure(server.baseURL, asked)
        let request = try #require(run.requests.first)
        #expect(request.outcome.isFailure)
        let message = request.message ?? ""
        #expect(message.contains("by the API \(spoken.rawValue), for which --api"), "\(message)")
    }

    private static let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    @Test(arguments: [
        (
            APIName.messages,
            SpokenAnswer.event(
                "error", #""error":{"type":"overloaded_error","message":"Overloaded"}"#),
            "overloaded_error", "Overloaded"
        ),
        (
            .responses,
            SpokenAnswer.event("error", #""code":"server_error","message":"fell over""#),
            "server_error", "fell over"
        ),
        (
            .responses,
            SpokenAnswer.event(
                "response.failed",
                #""response":{"status":"failed","error":{"code":"server_error","message":"died"}}"#),
            "server_error", "died"
        ),
    ])
    func `an error inside a stream fails it, before and after output`(
        api: APIName, error: String, name: String, words: String
    ) async throws {
        let before = SpokenAnswer.of(api).stream.events
        let server = try RecordingServer { _ in Self.head + before + error }
        let run = try await measure(server.baseURL, api)
        #expect(run.outcomes == [.inBandError])
        let request = try #require(run.requests.first)
        #expect(request.message == words)
        #expect(request.error?.type == name || request.error?.code == name)
        #expect(request.events.output == 2)
    }

    @Test(arguments: [
        (
            APIName.responses,
            SpokenAnswer.event(
                "response.incomplete",
                #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#
            ), Outcome.ok, "max_output_tokens"
        ),
        (
            .responses,
            SpokenAnswer.event("response.cancelled", #""response":{"status":"cancelled"}"#),
            .inBandError, "cancelled"
        ),
        (
            .messages, SpokenAnswer.event("message_delta", #""delta":{"stop_reason":"refusal"}"#),
            .ok, "refusal"
        ),
        (
            .messages,
            SpokenAnswer.event("message_delta", #""delta":{"stop_reason":"max_tokens"}"#), .ok,
            "max_tokens"
        ),
        (.responses, "data: [DONE]\n\n", .ok, ""),
    ])
    func `an answer that ends otherwise says why`(
        api: APIName, end: String, outcome: Outcome, reason: String
    ) async throws {
        let before = SpokenAnswer.of(api).stream.events
        let server = try RecordingServer { _ in Self.head + before + end }
        let run = try await measure(server.baseURL, api)
        #expect(run.outcomes == [outcome], "\(run.requests.first?.message ?? "")")
        #expect(run.requests.allSatisfy { $0.finishReason?.rawValue ?? "" == reason })
    }

    private static let item =
        #""item":{"type":"function_call","name":"gauge","arguments":"#
    private static let call = #"{\"at\":\"home\"}"#

    /// Events between the beginning and the end of an answer, with the output events and their bytes.
    @Test(arguments: [
        (SpokenAnswer.event("response.output_text.done", #""text":"hi there""#), 1, 8),
        (SpokenAnswer.event("response.output_item.done", item + #""\#(call)"}"#), 1, 5 + 17),
        ("", 1, 8),
        (
            SpokenAnswer.event("response.output_item.added", item + #"""}"#)
                + SpokenAnswer.event(
                    "response.function_call_arguments.done", #""arguments":"\#(call)""#)
                + SpokenAnswer.event("response.output_item.done", item + #""\#(call)"}"#),
            2, 5 + 17
        ),
        // Two calls at a time, which are ended later.
        (
            ["a", "b"].map {
                SpokenAnswer.event(
                    "response.function_call_arguments.delta", #""item_id":"\#($0)","delta":"{}""#)
            }.joined()
                + ["a", "b"].map {
                    SpokenAnswer.event(
                        "response.function_call_arguments.done",
                        #""item_id":"\#($0)","arguments":"{}""#)
                }.joined(), 2, 4
        ),
    ])
    func `what only the end of a part gives is output, once`(
        events: String, outputs: Int, bytes: Int
    ) async throws {
        let end = SpokenAnswer.of(.responses).stream.end
        let server = try RecordingServer { _ in Self.head + events + end }
        let run = try await measure(server.baseURL, .responses)
        #expect(run.outcomes == [.ok])
        for request in run.requests {
            #expect(request.events.output == outputs && request.bytes.output == bytes)
            #expect(request.tokens.source == .usage && request.tokens.output == 7)
        }
    }

    @Test(arguments: [
        (Provider.azure, APIName.chat, "api-key: ", "max_tokens", true),
        (.openai, .chat, "authorization: bearer ", "max_completion_tokens", true),
        (.mistral, .chat, "authorization: bearer ", "max_tokens", false),
        (.anthropic, .messages, "x-api-key: ", "max_tokens", false),
        (.openrouter, .messages, "authorization: bearer ", "max_tokens", false),
        (.anthropic, .chat, "authorization: bearer ", "max_tokens", true),
        (.ollama, .responses, "authorization: bearer ", "max_output_tokens", false),
    ])
    func `a provider is asked in its own way`(
        provider: Provider, api: APIName, keyField: String, limit: String, hasOptions: Bool
    ) async throws {
        let answer = SpokenAnswer.of(api)
        let server = try RecordingServer { answer.text($0) }
        let run = try await measure(server.baseURL, api) {
            $0.target.provider = provider
            $0.request.maxTokens = 20
        }
        #expect(run.outcomes == [.ok])
        let lines = fields(try #require(server.requests.first))
        #expect(lines.contains(keyField + Self.key))
        #expect(lines.count { $0.contains(Self.key) } == 1)
        let body = try server.body()
        #expect(body[limit] as? Int == 20)
        #expect((body["stream_options"] != nil) == hasOptions)
        #expect(run.record.manifest.notices.isEmpty)
    }

    @Test func `what the user says of headers stands alone`() async throws {
        let answer = SpokenAnswer.of(.messages)
        let server = try RecordingServer { answer.text($0) }
        let run = try await measure(server.baseURL, nil) {
            $0.target.provider = .anthropic
            $0.request.headers = ["anthropic-version: 2030-01-01", "anthropic-beta: x"]
        }
        #expect(run.record.manifest.api == .messages)
        let lines = fields(try #require(server.requests.first))
        #expect(
            lines.filter { $0.hasPrefix("anthropic-version:") } == ["anthropic-version: 2030-01-01"]
        )
        #expect(try server.body()["max_tokens"] as? Int == 4096)
        #expect(run.requests.allSatisfy { $0.maxTokens == 4096 })
    }

    @Test func `an overloaded Messages server is left alone as it asks`() async throws {
        let body = #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        let server = try RecordingServer { _ in
            "HTTP/1.1 529 Overloaded\r\nContent-Type: application/json\r\nretry-after-ms: 30\r\n"
                + "anthropic-ratelimit-requests-limit: 50\r\nanthropic-ratelimit-requests-remaining: 0\r\n"
                + "anthropic-ratelimit-requests-reset: 2000-01-01T00:00:00Z\r\nConnection: close\r\n\r\n\(body)"
        }
        let run = try await measure(server.baseURL, .messages)
        #expect(run.outcomes == [.http5xx])
        for request in run.requests {
            #expect(request.status == 529 && request.error?.type == "overloaded_error")
            #expect(request.limits.retryAfter == .milliseconds(30))
            #expect(request.limits.requests.limit == 50 && request.limits.requests.remaining == 0)
        }
    }
}

extension RecordedRequest {
    /// One that asks for this.
    static func asking(_ body: String) -> RecordedRequest { RecordedRequest(head: "", body: body) }
}
