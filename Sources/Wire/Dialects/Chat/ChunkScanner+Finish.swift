/// Why an answer ended, and where that stands.
struct FinishReasonName {
    var reason: ChunkFinishReason
    var name: Range<Int>
}

extension ChunkScanner {
    mutating func scanFinishReason(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> FinishReasonName? {
        try string(bytes).flatMap { finishReason(named: $0, bytes) }
    }

    /// Nil where the name says that there is none.
    func finishReason(named name: JSONString, _ bytes: Span<UInt8>) -> FinishReasonName? {
        guard !name.range.isEmpty, !isNone(bytes.extracting(name.range)) else { return nil }
        return FinishReasonName(reason: Self.finishReason(name, bytes), name: name.range)
    }

    /// Whether it says in a text that there is none yet.
    private func isNone(_ name: Span<UInt8>) -> Bool {
        name.isEqualInAnyCase(to: "null") || name.isEqualInAnyCase(to: "none")
    }

    /// What a name, in any case, means to a measurement. One that says nothing known is a success, counted by its name.
    private static func finishReason(
        _ name: JSONString, _ bytes: Span<UInt8>
    ) -> ChunkFinishReason {
        let text = bytes.extracting(name.range)
        let known = finishReasons.indices.first {
            name.isEqualInAnyCase(to: finishReasons[$0].name, in: bytes)
        }
        if let known { return finishReasons[known].reason }
        if text.holds(word: "no") { return .other }
        return breakingWords.indices.contains { text.holds(word: breakingWords[$0]) }
            ? .brokenOff : .other
    }

    private static let finishReasons: InlineArray<15, FinishReason> = [
        FinishReason("stop", .stop),
        FinishReason("length", .length),
        FinishReason("tool_calls", .toolCalls),
        FinishReason("function_call", .functionCall),
        FinishReason("content_filter", .contentFilter),
        FinishReason("insufficient_system_resource", .brokenOff),
        // Of Messages.
        FinishReason("end_turn", .stop),
        FinishReason("stop_sequence", .stop),
        FinishReason("max_tokens", .length),
        FinishReason("model_context_window_exceeded", .length),
        FinishReason("tool_use", .toolCalls),
        FinishReason("refusal", .refusal),
        // Of Responses, where the answer's status stands for a reason.
        FinishReason("completed", .stop),
        FinishReason("incomplete", .length),
        FinishReason("max_output_tokens", .length),
    ]

    /// Words of a name by which the server says that it gave up: `network_error`, `ERROR_LIMIT`.
    private static let breakingWords: InlineArray<11, StaticString> = [
        "error", "abort", "aborted", "cancel", "cancelled", "canceled", "failed", "failure",
        "timeout", "interrupted", "exception",
    ]

    private struct FinishReason {
        var name: StaticString
        var reason: ChunkFinishReason

        init(_ name: StaticString, _ reason: ChunkFinishReason) {
            self.name = name
            self.reason = reason
        }
    }
}
