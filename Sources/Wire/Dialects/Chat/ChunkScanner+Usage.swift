extension ChunkScanner {
    /// Reads `usage`, which is null on all chunks but the last, or stands on every chunk.
    mutating func scanUsage(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkUsage? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var usage = ChunkUsage()
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "prompt_tokens", in: bytes) {
                usage.promptTokens = try count(bytes)
            } else if name.isEqual(to: "completion_tokens", in: bytes) {
                usage.completionTokens = try count(bytes)
            } else if name.isEqual(to: "completion_tokens_details", in: bytes) {
                usage.reasoningTokens = try scanReasoningTokens(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        return usage
    }

    /// Reads the top level's `error`: an object, or a string.
    mutating func scanError(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        var error = ChunkError()
        if try reader.peek(bytes) == ASCII.quote {
            error.message = try string(bytes)?.range
            return error
        }
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "message", in: bytes) {
                error.message = try scalar(bytes)
            } else if name.isEqual(to: "type", in: bytes) {
                error.type = try scalar(bytes)
            } else if name.isEqual(to: "code", in: bytes) {
                error.code = try scalar(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        return error
    }

    private mutating func scanReasoningTokens(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int64? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var tokens: Int64?
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "reasoning_tokens", in: bytes) {
                tokens = try count(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        return tokens
    }

    private mutating func count(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int64? {
        guard let number = try number(bytes) else { return nil }
        return bytes.extracting(number).decimalNumber
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int>? {
        let first = try reader.peek(bytes)
        guard first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            try reader.skipValue(bytes)
            return nil
        }
        return try reader.readNumber(bytes)
    }

    /// The inside of a string, or a number.
    private mutating func scalar(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int>? {
        if try reader.peek(bytes) == ASCII.quote { return try string(bytes)?.range }
        return try number(bytes)
    }
}
