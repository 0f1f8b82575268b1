import Emulator
import Foundation
import RunModel
import Testing

/// Answers in the forms of the APIs beside chat, as a client sees them.
@Suite struct APIFormTests {
    private static let version = "anthropic-version: 2023-06-01"

    private func ask(
        _ api: APIName, _ emulator: String, stream: Bool = true, more: String = "",
        fields: [String] = [version],
        configure: (inout EmulatorConfiguration) -> Void = { _ in }
    ) async throws -> RawResponse {
        let prompt =
            switch api {
            case .completions: #""prompt":"how fast is it""#
            case .responses: #""input":"how fast is it""#
            case .chat, .messages:
                #""max_tokens":99,"messages":[{"role":"user","content":"how fast is it"}]"#
            }
        let body =
            #"{"model":"m","stream":\#(stream),"emulator":\#(emulator),\#(prompt)\#(more)}"#
        return try await withServer(configure: configure) { server in
            let client = try RawClient(port: server.port)
            let path = api == .chat ? "chat/completions" : api.rawValue
            client.post(body, path: "/v1/\(path)", fields: fields)
            return client.response()
        }
    }

    private func types(_ response: RawResponse) -> [String] {
        EventText(response.body).events.map { $0.json["type"] as? String ?? $0.data ?? "" }
    }

    /// Without neighbours of the same kind.
    private func outline(_ response: RawResponse) -> [String] {
        types(response).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    @Test func `Messages open, fill and close a block for each part`() async throws {
        let response = try await ask(
            .messages, #"{"tokens":3,"reasoning_tokens":2,"tool_calls":1,"tool_tokens":2}"#)
        let block = ["content_block_start", "content_block_delta", "content_block_stop"]
        #expect(
            outline(response) == ["message_start", block[0], "ping", block[1], block[2]]
                + block + block + ["message_delta", "message_stop"])
        let names = response.body.split(separator: "\n").filter { $0.hasPrefix("event: ") }
            .map { String($0.dropFirst(7)) }
        #expect(names == types(response))
    }

    @Test func `Responses are numbered without a hole, and end with all that was said`()
        async throws
    {
        let response = try await ask(
            .responses, #"{"tokens":3,"reasoning_tokens":2,"tool_calls":2,"tool_tokens":2}"#)
        let events = EventText(response.body).events
        #expect(events.compactMap { $0.json["sequence_number"] as? Int } == Array(0..<events.count))
        let deltas = events.filter { ($0.json["type"] as? String)?.hasSuffix(".delta") == true }
        #expect(deltas.count == 3 + 2 + 4)
        let last = try #require(events.last?.json["response"] as? [String: Any])
        #expect(last["status"] as? String == "completed")
        let output = try #require(last["output"] as? [[String: Any]])
        #expect(
            output.map { $0["type"] as? String } == [
                "reasoning", "message", "function_call", "function_call",
            ])
        let text = ((output[1]["content"] as? [[String: Any]])?.first)?["text"] as? String
        let sent = deltas.filter { $0.json["type"] as? String == "response.output_text.delta" }
            .compactMap { $0.json["delta"] as? String }.joined()
        #expect(text == sent && sent.split(separator: " ").count == 3)
        let arguments = try #require(output[3]["arguments"] as? String)
        let object = try JSONSerialization.jsonObject(with: Data(arguments.utf8))
        #expect((object as? [String: String])?.keys.first == "query")
    }

    @Test(arguments: APIName.allCases)
    func `a whole answer says what the stream says`(api: APIName) async throws {
        let wish = #"{"tokens":5,"reasoning_tokens":3,"reasoning":"content"}"#
        let stream = EventText(try await ask(api, wish).body)
        let whole = EventText("data: " + (try await ask(api, wish, stream: false).body) + "\n\n")
        let said = whole.blocks[0].texts(["content", "text"]).joined()
        let streamed = stream.events
            .filter { ($0.json["type"] as? String)?.hasSuffix("delta") != false }
            .filter { $0.json["response"] == nil }
            .flatMap { $0.texts(["content", "text", "delta"]) }.joined()
        #expect(streamed == said)
        #expect(said.hasPrefix("<think>") && said.contains("</think>"))
        #expect(said.split(separator: " ").count == 8)
    }

    @Test(
        arguments: [
            (APIName.completions, "rate_limit", 429, "requests"),
            (.responses, "rate_limit", 429, "requests"),
            (.messages, "rate_limit", 429, "rate_limit_error"), (.messages, "html", 200, nil),
        ] as [(APIName, String, Int, String?)])
    func `errors are worded as the API does`(
        api: APIName, fault: String, status: Int, type: String?
    ) async throws {
        let response = try await ask(api, #"{"fault":{"kind":"\#(fault)"}}"#)
        #expect(response.status == status)
        let json = EventText("data: \(response.body)\n\n").blocks[0].json
        #expect((json["error"] as? [String: Any])?["type"] as? String == type)
        #expect((json["type"] as? String == "error") == (api == .messages && type != nil))
    }

    @Test func `Messages want their version and take their key`() async throws {
        let keyed: (inout EmulatorConfiguration) -> Void = { $0.apiKeys = ["sk-right"] }
        let cases = [
            ([Self.version], 401), ([Self.version, "x-api-key: sk-wrong"], 401),
            (["x-api-key: sk-right"], 400), ([Self.version, "x-api-key: sk-right"], 200),
        ]
        for (fields, status) in cases {
            let response = try await ask(.messages, "{}", fields: fields, configure: keyed)
            #expect(response.status == status, "\(fields)")
        }
    }

    @Test func `Messages tell limits in their words, with dates`() async throws {
        var told: [String: String] = [:]
        try await withTier {
            $0.requests.limit = 60
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(
                #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#,
                path: "/v1/messages", fields: [Self.version, "x-api-key: sk-own-1"])
            told = client.response().fields
        }
        #expect(told["anthropic-ratelimit-requests-limit"] == "60")
        #expect(told["anthropic-ratelimit-requests-remaining"] == "59")
        let reset = try #require(told["anthropic-ratelimit-requests-reset"])
        #expect(reset.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        #expect(!told.keys.contains { $0.hasPrefix("x-ratelimit") })
        #expect(told["request-id"] != nil)
    }
}

extension EventText.Block {
    /// All texts under these keys, wherever they stand, in order of the path to them.
    func texts(_ keys: Set<String>) -> [String] { Self.texts(in: json, keys) }

    private static func texts(in value: Any, _ keys: Set<String>) -> [String] {
        if let object = value as? [String: Any] {
            return object.keys.sorted().flatMap { key -> [String] in
                guard let value = object[key] else { return [] }
                if keys.contains(key), let text = value as? String { return [text] }
                return texts(in: value, keys)
            }
        }
        return (value as? [Any])?.flatMap { texts(in: $0, keys) } ?? []
    }
}
