import RunModel

/// A small server's answer in the form of one API, streamed and whole: "hi there" of 7 tokens to a prompt of 9.
struct SpokenAnswer: Sendable {
    let api: APIName
    /// The events before its end, and the end.
    var stream: (events: String, end: String)
    var whole: String

    /// What is answered to a request, by what it asks for.
    func text(_ request: RecordedRequest) -> String {
        let isStream = request.body.contains(#""stream":true"#)
        let type = isStream ? "text/event-stream" : "application/json"
        return "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n"
            + (isStream ? stream.events + stream.end : whole)
    }

    static func of(_ api: APIName) -> SpokenAnswer {
        switch api {
        case .chat: chat
        case .completions: completions
        case .responses: responses
        case .messages: messages
        }
    }

    private static func data(_ json: String) -> String { "data: \(json)\n\n" }

    static func event(_ type: String, _ members: String = "") -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\"\(members.isEmpty ? "" : ",")\(members)}\n\n"
    }

    private static let chatUsage = #""usage":{"prompt_tokens":9,"completion_tokens":7}"#
    private static let laterUsage = #""usage":{"input_tokens":9,"output_tokens":7}"#

    private static let chat = SpokenAnswer(
        api: .chat,
        stream: (
            data(#"{"choices":[{"index":0,"delta":{"role":"assistant"}}]}"#)
                + data(#"{"choices":[{"index":0,"delta":{"content":"hi"}}]}"#)
                + data(#"{"choices":[{"index":0,"delta":{"content":" there"}}]}"#),
            data(#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#)
                + data(#"{"choices":[],\#(chatUsage)}"#) + data("[DONE]")
        ),
        whole:
            #"{"choices":[{"message":{"content":"hi there"},"finish_reason":"stop"}],\#(chatUsage)}"#
    )

    private static let completions = SpokenAnswer(
        api: .completions,
        stream: (
            data(#"{"choices":[{"index":0,"text":"hi"}]}"#)
                + data(#"{"choices":[{"index":0,"text":" there"}]}"#),
            data(#"{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#)
                + data(#"{"choices":[],\#(chatUsage)}"#) + data("[DONE]")
        ), whole: #"{"choices":[{"text":"hi there","finish_reason":"stop"}],\#(chatUsage)}"#)

    private static let item =
        #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi there"}]}"#

    private static let responses = SpokenAnswer(
        api: .responses,
        stream: (
            event("response.created", #""response":{"status":"in_progress"}"#)
                + event("response.output_text.delta", #""delta":"hi""#)
                + event("response.output_text.delta", #""delta":" there""#)
                + event("response.output_text.done", #""text":"hi there""#),
            event(
                "response.completed",
                #""response":{"status":"completed","output":[\#(item)],\#(laterUsage)}"#)
        ), whole: #"{"object":"response","status":"completed","output":[\#(item)],\#(laterUsage)}"#)

    private static let messages = SpokenAnswer(
        api: .messages,
        stream: (
            event(
                "message_start",
                #""message":{"role":"assistant","usage":{"input_tokens":9,"output_tokens":1}}"#)
                + event("content_block_start", #""content_block":{"type":"text","text":""}"#)
                + event("ping")
                + event("content_block_delta", #""delta":{"type":"text_delta","text":"hi"}"#)
                + event("content_block_delta", #""delta":{"type":"text_delta","text":" there"}"#)
                + event("content_block_stop"),
            event(
                "message_delta", #""delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}"#)
                + event("message_stop")
        ),
        whole:
            #"{"type":"message","role":"assistant","content":[{"type":"text","text":"hi there"}],"#
            + #""stop_reason":"end_turn",\#(laterUsage)}"#)
}
