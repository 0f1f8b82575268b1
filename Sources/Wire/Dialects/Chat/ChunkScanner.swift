/// Reads what matters of one JSON text of the API, in one pass over the bytes and without
/// allocating; the rest is checked to be legal JSON and passed over.
///
/// Of members with the same name in one object the last counts. Half surrogate pairs (`\uD800`) are
/// legal by the grammar, as are numbers of any size.
package struct ChunkScanner {
    var reader = JSONReader()

    /// The facts of `data`: of one event, or of a non-streaming body.
    package static func scan(_ data: Span<UInt8>) -> ChunkFacts {
        var scanner = ChunkScanner()
        guard let facts = try? scanner.scanText(data) else { return ChunkFacts() }
        return facts
    }

    /// Whether the data is `[DONE]`, by which the API ends a stream. Blanks around it are allowed.
    package static func isDone(_ data: Span<UInt8>) -> Bool {
        var start = 0
        var end = data.count
        while start < end, data[start] <= ASCII.space { start += 1 }
        while end > start, data[end - 1] <= ASCII.space { end -= 1 }
        return data.extracting(start..<end).isEqual(to: "[DONE]")
    }

    private mutating func scanText(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkFacts {
        var facts = ChunkFacts()
        if try reader.peek(bytes) == ASCII.openBrace {
            var choices = Choices()
            try reader.enter()
            while let name = try reader.nextName(bytes) {
                if name.isEqual(to: "choices", in: bytes) {
                    choices = try scanChoices(bytes)
                } else if name.isEqual(to: "usage", in: bytes) {
                    facts.usage = try scanUsage(bytes)
                } else if name.isEqual(to: "error", in: bytes) {
                    facts.error = try scanError(bytes)
                } else {
                    try reader.skipValue(bytes)
                }
            }
            choices.report(in: &facts)
        } else {
            try reader.skipValue(bytes)
        }
        guard reader.isAtEnd(bytes) else { throw BrokenJSON() }
        facts.isJSON = true
        return facts
    }

    private mutating func scanChoices(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Choices {
        var choices = Choices()
        guard try enters(ASCII.openBracket, bytes) else { return choices }
        var count = 0
        while try reader.hasNextElement(bytes) {
            count += 1
            try scanChoice(bytes, into: &choices)
        }
        choices.count = count
        return choices
    }

    private mutating func scanChoice(
        _ bytes: Span<UInt8>, into choices: inout Choices
    ) throws(BrokenJSON) {
        guard try enters(ASCII.openBrace, bytes) else { return }
        var delta = OutputBytes()
        var message = OutputBytes()
        var finishReason: ChunkFinishReason?
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "delta", in: bytes) {
                delta = try scanOutput(.delta, bytes)
            } else if name.isEqual(to: "message", in: bytes) {
                message = try scanOutput(.delta, bytes)
            } else if name.isEqual(to: "finish_reason", in: bytes) {
                finishReason = try scanFinishReason(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        choices.output.add(delta)
        choices.output.add(message)
        choices.finishReason = finishReason ?? choices.finishReason
    }

    private mutating func scanFinishReason(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> ChunkFinishReason? {
        guard let reason = try string(bytes), !reason.range.isEmpty else { return nil }
        if reason.isEqual(to: "stop", in: bytes) { return .stop }
        if reason.isEqual(to: "length", in: bytes) { return .length }
        if reason.isEqual(to: "tool_calls", in: bytes) { return .toolCalls }
        if reason.isEqual(to: "function_call", in: bytes) { return .functionCall }
        if reason.isEqual(to: "content_filter", in: bytes) { return .contentFilter }
        return .other
    }

    // MARK: Values of an expected kind; a value of another kind is passed over

    /// Enters the container that begins with `opening`.
    @inline(__always)
    mutating func enters(_ opening: UInt8, _ bytes: Span<UInt8>) throws(BrokenJSON) -> Bool {
        guard try reader.peek(bytes) == opening else {
            try reader.skipValue(bytes)
            return false
        }
        try reader.enter()
        return true
    }

    @inline(__always)
    mutating func string(_ bytes: Span<UInt8>) throws(BrokenJSON) -> JSONString? {
        guard try reader.peek(bytes) == ASCII.quote else {
            try reader.skipValue(bytes)
            return nil
        }
        return try reader.readString(bytes)
    }

    /// The bytes of a string's inside, 0 for a value of another kind.
    @inline(__always)
    mutating func stringBytes(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int {
        try string(bytes)?.range.count ?? 0
    }
}

/// What all the choices of one text carried.
private struct Choices {
    var count: Int?
    var output = OutputBytes()
    var finishReason: ChunkFinishReason?

    func report(in facts: inout ChunkFacts) {
        facts.choiceCount = count
        facts.finishReason = finishReason
        output.report(in: &facts)
    }
}
