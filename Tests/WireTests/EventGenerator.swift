import Wire

/// Writes events of Responses and Messages as servers might, at random, as `ChunkGenerator` writes chunks. Members stand
/// once: of doubled ones a tree keeps whichever it likes.
extension ChunkGenerator {
    mutating func event(of api: API) -> [UInt8] {
        Array((api == .responses ? responsesEvent() : messagesEvent()).utf8)
    }

    private mutating func responsesEvent() -> String {
        let types = [
            "response.output_text.delta", "response.refusal.delta",
            "response.reasoning_text.delta", "response.reasoning_summary_text.delta",
            "response.function_call_arguments.delta", "response.custom_tool_call_input.delta",
            "response.audio.delta", "response.output_text.done", "response.created",
            "response.output_item.added", "response.output_item.done", "response.completed",
            "response.incomplete", "response.failed",
        ]
        return typed(
            types,
            [
                ("delta", { $0.text() }), ("sequence_number", { $0.number() }),
                ("item", { $0.item() }), ("response", { $0.answer() }),
            ])
    }

    private mutating func item() -> String {
        let types = ["message", "function_call", "custom_tool_call", "reasoning"]
        return typed(
            types,
            [
                ("name", { $0.text() }), ("arguments", { $0.text() }), ("input", { $0.text() }),
                ("role", { $0.text() }), ("content", { $0.any(2) }),
            ])
    }

    private mutating func answer() -> String {
        once([
            ("status", { $0.word(["completed", "incomplete", "in_progress", "odd"]) }),
            ("usage", { $0.counts() }),
            (
                "incomplete_details",
                {
                    $0.once([
                        ("reason", { $0.word(["max_output_tokens", "content_filter"]) })
                    ])
                }
            ), ("output", { $0.any(2) }),
        ])
    }

    private mutating func messagesEvent() -> String {
        let types = [
            "message_start", "content_block_start", "content_block_delta", "content_block_stop",
            "message_delta", "message_stop", "ping",
        ]
        return typed(
            types,
            [
                (isLikely(0.5) ? "delta" : "content_block", { $0.block() }),
                (
                    "message",
                    { $0.once([("role", { $0.text() }), ("usage", { $0.counts() })]) }
                ), ("usage", { $0.counts() }), ("index", { $0.number() }),
            ])
    }

    private mutating func block() -> String {
        let types = [
            "text", "text_delta", "thinking_delta", "input_json_delta", "tool_use",
            "redacted_thinking", "signature_delta",
        ]
        return typed(
            types,
            [
                ("text", { $0.text() }), ("thinking", { $0.text() }),
                ("partial_json", { $0.text() }), ("signature", { $0.text() }),
                ("name", { $0.text() }), ("input", { $0.any(2) }), ("data", { $0.text() }),
                ("stop_reason", { $0.word(["end_turn", "max_tokens", "tool_use", "refusal"]) }),
            ])
    }

    private mutating func counts() -> String {
        once([
            ("input_tokens", { $0.count() }), ("output_tokens", { $0.count() }),
            ("cache_read_input_tokens", { $0.count() }),
            ("cache_creation_input_tokens", { $0.count() }),
            ("output_tokens_details", { $0.once([("reasoning_tokens", { $0.count() })]) }),
        ])
    }

    private mutating func word(_ words: [String]) -> String {
        isLikely(0.2) ? "null" : quoted(words.randomElement(using: &random) ?? "")
    }

    /// An object of a type, which stands anywhere in it.
    private mutating func typed(
        _ types: [String], _ members: [(String, (inout Self) -> String)]
    ) -> String {
        let type = isLikely(0.03) ? "unknown" : types.randomElement(using: &random) ?? ""
        return once(
            [("type", { $0.quoted(type) })] + members, certain: "type")
    }

    private mutating func once(
        _ members: [(String, (inout Self) -> String)], certain: String = ""
    ) -> String {
        var written: [String] = []
        for (name, value) in members.shuffled(using: &random)
        where name == certain || isLikely(0.6) {
            if isLikely(0.1) { written.append(member("x" + name, any(2))) }
            let isRight = name == certain || isLikely(0.95)
            written.append(member(name, isRight ? value(&self) : any(2)))
        }
        return "{" + written.joined(separator: ",") + "}"
    }
}
