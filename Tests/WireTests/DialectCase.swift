import Testing
import Wire

/// An event of Responses or Messages, and how its facts differ from those of an event that says nothing.
struct DialectCase: Sendable, CustomTestStringConvertible {
    var name: String
    var api: API
    var json: String
    var change: @Sendable (inout ChunkFacts) -> Void

    var testDescription: String { "\(api.rawValue): \(name)" }

    init(
        _ name: String, _ api: API, _ json: String,
        _ change: @escaping @Sendable (inout ChunkFacts) -> Void = { _ in }
    ) {
        self.name = name
        self.api = api
        self.json = json
        self.change = change
    }

    /// Output of one kind and so many bytes.
    static func output(
        _ name: String, _ api: API, _ json: String, _ kind: ChunkOutput, _ bytes: Int
    ) -> Self {
        Self(name, api, json) {
            $0.choiceCount = 1
            $0.output = kind
            $0.outputBytes = bytes
            $0.hasAnswerText = kind == .content
            $0.hasReasoning = kind == .reasoning
            $0.hasCall = kind == .toolCall
            $0.choicesWithOutput = ChoiceSet(index: 0)
        }
    }

    static func end(_ facts: inout ChunkFacts, _ reason: ChunkFinishReason) {
        facts.finishReason = reason
        facts.choicesFinished = ChoiceSet(index: 0)
    }

    static func usage(
        _ prompt: Int64?, _ output: Int64?, cached: Int64? = nil, written: Int64? = nil,
        reasoning: Int64? = nil, total: Int64? = nil
    ) -> ChunkUsage {
        var usage = ChunkUsage()
        usage.promptTokens = prompt
        usage.completionTokens = output
        usage.cachedTokens = cached
        usage.cacheWrittenTokens = written
        usage.reasoningTokens = reasoning
        usage.totalTokens = total
        return usage
    }

    static let all = responsesOutput + responsesEnvelope + messagesOutput + messagesEnvelope
}

extension DialectCase {
    private static func delta(
        _ type: String, _ kind: ChunkOutput, _ text: String = "ab"
    ) -> Self {
        output(
            type, .responses,
            #"{"type":"\#(type)","sequence_number":4,"item_id":"i","output_index":0,"delta":"\#(text)"}"#,
            kind, text.utf8.count)
    }

