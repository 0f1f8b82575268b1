import Engine
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
}
