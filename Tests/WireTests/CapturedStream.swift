import Testing
import Wire

/// One answer as each API streams it: thinking, text, a tool call with its arguments, counts, the end. Made by hand, with
/// what servers put between.
struct CapturedStream: Sendable, CustomTestStringConvertible {
    var api: API
    var text: String
    /// What its events are, in order; `-` of the envelope.
    var kinds: [String]

    var testDescription: String { api.rawValue }

    private static func data(_ lines: [String]) -> String {
        lines.map { "data: \($0)\n\n" }.joined()
    }

    /// Named events, with the name's line before or behind the data's.
    private static func named(_ events: [(String, String)], lineEnd: String = "\n") -> String {
        events.map { name, members in
            let json = #"{"type":"\#(name)"\#(members.isEmpty ? "" : "," + members)}"#
            return ["event: \(name)", "data: \(json)", "", ""].joined(separator: lineEnd)
        }.joined()
    }

    static let all = [chat, completions, responses, messages]

    static let chat = CapturedStream(
        api: .chat,
        text: data([
            #"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            #"{"choices":[{"index":0,"delta":{"reasoning_content":"Grü"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"ße 🎉"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"."}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
            #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4}}}"#,
            "[DONE]",
        ]),
        kinds: [
            "-", "reasoning", "content", "content", "toolCall", "toolCall", "toolCalls", "usage",
            "end",
        ])

    static let completions = CapturedStream(
        api: .completions,
        text: ": keep-alive\n\n"
            + data([
                #"{"choices":[{"index":0,"text":"","finish_reason":null}]}"#,
                #"{"choices":[{"index":0,"text":"ße 🎉","finish_reason":null}]}"#,
                #"{"choices":[{"index":0,"text":".","finish_reason":"stop"}]}"#,
                #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4}}}"#,
                "[DONE]",
            ]), kinds: ["-", "content", "content+stop", "usage", "end"])

    static let responses = CapturedStream(
        api: .responses,
        text: named(
            [
                ("response.created", #""response":{"id":"r","status":"in_progress","output":[]}"#),
                ("response.output_item.added", #""item":{"type":"reasoning","summary":[]}"#),
                ("response.reasoning_summary_text.delta", #""delta":"Grü""#),
                ("response.reasoning_summary_text.done", #""text":"Grü""#),
                (
                    "response.output_item.added",
                    #""item":{"type":"message","role":"assistant","content":[]}"#
                ),
                ("response.output_text.delta", #""delta":"ße 🎉","logprobs":[]"#),
                ("response.output_text.delta", #""logprobs":[],"delta":".""#),
                ("response.output_text.done", #""text":"ße 🎉.""#),
                (
                    "response.output_item.added",
                    #""item":{"type":"function_call","call_id":"c","name":"f","arguments":""}"#
                ), ("response.function_call_arguments.delta", #""delta":"{\"a\":1}""#),
                ("response.function_call_arguments.done", #""arguments":"{\"a\":1}""#),
                (
                    "response.completed",
                    #""response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"ße 🎉."}]}],"#
                        + #""usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":7}}"#
                ),
            ], lineEnd: "\r\n"),
        kinds: [
            "-", "-", "reasoning", "-", "-", "content", "content", "-", "toolCall", "toolCall", "-",
            "stop+usage+end",
        ])

    static let messages = CapturedStream(
        api: .messages,
        text: named([
            (
                "message_start",
                #""message":{"role":"assistant","content":[],"usage":{"input_tokens":5,"cache_read_input_tokens":4,"output_tokens":1}}"#
            ), ("content_block_start", #""content_block":{"type":"thinking","thinking":""}"#),
            ("ping", ""),
            ("content_block_delta", #""delta":{"type":"thinking_delta","thinking":"Grü"}"#),
            ("content_block_delta", #""delta":{"type":"signature_delta","signature":"x"}"#),
            ("content_block_stop", #""index":0"#),
            ("content_block_start", #""content_block":{"type":"text","text":""}"#),
            ("content_block_delta", #""delta":{"type":"text_delta","text":"ße 🎉"}"#),
            ("content_block_delta", #""delta":{"type":"text_delta","text":"."}"#),
            (
                "content_block_start",
                #""content_block":{"type":"tool_use","id":"t","name":"f","input":{}}"#
            ), ("content_block_delta", #""delta":{"type":"input_json_delta","partial_json":""}"#),
            (
                "content_block_delta",
                #""delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}"#
            ),
            ("message_delta", #""delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7}"#),
            ("message_stop", ""),
        ]),
        kinds: [
            "usage", "-", "blank", "reasoning", "-", "-", "-", "content", "content", "toolCall",
            "-", "toolCall", "toolCalls+usage", "end",
        ])
}

/// Names what each event of a stream is.
struct KindSink: SSEEventSink {
    let api: API
    var kinds: [String] = []
    var texts: [String] = []
    var usage = ChunkUsage()
    var outputBytes = 0

    init(_ api: API) { self.api = api }

    mutating func comment(_ text: Span<UInt8>) {}

    mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        let facts = api.facts(ofEvent: data, type: type)
        var words: [String] = []
        if let output = facts.output { words.append("\(output)") }
        if let reason = facts.finishReason { words.append("\(reason)") }
        if let told = facts.usage {
            words.append("usage")
            usage.promptTokens = told.promptTokens ?? usage.promptTokens
            usage.completionTokens = told.completionTokens ?? usage.completionTokens
            usage.cachedTokens = told.cachedTokens ?? usage.cachedTokens
        }
        if facts.isEnd { words.append("end") }
        if facts.isBlank { words.append("blank") }
        if facts.error != nil { words.append("error") }
        kinds.append(words.isEmpty ? "-" : words.joined(separator: "+"))
        outputBytes += facts.outputBytes
        if let range = api.answerText(ofEvent: data) {
            texts.append(String(decoding: Array(data.extracting(range)), as: UTF8.self))
        }
    }
}

extension Array<UInt8> {
    fileprivate init(_ span: Span<UInt8>) {
        self = span.indices.map { span[$0] }
    }
}
