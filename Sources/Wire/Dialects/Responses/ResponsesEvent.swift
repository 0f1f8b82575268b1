/// What an event of the Responses API is, by its type.
enum ResponsesEvent {
    /// `delta` is output of this kind.
    case output(ChunkOutput)
    /// An item begins; a tool call's has its name.
    case itemBegins
    /// A part ended, and is said once more: output of this kind where no delta gave it.
    case partEnds(ChunkOutput)
    /// The same of a whole item.
    case itemEnds
    /// A picture, as far as it is painted.
    case partialImage
    /// The answer ended: as it should, at a limit, or by a cancel. `response` says how, and has the counts.
    case end
    /// The answer ended in an error, which stands in `response`.
    case failure
    /// An error beside the answer's own events.
    case error
    /// The API's own, and nothing to measure, such as states.
    case envelope

    /// Nil where it is no type of the API's.
    init?(_ type: Span<UInt8>) {
        if let row = Self.table.indices.first(where: { type.isEqual(to: Self.table[$0].type) }) {
            self = Self.table[row].event
        } else if type.begins(with: "response.") {
            self = .envelope
        } else {
            return nil
        }
    }

    /// The same of a string's text, which nobody escapes.
    init?(_ type: JSONString, _ bytes: Span<UInt8>) {
        let inside = bytes.extracting(type.range)
        guard type.isEscaped else {
            self.init(inside)
            return
        }
        let text = Array(JSONText.unescaped(inside).utf8)
        self.init(text.span)
    }

    private struct Row {
        var type: StaticString
        var event: ResponsesEvent

        init(_ type: StaticString, _ event: ResponsesEvent) {
            self.type = type
            self.event = event
        }
    }

    /// The most frequent first. What counts as output, and as which kind, stands here and nowhere else.
    private static let table: InlineArray<30, Row> = [
        Row("response.output_text.delta", .output(.content)),
        Row("response.reasoning_text.delta", .output(.reasoning)),
        Row("response.reasoning_summary_text.delta", .output(.reasoning)),
        Row("response.function_call_arguments.delta", .output(.toolCall)),
        Row("response.refusal.delta", .output(.refusal)),
        Row("response.custom_tool_call_input.delta", .output(.toolCall)),
        Row("response.mcp_call_arguments.delta", .output(.toolCall)),
        Row("response.code_interpreter_call_code.delta", .output(.toolCall)),
        Row("response.audio.delta", .output(.audio)),
        Row("response.audio.transcript.delta", .output(.audio)),
        // Names of before, and of servers that follow them.
        Row("response.reasoning.delta", .output(.reasoning)),
        Row("response.reasoning_summary.delta", .output(.reasoning)),
        Row("response.mcp_call.arguments.delta", .output(.toolCall)),
        Row("response.image_generation_call.partial_image", .partialImage),
        Row("response.output_item.added", .itemBegins),
        Row("response.output_text.done", .partEnds(.content)),
        Row("response.reasoning_text.done", .partEnds(.reasoning)),
        Row("response.reasoning_summary_text.done", .partEnds(.reasoning)),
        Row("response.refusal.done", .partEnds(.refusal)),
        Row("response.function_call_arguments.done", .partEnds(.toolCall)),
        Row("response.custom_tool_call_input.done", .partEnds(.toolCall)),
        Row("response.mcp_call_arguments.done", .partEnds(.toolCall)),
        Row("response.code_interpreter_call_code.done", .partEnds(.toolCall)),
        Row("response.output_item.done", .itemEnds),
        Row("response.completed", .end),
        Row("response.incomplete", .end),
        Row("response.cancelled", .end),
        Row("response.failed", .failure),
        Row("response.error", .error),
        Row("error", .error),
    ]
}
