import Engine
import RunModel
import Testing

@Suite struct StreamInspectorTests {
    private func inspect(_ text: String) -> StreamInspector {
        StreamInspector(Array(text.utf8))
    }

    private let good = """
        data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

        : keep alive

        data: {"choices":[{"delta":{"content":"hi"}}]}

        data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}

        data: [DONE]


        """

    @Test func `names each event of a good stream`() {
        let inspector = inspect(good)
        #expect(inspector.events.map(\.kind) == ["role", "content", "finish", "usage", "done"])
        #expect(inspector.violations.isEmpty)
        #expect(inspector.comments == 1)
        #expect(inspector.events[3].completionTokens == 2)
    }

    @Test func `passes over a head that curl wrote in front`() {
        let inspector = inspect("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + good)
        #expect(inspector.violations.isEmpty && inspector.events.count == 5)
    }

    @Test func `a heartbeat of nothing breaks nothing`() {
        let inspector = inspect("data:\n\n" + good)
        #expect(inspector.violations.isEmpty)
        #expect(inspector.events[0].kind == "heartbeat")
    }

    @Test(arguments: [
        ("event: error\ndata: slow down\n\n", "error inside the stream"),
        ("data: error: gone\n\n", "error inside the stream"),
        ("data: {\"choices\":[{\"finish_reason\":\"abort\"}]}\n\n", "broken off"),
        ("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n", "truncated"),
        ("data: {\"error\":{\"message\":\"m\"}}\n\ndata: [DONE]\n\n", "error inside the stream"),
        ("data: {broken\n\ndata: [DONE]\n\n", "not JSON"),
        ("data: [DONE]\n\ndata: {}\n\n", "after [DONE]"),
        ("{\"choices\": []}", "not an event stream"),
        (
            "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n",
            "inside an event"
        ),
    ])
    func `says what is wrong`(capture: String, words: String) {
        let violations = inspect(capture).violations
        #expect(violations.contains { $0.contains(words) }, "\(violations)")
    }

    private static func named(_ events: [(String, String)]) -> String {
        events.map { name, members in
            "event: \(name)\ndata: {\"type\":\"\(name)\"\(members.isEmpty ? "" : ",")\(members)}\n\n"
        }.joined()
    }

    private static let responses = named([
        ("response.created", #""response":{"status":"in_progress"}"#),
        ("response.output_text.delta", #""delta":"hi""#),
        ("response.output_text.done", #""text":"hi""#),
        ("response.completed", #""response":{"status":"completed","usage":{"output_tokens":2}}"#),
    ])
    private static let messages = named([
        ("message_start", #""message":{"role":"assistant","usage":{"input_tokens":1}}"#),
        ("ping", ""), ("content_block_delta", #""delta":{"type":"text_delta","text":"hi"}"#),
        ("message_delta", #""delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}"#),
        ("message_stop", ""),
    ])
    private static let completions =
        "data: {\"choices\":[{\"text\":\"hi\",\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

    @Test(arguments: [
        (responses, "responses", ["empty", "content", "empty", "done"]),
        (messages, "messages", ["usage", "heartbeat", "content", "finish", "done"]),
        (completions, "completions", ["content", "done"]),
    ])
    func `knows whose stream it is`(text: String, api: String, kinds: [String]) {
        let inspector = inspect(text)
        #expect(inspector.apiName == api)
        #expect(inspector.events.map(\.kind) == kinds)
        #expect(inspector.events.allSatisfy { $0.api == api })
        #expect(inspector.violations.isEmpty, "\(inspector.violations)")
        // Gateways close any stream with chat's mark.
        let closed = inspect(text.replacing("data: [DONE]\n\n", with: "") + "data: [DONE]\n\n")
        #expect(closed.violations.isEmpty, "\(closed.violations)")
    }

    @Test func `says of each API what is missing at its end, and what it failed with`() {
        func problems(_ text: String, without event: String) -> [String] {
            let parts = text.split(separator: "event: ").filter { !$0.hasPrefix(event) }
            return inspect(parts.map { "event: \($0)" }.joined()).violations
        }
        #expect(
            problems(Self.responses, without: "response.completed")
                == ["the stream ends without response.completed: truncated"])
        #expect(
            problems(Self.messages, without: "message_stop")
                == ["the stream ends without message_stop"])
        let failed = Self.named([
            ("response.output_text.delta", #""delta":"hi""#),
            ("response.failed", #""response":{"error":{"message":"died"}}"#),
        ])
        #expect(inspect(failed).violations == ["event 2 is an error inside the stream"])
    }

    @Test func `reads a stream as what it is told to be`() {
        let inspector = StreamInspector(Array(Self.messages.utf8), api: .chat)
        #expect(inspector.apiName == "chat")
        #expect(inspector.violations.contains { $0.contains("no event carries output") })
    }
}