    static let responsesOutput = [
        delta("response.output_text.delta", .content),
        delta("response.output_text.delta", .content, #"\u00e9\n"#),
        delta("response.refusal.delta", .refusal),
        delta("response.reasoning_text.delta", .reasoning),
        delta("response.reasoning_summary_text.delta", .reasoning),
        delta("response.function_call_arguments.delta", .toolCall),
        delta("response.custom_tool_call_input.delta", .toolCall),
        delta("response.audio.delta", .audio), delta("response.audio.transcript.delta", .audio),
        output(
            "the type stands last, escaped", .responses,
            #"{"delta":"abc","type":"response.output\u005ftext.delta"}"#, .content, 3),
        output(
            "a function call's name", .responses,
            #"{"type":"response.output_item.added","item":{"arguments":"","name":"f","type":"function_call"}}"#,
            .toolCall, 1),
        output(
            "a custom tool's name", .responses,
            #"{"type":"response.output_item.added","item":{"type":"custom_tool_call","name":"grep","input":""}}"#,
            .toolCall, 4),
        output(
            "a picture in parts", .responses,
            #"{"type":"response.image_generation_call.partial_image","partial_image_b64":"AAAA"}"#,
            .image, 4),
    ]

    private static func responses(
        _ name: String, _ members: String,
        _ change: @escaping @Sendable (inout ChunkFacts) -> Void = { _ in }
    ) -> Self {
        Self(name, .responses, #"{"type":"\#(name)",\#(members)}"#, change)
    }

    static let responsesEnvelope = [
        responses("response.created", #""response":{"status":"in_progress","output":[]}"#),
        responses("response.in_progress", #""response":{"status":"in_progress"}"#),
        responses("response.queued", #""response":{"status":"queued"}"#),
        responses(
            "response.output_item.added",
            #""item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x"}]}"#
        ) { $0.hasRole = true },
        responses("response.content_part.added", #""part":{"type":"output_text","text":"x"}"#),
        responses("response.output_text.delta", #""delta":"""#) { $0.choiceCount = 1 },
        responses("response.output_text.delta", #""delta":null"#) { $0.choiceCount = 1 },
        responses("response.output_text.done", #""text":"everything""#),
        responses("response.reasoning_summary_part.added", #""part":{"text":""}"#),
        responses("response.function_call_arguments.done", #""arguments":"{\"a\":1}""#),
        responses("response.output_item.done", #""item":{"type":"function_call","name":"f"}"#),
        responses("response.output_text.annotation.added", #""annotation":{}"#),
        responses("response.web_search_call.searching", #""item_id":"w""#),
        responses("response.something.new", #""delta":"x""#),
        responses(
            "response.completed",
            #""response":{"status":"completed","output":[{"type":"message","content":[]}],"usage":"#
                + #"{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":7,"#
                + #""output_tokens_details":{"reasoning_tokens":3},"total_tokens":16}}"#
        ) {
            $0.isEnd = true
            end(&$0, .stop)
            $0.usage = usage(9, 7, cached: 4, reasoning: 3, total: 16)
        },
        responses(
            "response.incomplete",
            #""response":{"incomplete_details":{"reason":"max_output_tokens"},"status":"incomplete"}"#
        ) {
            $0.isEnd = true
            end(&$0, .length)
        },
        responses(
            "response.incomplete",
            #""response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}"#
        ) {
            $0.isEnd = true
            end(&$0, .contentFilter)
        },
        responses("response.cancelled", #""response":{"status":"cancelled"}"#) {
            $0.isEnd = true
            end(&$0, .brokenOff)
        },
    ]

    private static func block(_ name: String, _ delta: String, _ kind: ChunkOutput, _ bytes: Int)
        -> Self
    {
        output(
            name, .messages,
            #"{"type":"content_block_delta","index":1,"delta":\#(delta)}"#, kind, bytes)
    }

    private static func begun(_ name: String, _ block: String, _ kind: ChunkOutput, _ bytes: Int)
        -> Self
    {
        output(
            name, .messages,
            #"{"content_block":\#(block),"index":0,"type":"content_block_start"}"#, kind, bytes)
    }

    static let messagesOutput = [
        block("text_delta", #"{"type":"text_delta","text":" token"}"#, .content, 6),
        block("thinking_delta", #"{"type":"thinking_delta","thinking":"hm"}"#, .reasoning, 2),
        block(
            "input_json_delta", #"{"type":"input_json_delta","partial_json":"{\"a\":"}"#,
            .toolCall, 7),
        begun(
            "a tool's name", #"{"type":"tool_use","id":"t","name":"f","input":{}}"#, .toolCall, 1),
        begun(
            "a tool with its input", #"{"name":"f","input":{"a":1},"type":"server_tool_use"}"#,
            .toolCall, 8),
        begun(
            "thinking that is encrypted", #"{"type":"redacted_thinking","data":"Zm9v"}"#,
            .reasoning, 4),
        begun("a block with its text", #"{"type":"text","text":"ab"}"#, .content, 2),
    ]

    private static func messages(
        _ name: String, _ members: String,
        _ change: @escaping @Sendable (inout ChunkFacts) -> Void = { _ in }
    ) -> Self {
        let more = members.isEmpty ? "" : ",\(members)"
        return Self(name, .messages, #"{"type":"\#(name)"\#(more)}"#, change)
    }

    static let messagesEnvelope = [
        messages(
            "message_start",
            #""message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":5,"#
                + #""cache_read_input_tokens":3,"cache_creation_input_tokens":2,"output_tokens":1}}"#
        ) {
            $0.hasRole = true
            $0.usage = usage(10, 1, cached: 3, written: 2)
        },
        messages("content_block_start", #""content_block":{"type":"text","text":""}"#) {
            $0.choiceCount = 1
        },
        messages("content_block_delta", #""delta":{"type":"signature_delta","signature":"x"}"#) {
            $0.choiceCount = 1
        },
        messages("content_block_delta", #""delta":{"type":"input_json_delta","partial_json":""}"#) {
            $0.choiceCount = 1
        },
        messages("content_block_delta", #""delta":{"type":"citations_delta","citation":{}}"#) {
            $0.choiceCount = 1
        },
        messages(
            "content_block_start",
            #""content_block":{"type":"web_search_tool_result","content":[{"title":"x"}]}"#
        ) { $0.choiceCount = 1 },
        messages("content_block_stop", #""index":0"#),
        messages(
            "message_delta",
            #""delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}"#
        ) {
            end(&$0, .stop)
            $0.usage = usage(nil, 12)
        },
        messages("message_delta", #""delta":{"stop_reason":"max_tokens"}"#) { end(&$0, .length) },
        messages("message_delta", #""delta":{"stop_reason":"tool_use"}"#) { end(&$0, .toolCalls) },
        messages("message_delta", #""delta":{"stop_reason":"refusal"}"#) { end(&$0, .refusal) },
        messages("message_delta", #""delta":{"stop_reason":"pause_turn"}"#) { end(&$0, .other) },
        messages("message_delta", #""delta":{"stop_reason":null}"#),
        messages("message_stop", "") { $0.isEnd = true },
    ]
}
