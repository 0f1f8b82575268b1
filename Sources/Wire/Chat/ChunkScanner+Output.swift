/// What one `delta` or `message` carried: bytes of each kind's strings.
struct DeltaFacts {
    var hasRole = false
    var contentBytes = 0
    var reasoningBytes = 0
    var refusalBytes = 0
    var toolCallBytes = 0
    var audioBytes = 0

    var bytes: Int { contentBytes + reasoningBytes + refusalBytes + toolCallBytes + audioBytes }

    var kind: ChunkOutput? {
        if contentBytes > 0 { return .content }
        if reasoningBytes > 0 { return .reasoning }
        if refusalBytes > 0 { return .refusal }
        if toolCallBytes > 0 { return .toolCall }
        if audioBytes > 0 { return .audio }
        return nil
    }

    mutating func add(_ other: Self) {
        hasRole = hasRole || other.hasRole
        contentBytes += other.contentBytes
        reasoningBytes += other.reasoningBytes
        refusalBytes += other.refusalBytes
        toolCallBytes += other.toolCallBytes
        audioBytes += other.audioBytes
    }
}

/// The bytes of `content`, which as an array of parts may hold a refusal too.
private struct ContentBytes {
    var text = 0
    var refusal = 0
}

extension ChunkScanner {
    /// Reads a chunk's `delta`, or an answer's `message`, which has the same members.
    mutating func scanDelta(_ bytes: Span<UInt8>) throws(BrokenJSON) -> DeltaFacts {
        var facts = DeltaFacts()
        guard try enters(ASCII.openBrace, bytes) else { return facts }
        // Servers differ in the name, and some write both with the same text, which counts once.
        var reasoningContent = 0
        var reasoning = 0
        var content = ContentBytes()
        var refusal = 0
        var toolCalls = 0
        var functionCall = 0
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "content", in: bytes) {
                content = try scanContent(bytes)
            } else if name.isEqual(to: "role", in: bytes) {
                facts.hasRole = try stringBytes(bytes) > 0
            } else if name.isEqual(to: "reasoning_content", in: bytes) {
                reasoningContent = try stringBytes(bytes)
            } else if name.isEqual(to: "reasoning", in: bytes) {
                reasoning = try stringBytes(bytes)
            } else if name.isEqual(to: "refusal", in: bytes) {
                refusal = try stringBytes(bytes)
            } else if name.isEqual(to: "tool_calls", in: bytes) {
                toolCalls = try scanToolCalls(bytes)
            } else if name.isEqual(to: "function_call", in: bytes) {
                functionCall = try scanFunction(bytes)
            } else if name.isEqual(to: "audio", in: bytes) {
                facts.audioBytes = try scanAudio(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        facts.contentBytes = content.text
        facts.reasoningBytes = reasoningContent > 0 ? reasoningContent : reasoning
        facts.refusalBytes = refusal + content.refusal
        facts.toolCallBytes = toolCalls + functionCall
        return facts
    }

    /// Reads `content`: a string, or an array of parts with `text` or `refusal`.
    private mutating func scanContent(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ContentBytes {
        var content = ContentBytes()
        if try reader.peek(bytes) == ASCII.quote {
            content.text = try stringBytes(bytes)
            return content
        }
        guard try enters(ASCII.openBracket, bytes) else { return content }
        while try reader.hasNextElement(bytes) {
            guard try enters(ASCII.openBrace, bytes) else { continue }
            var part = ContentBytes()
            while let name = try reader.nextName(bytes) {
                if name.isEqual(to: "text", in: bytes) {
                    part.text = try stringBytes(bytes)
                } else if name.isEqual(to: "refusal", in: bytes) {
                    part.refusal = try stringBytes(bytes)
                } else {
                    try reader.skipValue(bytes)
                }
            }
            content.text += part.text
            content.refusal += part.refusal
        }
        return content
    }

    private mutating func scanToolCalls(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int {
        var count = 0
        guard try enters(ASCII.openBracket, bytes) else { return count }
        while try reader.hasNextElement(bytes) {
            guard try enters(ASCII.openBrace, bytes) else { continue }
            var function = 0
            while let name = try reader.nextName(bytes) {
                if name.isEqual(to: "function", in: bytes) {
                    function = try scanFunction(bytes)
                } else {
                    try reader.skipValue(bytes)
                }
            }
            count += function
        }
        return count
    }

    /// Reads a call's `name` and `arguments`.
    private mutating func scanFunction(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int {
        try scanTwoStrings("name", "arguments", bytes)
    }

    /// Reads the sound and its words; an `id` alone is no output.
    private mutating func scanAudio(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int {
        try scanTwoStrings("data", "transcript", bytes)
    }

    private mutating func scanTwoStrings(
        _ firstName: StaticString, _ secondName: StaticString, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> Int {
        var first = 0
        var second = 0
        guard try enters(ASCII.openBrace, bytes) else { return 0 }
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: firstName, in: bytes) {
                first = try stringBytes(bytes)
            } else if name.isEqual(to: secondName, in: bytes) {
                second = try stringBytes(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        return first + second
    }
}
