/// Why an answer ended, and where that stands.
struct FinishReasonName {
    var reason: ChunkFinishReason
    var name: Range<Int>
}

extension ChunkScanner {
    mutating func scanFinishReason(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> FinishReasonName? {
        guard let name = try string(bytes), !name.range.isEmpty else { return nil }
        let known = Self.finishReasons.indices.first {
            name.isEqual(to: Self.finishReasons[$0].name, in: bytes)
        }
        return FinishReasonName(
            reason: known.map { Self.finishReasons[$0].reason } ?? .other, name: name.range)
    }

    /// The names that mean something to a measurement. One that is not here is a success, counted by its name.
    private static let finishReasons: InlineArray<17, FinishReason> = [
        FinishReason("stop", .stop),
        FinishReason("length", .length),
        FinishReason("tool_calls", .toolCalls),
        FinishReason("function_call", .functionCall),
        FinishReason("content_filter", .contentFilter),
        FinishReason("abort", .brokenOff),
        FinishReason("aborted", .brokenOff),
        FinishReason("cancelled", .brokenOff),
        FinishReason("canceled", .brokenOff),
        FinishReason("error", .brokenOff),
        FinishReason("network_error", .brokenOff),
        FinishReason("server_error", .brokenOff),
        FinishReason("insufficient_system_resource", .brokenOff),
        FinishReason("timeout", .brokenOff),
        FinishReason("failed", .brokenOff),
        FinishReason("internal_error", .brokenOff),
        FinishReason("ERROR", .brokenOff),
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
