extension ChunkScanner {
    /// Reads `usage`, which is null on all chunks but the last, or stands on every chunk.
    mutating func scanUsage(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkUsage? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var found = InlineArray<24, Int64?>(repeating: nil)
        while let name = try reader.nextName(bytes) {
            let row = CountMember.all.indices.first {
                name.isEqual(to: CountMember.all[$0].name, in: bytes)
            }
            guard let row else {
                try reader.skipValue(bytes)
                continue
            }
            found[row] =
                CountMember.all[row].isNested
                ? try scanDetail(CountMember.all[row].count, bytes) : try count(bytes)
        }
        var usage = ChunkUsage()
        for row in CountMember.all.indices where found[row] != nil {
            usage.take(found[row], as: CountMember.all[row].count)
        }
        return usage
    }

    /// Whether what stands under this name of the top level is a usage.
    static func isOtherUsage(_ name: JSONString, _ bytes: Span<UInt8>) -> Bool {
        name.isEqual(to: "usageMetadata", in: bytes)
            || name.isEqual(to: "usage_metadata", in: bytes)
            || name.isEqual(to: "token_usage", in: bytes)
    }

    /// One count out of an object of details.
    private mutating func scanDetail(
        _ wanted: CountMember.Count, _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> Int64? {
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var tokens: Int64?
        while let name = try reader.nextName(bytes) {
            if wanted.isDetail(name, bytes) {
                tokens = try count(bytes) ?? tokens
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

/// A name of a count, a row of a table: OpenAI's first, and then those that servers took over from other APIs. Of
/// several for one count the first row holds.
private struct CountMember {
    enum Count {
        case prompt
        case completion
        case reasoning
        case cached
        case cacheWritten
        case total

        /// Whether it is the name of this count in an object of details.
        func isDetail(_ name: JSONString, _ bytes: Span<UInt8>) -> Bool {
            guard case .reasoning = self else {
                return name.isEqual(to: "cached_tokens", in: bytes)
            }
            return name.isEqual(to: "reasoning_tokens", in: bytes)
                || name.isEqual(to: "thinking_tokens", in: bytes)
                || name.isEqual(to: "thoughts_tokens", in: bytes)
        }
    }

    var name: StaticString
    var count: Count
    /// Whether the count stands in an object of this name.
    var isNested: Bool

    init(_ name: StaticString, _ count: Count, isNested: Bool = false) {
        self.name = name
        self.count = count
        self.isNested = isNested
    }

    static let all: InlineArray<24, CountMember> = [
        CountMember("prompt_tokens", .prompt),
        CountMember("completion_tokens", .completion),
        CountMember("total_tokens", .total),
        CountMember("completion_tokens_details", .reasoning, isNested: true),
        CountMember("prompt_tokens_details", .cached, isNested: true),
        CountMember("output_tokens_details", .reasoning, isNested: true),
        CountMember("reasoning_tokens", .reasoning),
        CountMember("input_tokens", .prompt),
        CountMember("output_tokens", .completion),
        CountMember("promptTokens", .prompt),
        CountMember("completionTokens", .completion),
        CountMember("inputTokens", .prompt),
        CountMember("outputTokens", .completion),
        CountMember("promptTokenCount", .prompt),
        CountMember("candidatesTokenCount", .completion),
        CountMember("thoughtsTokenCount", .reasoning),
        CountMember("totalTokenCount", .total),
        CountMember("input_tokens_details", .cached, isNested: true),
        CountMember("cache_read_input_tokens", .cached),
        CountMember("cache_creation_input_tokens", .cacheWritten),
        CountMember("prompt_cache_hit_tokens", .cached),
        CountMember("cached_tokens", .cached),
        CountMember("cachedContentTokenCount", .cached),
        CountMember("cacheReadInputTokens", .cached),
    ]
}

extension ChunkUsage {
    fileprivate mutating func take(_ tokens: Int64?, as count: CountMember.Count) {
        switch count {
        case .prompt: promptTokens = promptTokens ?? tokens
        case .completion: completionTokens = completionTokens ?? tokens
        case .reasoning: reasoningTokens = reasoningTokens ?? tokens
        case .cached: cachedTokens = cachedTokens ?? tokens
        case .cacheWritten: cacheWrittenTokens = cacheWrittenTokens ?? tokens
        case .total: totalTokens = totalTokens ?? tokens
        }
    }
}
