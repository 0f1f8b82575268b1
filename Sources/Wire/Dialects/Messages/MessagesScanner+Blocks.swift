extension MessagesScanner {
    /// The blocks of a whole answer; nil where the value is no list.
    mutating func scanBlocks(_ bytes: Span<UInt8>) throws(BrokenJSON) -> OutputBytes? {
        guard try values.enters(ASCII.openBracket, bytes) else { return nil }
        var total = OutputBytes()
        var finish: FinishReasonName?
        while try values.reader.hasNextElement(bytes) {
            if let part = try scanPart(bytes, finish: &finish) { total.add(part) }
        }
        return total
    }

    /// A block, or a delta of one, or of the answer; nil where the value is no object. A name alone tells what its value is, but
    /// for a tool's and for thinking that is encrypted, whose type may come last.
    mutating func scanPart(
        _ bytes: Span<UInt8>, finish: inout FinishReasonName?
    ) throws(BrokenJSON) -> OutputBytes? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var (text, thinking, input) = (0, 0, 0)
        var tool = OutputBytes()
        var (name, data) = (0, 0)
        var type: JSONString?
        while let member = try values.reader.nextName(bytes) {
            if member.isEqual(to: "type", in: bytes) {
                type = try values.string(bytes)
            } else if member.isEqual(to: "text", in: bytes) {
                let found = try values.string(bytes)?.range
                if values.content == nil { values.content = found }
                text = found?.count ?? 0
            } else if member.isEqual(to: "thinking", in: bytes) {
                thinking = try values.string(bytes)?.range.count ?? 0
            } else if member.isEqual(to: "partial_json", in: bytes) {
                input = try values.string(bytes)?.range.count ?? 0
            } else if member.isEqual(to: "name", in: bytes) {
                name = try values.string(bytes)?.range.count ?? 0
            } else if member.isEqual(to: "input", in: bytes) {
                tool = try values.scanValue(.json(.toolCall), bytes)
            } else if member.isEqual(to: "data", in: bytes) {
                data = try values.string(bytes)?.range.count ?? 0
            } else if member.isEqual(to: "stop_reason", in: bytes) {
                finish = try values.scanFinishReason(bytes)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        var part = OutputBytes(.content, text)
        part[.reasoning] = thinking
        part[.toolCall] = input
        guard let type, name > 0 || data > 0 || !tool.isEmpty else { return part }
        if Self.tools.indices.contains(where: { type.isEqual(to: Self.tools[$0], in: bytes) }) {
            part[.toolCall] += name + tool.total
        }
        if type.isEqual(to: "redacted_thinking", in: bytes) { part[.reasoning] += data }
        return part
    }

    /// Types of blocks in which the model calls a tool by its name.
    static let tools: InlineArray<3, StaticString> = [
        "tool_use", "server_tool_use", "mcp_tool_use",
    ]

    /// What an answer that begins says of itself.
    mutating func scanBegun(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> (usage: ChunkUsage?, hasRole: Bool)? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var begun = (usage: ChunkUsage?.none, hasRole: false)
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "usage", in: bytes) {
                begun.usage = try scanUsage(bytes)
            } else if name.isEqual(to: "role", in: bytes) {
                begun.hasRole = try !(values.string(bytes)?.range.isEmpty ?? true)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        return begun
    }

    /// The API counts what the cache gave, and what was put there, beside `input_tokens`; all are the prompt.
    mutating func scanUsage(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkUsage? {
        var usage = try values.scanUsage(bytes)
        guard let input = usage?.promptTokens else { return usage }
        let beside = [usage?.cachedTokens, usage?.cacheWrittenTokens]
        usage?.promptTokens = beside.reduce(input) { sum, tokens in
            let (more, isTooLarge) = sum.addingReportingOverflow(tokens ?? 0)
            return isTooLarge ? sum : more
        }
        return usage
    }
}
