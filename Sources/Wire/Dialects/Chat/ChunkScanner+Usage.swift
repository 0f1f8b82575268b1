extension ChunkScanner {
    /// Reads `usage`, which is null on all chunks but the last, or stands on every chunk.
    mutating func scanUsage(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkUsage? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var usage = ChunkUsage()
        var other = ChunkUsage()
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "prompt_tokens", in: bytes) {
                usage.promptTokens = try count(bytes)
            } else if name.isEqual(to: "completion_tokens", in: bytes) {
                usage.completionTokens = try count(bytes)
            } else if name.isEqual(to: "completion_tokens_details", in: bytes) {
                usage.reasoningTokens = try scanReasoningTokens(bytes)
            } else if name.isEqual(to: "total_tokens", in: bytes) {
                usage.totalTokens = try count(bytes)
            } else if try !scanOtherName(name, bytes, into: &other) {
                try reader.skipValue(bytes)
            }
        }
        usage.promptTokens = usage.promptTokens ?? other.promptTokens
        usage.completionTokens = usage.completionTokens ?? other.completionTokens
        usage.reasoningTokens = usage.reasoningTokens ?? other.reasoningTokens
        return usage
    }

    /// Names of counts that servers took over from other APIs.
    private mutating func scanOtherName(
        _ name: JSONString, _ bytes: Span<UInt8>, into usage: inout ChunkUsage
    ) throws(BrokenJSON) -> Bool {
        if name.isEqual(to: "input_tokens", in: bytes) {
            usage.promptTokens = try count(bytes)
        } else if name.isEqual(to: "output_tokens", in: bytes) {
            usage.completionTokens = try count(bytes)
        } else if name.isEqual(to: "output_tokens_details", in: bytes) {
            usage.reasoningTokens = try scanReasoningTokens(bytes) ?? usage.reasoningTokens
        } else if name.isEqual(to: "reasoning_tokens", in: bytes) {
            usage.reasoningTokens = try count(bytes) ?? usage.reasoningTokens
        } else {
            return false
        }
        return true
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

    /// A whole number from 0 on, also where it is written as `12.0` or as `"12"`.
    mutating func count(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Int64? {
        guard let text = try scalar(bytes) else { return nil }
        var digits = text
        if let point = text.first(where: { bytes[$0] == ASCII.period }) {
            let fraction = bytes.extracting(point + 1..<text.upperBound)
            guard fraction.indices.allSatisfy({ fraction[$0] == ASCII.zero }) else { return nil }
            digits = text.lowerBound..<point
        }
        return bytes.extracting(digits).decimalNumber
    }

    /// The inside of a string, or a number; nil for a value of another kind.
    mutating func scalar(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int>? {
        let first = try reader.peek(bytes)
        if first == ASCII.quote { return try reader.readString(bytes).range }
        guard first == ASCII.minus || ASCII.zero...ASCII.nine ~= first else {
            try reader.skipValue(bytes)
            return nil
        }
        return try reader.readNumber(bytes)
    }
}
