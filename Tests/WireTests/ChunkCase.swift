import Testing
import Wire

/// A chunk, and how its facts differ from those of an empty object.
struct ChunkCase: Sendable, CustomTestStringConvertible {
    var name: String
    var json: String
    var change: @Sendable (inout ChunkFacts) -> Void

    var testDescription: String { name }

    init(
        _ name: String, _ json: String,
        _ change: @escaping @Sendable (inout ChunkFacts) -> Void = { _ in }
    ) {
        self.name = name
        self.json = json
        self.change = change
    }

    /// A chunk with one choice of this delta.
    private static func delta(
        _ name: String, _ delta: String, _ output: ChunkOutput?, _ bytes: Int = 0
    ) -> Self {
        Self(name, #"{"id":"x","choices":[{"index":0,"delta":\#(delta),"logprobs":null}]}"#) {
            $0.choiceCount = 1
            $0.output = output
            $0.outputBytes = bytes
            $0.hasAnswerText = output == .content
            $0.choicesWithOutput = output == nil ? [] : ChoiceSet(index: 0)
            $0.hasReasoning = delta.contains("reasoning\":\"x") || output == .reasoning
            $0.hasCall = output == .toolCall
        }
    }

    static let all = outputs + silent + answers + accounts
}

extension ChunkCase {
    static let outputs = [
        delta("content", #"{"content":" token"}"#, .content, 6),
        delta("content of a blank", #"{"content":" "}"#, .content, 1),
        delta("content with escapes, counted as written", #"{"content":"\u00e9\n"}"#, .content, 8),
        delta(
            "content in parts", #"{"content":[{"type":"text","text":"ab"},{"text":"c"}]}"#,
            .content, 3),
        delta("reasoning_content", #"{"reasoning_content":"hm","content":null}"#, .reasoning, 2),
        delta("reasoning", #"{"reasoning":"hm","content":""}"#, .reasoning, 2),
        delta(
            "the same reasoning under both names",
            #"{"reasoning":"hm","reasoning_content":"hm"}"#, .reasoning, 2),
        delta("refusal", #"{"refusal":"no"}"#, .refusal, 2),
        delta("a refusal in a part", #"{"content":[{"refusal":"no"}]}"#, .refusal, 2),
        delta(
            "a tool call's name",
            #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}"#,
            .toolCall, 1),
        delta(
            "a tool call's arguments",
            #"{"tool_calls":[{"index":1,"function":{"arguments":"{\"a\":"}}]}"#, .toolCall, 7),
        delta("a function call", #"{"function_call":{"name":"f","arguments":"{}"}}"#, .toolCall, 3),
        delta("audio", #"{"audio":{"id":"a","data":"UklG"}}"#, .audio, 4),
        delta("a transcript", #"{"audio":{"transcript":"hi"}}"#, .audio, 2),
        delta(
            "content before all else", #"{"refusal":"no","content":"yes","reasoning":"x"}"#,
            .content, 6),
        delta("a part alone", #"{"content":{"type":"text","text":"a"}}"#, .content, 1),
        delta(
            "thinking in parts",
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Let"}]}]}"#,
            .reasoning, 3),
        delta(
            "thinking as the text of a part", #"{"content":[{"type":"reasoning","text":"hm"}]}"#,
            .reasoning, 2),
        delta("reasoning_text", #"{"reasoning_text":"hm"}"#, .reasoning, 2),
        delta(
            "reasoning_details",
            #"{"reasoning":null,"reasoning_details":[{"text":"We","index":0}]}"#,
            .reasoning, 2),
        delta(
            "reasoning_details with a summary",
            #"{"reasoning_details":[{"type":"reasoning.summary","summary":"abc"}]}"#, .reasoning, 3),
        delta(
            "reasoning_details that are encrypted",
            #"{"reasoning_details":[{"type":"reasoning.encrypted","data":"Zm9v"}]}"#, .reasoning, 4),
        delta(
            "the same reasoning as text and in details",
            #"{"reasoning":"We","reasoning_details":[{"text":"We"}]}"#, .reasoning, 2),
        delta(
            "thinking_blocks", #"{"thinking_blocks":[{"type":"thinking","thinking":"hm"}]}"#,
            .reasoning, 2),
        delta(
            "a custom tool's name",
            #"{"tool_calls":[{"type":"custom","custom":{"name":"shell","input":""}}]}"#,
            .toolCall, 5),
        delta(
            "a custom tool's input", #"{"tool_calls":[{"custom":{"input":"echo"}}]}"#,
            .toolCall, 4),
        delta(
            "arguments as an object", #"{"tool_calls":[{"function":{"arguments":{"a":1}}}]}"#,
            .toolCall, 7),
        delta(
            "an image",
            #"{"images":[{"type":"image_url","image_url":{"url":"data:,x"}}]}"#, .image, 7),
        delta("an image in a part", #"{"content":[{"image_url":{"url":"data:,x"}}]}"#, .image, 7),
        delta("an image under several names", #"{"image":{"url":"u","data":"abc"}}"#, .image, 3),
        delta("a video", #"{"video":{"url":"u:x"}}"#, .video, 3),
        delta("a video in a part", #"{"content":[{"video_url":{"url":"u:x"}}]}"#, .video, 3),
        delta("a file", #"{"files":[{"file_data":"JVBE"}]}"#, .file, 4),
        delta(
            "text in an object", #"{"content":[{"type":"text","text":{"value":"ab"}}]}"#, .content,
            2),
        delta(
            "reasoning as the summary of a part",
            #"{"content":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]}]}"#,
            .reasoning, 2),
        delta("an escaped name", #"{"\u0063onten\u0074":"a"}"#, .content, 1),
        delta("of two members the last", #"{"content":"abc","content":"d"}"#, .content, 1),
    ]

    static let silent = [
        delta("an empty delta", "{}", nil),
        delta("empty content", #"{"content":""}"#, nil),
        delta("null content", #"{"content":null,"refusal":null,"tool_calls":null}"#, nil),
        delta("an audio id", #"{"audio":{"id":"a","expires_at":1}}"#, nil),
        delta("a tool call's id", #"{"tool_calls":[{"id":"a","function":{"arguments":""}}]}"#, nil),
        delta("a name of the same length and start", #"{"reasoning_details":"x"}"#, nil),
        delta("a longer name", #"{"contents":"x","conten":"y"}"#, nil),
        delta("a name with more escaped", #"{"content\u0000":"x"}"#, nil),
        delta("content deeper down", #"{"x":{"content":"a"}}"#, nil),
        delta("content of the wrong kind", #"{"content":7}"#, nil),
        delta(
            "empty arguments as an object", #"{"tool_calls":[{"function":{"arguments":{ }}}]}"#, nil
        ),
        delta("an image's id", #"{"images":[{"type":"image_url","id":"x"}]}"#, nil),
        delta("the last of two members is empty", #"{"content":"abc","content":""}"#, nil),
        delta("a delta of the wrong kind", #""content""#, nil),
        Self("a role", #"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#) {
            $0.choiceCount = 1
            $0.hasRole = true
        },
        Self("no choices", #"{"choices":[]}"#) { $0.choiceCount = 0 },
        Self("choices of the wrong kind", #"{"choices":{"delta":{"content":"a"}}}"#),
        Self("an empty object", "{}"),
        Self("a list", #"[{"choices":[{"delta":{"content":"a"}}]}]"#),
    ]

    static let answers = [
        Self("a choice of a higher index", #"{"choices":[{"index":3,"delta":{"content":"a"}}]}"#) {
            $0.choiceCount = 1
            $0.choicesWithOutput = ChoiceSet(index: 3)
            $0.output = .content
            $0.outputBytes = 1
            $0.hasAnswerText = true
        },
        Self(
            "a message beside a delta, which repeats the text so far",
            #"{"choices":[{"delta":{"content":"lo"},"message":{"content":"Hello"}}]}"#
        ) {
            $0.choiceCount = 1
            $0.choicesWithOutput = ChoiceSet(index: 0)
            $0.output = .content
            $0.outputBytes = 2
            $0.hasAnswerText = true
        },
        Self(
            "a message beside an empty delta",
            #"{"choices":[{"message":{"content":"Hello"},"delta":{"content":""}}]}"#
        ) { $0.choiceCount = 1 },
        Self(
            "text without a delta, beside a number that is none",
            #"{"choices":[{"text":"ab","logprobs":{"top":[-Infinity,NaN]}}]}"#
        ) {
            $0.choiceCount = 1
            $0.choicesWithOutput = ChoiceSet(index: 0)
            $0.output = .content
            $0.outputBytes = 2
            $0.hasAnswerText = true
        },
        Self(
            "two choices",
            #"{"choices":[{"delta":{"reasoning":"ab"}},{"delta":{"content":"c"},"finish_reason":"length"}]}"#
        ) {
            $0.choiceCount = 2
            $0.choicesWithOutput = ChoiceSet(index: 0)
            $0.choicesFinished = ChoiceSet(index: 0)
            $0.hasReasoning = true
            $0.output = .content
            $0.outputBytes = 3
            $0.hasAnswerText = true
            $0.finishReason = .length
        },
        Self(
            "an answer in one piece",
            #"{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"#
        ) {
            $0.choiceCount = 1
            $0.choicesWithOutput = ChoiceSet(index: 0)
            $0.choicesFinished = ChoiceSet(index: 0)
            $0.isWholeMessage = true
            $0.hasRole = true
            $0.output = .content
            $0.outputBytes = 2
            $0.hasAnswerText = true
            $0.finishReason = .stop
        },
        finish(#""stop""#, .stop), finish(#""length""#, .length),
        finish(#""tool_calls""#, .toolCalls), finish(#""function_call""#, .functionCall),
        finish(#""content_filter""#, .contentFilter), finish(#""eos""#, .other),
        finish(#""abort""#, .brokenOff), finish(#""error""#, .brokenOff),
        finish(#""network_error""#, .brokenOff), finish(#""cancelled""#, .brokenOff),
        finish(#""insufficient_system_resource""#, .brokenOff), finish(#""aborts""#, .other),
        finish(#""ERROR_LIMIT""#, .brokenOff), finish(#""STOP""#, .stop),
        finish(#""null""#, nil), finish(#""None""#, nil), finish(#""MAX_TOKENS""#, .length),
        finish(#""st\u006fp""#, .stop), finish("null", nil), finish(#""""#, nil),
        finish("1", nil), finish("\"\u{FEFF}stop\"", .other),
    ]

    private static func finish(_ json: String, _ reason: ChunkFinishReason?) -> Self {
        Self("finish_reason \(json)", #"{"choices":[{"delta":{},"finish_reason":\#(json)}]}"#) {
            $0.choiceCount = 1
            $0.choicesFinished = reason == nil ? [] : ChoiceSet(index: 0)
            $0.finishReason = reason
        }
    }

    private static func usage(_ name: String, _ json: String) -> Self {
        Self(name, #"{"usage":\#(json)}"#) {
            $0.usage = ChunkUsage()
            $0.usage?.promptTokens = 9
            $0.usage?.completionTokens = 12
        }
    }

    static let accounts = [
        Self("null usage", #"{"usage":null,"error":null}"#),
        Self(
            "usage",
            #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":0}}}"#
        ) {
            $0.choiceCount = 0
            $0.usage = ChunkUsage()
            $0.usage?.promptTokens = 9
            $0.usage?.completionTokens = 12
            $0.usage?.reasoningTokens = 5
            $0.usage?.totalTokens = 21
        },
        usage("counts as strings and floats", #"{"prompt_tokens":"9","completion_tokens":12.0}"#),
        usage("other names of counts", #"{"input_tokens":9,"output_tokens":12}"#),
        usage("names in one word", #"{"inputTokens":9,"outputTokens":12}"#),
        Self(
            "usage under another name",
            #"{"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":12,"thoughtsTokenCount":3,"totalTokenCount":24}}"#
        ) {
            $0.usage = ChunkUsage()
            $0.usage?.promptTokens = 9
            $0.usage?.completionTokens = 12
            $0.usage?.reasoningTokens = 3
            $0.usage?.totalTokens = 24
        },
        Self("usage in a choice", #"{"choices":[{"usage":{"completion_tokens":12}}]}"#) {
            $0.choiceCount = 1
            $0.usage = ChunkUsage()
            $0.usage?.completionTokens = 12
        },
        Self("usage of a vendor's own", #"{"x_groq":{"id":"r","usage":{"completion_tokens":12}}}"#)
        {
            $0.usage = ChunkUsage()
            $0.usage?.completionTokens = 12
        },
        Self("a number that is no error", #"{"code":0,"message":"success"}"#),
        Self("a status that is no failure", #"{"status":"queued","message":"position 2"}"#),
        Self(
            "a vendor's state that is good",
            #"{"choices":[{"delta":{}}],"base_resp":{"status_code":0,"status_msg":""}}"#
        ) { $0.choiceCount = 1 },
        Self("success", #"{"success":true,"message":"fine"}"#),
        Self("a queue", #"{"code":1024,"message":"Queue position 1024 of 2048"}"#),
        Self("a vendor's code for success", #"{"code":1000,"message":"success"}"#),
        Self("a word of success", #"{"code":"no_error","message":"fine now"}"#),
        Self("a code that is a text", #"{"title":"x","code":"def error(): pass"}"#),
        Self("a tool's failure", #"{"type":"tool_result","status":"failed","message":"no file"}"#),
        Self("no success of a cache", #"{"success":false,"cache":"miss"}"#),
        Self("a rate of errors", #"{"error":0.02,"metric":"wer"}"#),
        Self("no errors", #"{"errors":0}"#),
        Self("a code that is fine beside its message", #"{"error_code":0,"error_msg":"Success."}"#),
        Self("a list of changes", #"[{"op":"add","code":500,"message":"x"}]"#),
        Self(
            "states beside an answer",
            #"{"choices":[{"delta":{}}],"base_resp":{"status_code":1000,"status_msg":"success"},"success":false,"error":{"count":0},"response":{"status_code":206}}"#
        ) { $0.choiceCount = 1 },
        Self("an error that says no", #"{"choices":[{"delta":{}}],"error":"N/A"}"#) {
            $0.choiceCount = 1
        },
        Self("a code that is no failure", #"{"code":20000,"message":"OK"}"#),
        Self("a detail among others", #"{"object":"status","detail":"position 3"}"#),
        Self(
            "an error that says nothing, beside a choice",
            #"{"choices":[{"delta":{}}],"error":{"code":0,"message":""}}"#
        ) { $0.choiceCount = 1 },
        Self("words that are no error", #"{"type":"info","message":"you are third"}"#),
        Self("an empty text as error", #"{"error":""}"#),
        Self(
            "counts that are none",
            #"{"usage":{"prompt_tokens":-1,"completion_tokens":99999999999999999999,"completion_tokens_details":null}}"#
        ) { $0.usage = ChunkUsage() },
        Self("an empty error", #"{"error":{}}"#),
        Self("an error deeper down", #"{"x":{"error":{"message":"a"}}}"#),
        Self("an error that is false", #"{"error":false}"#),
    ]
}
