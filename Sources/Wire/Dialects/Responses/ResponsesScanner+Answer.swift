/// The answer as an object, as it stands in a whole body and in the events of a stream's begin and end.
struct ResponseObject {
    /// Whether it has members that only an answer has.
    var isAnswer = false
    var output = OutputBytes()
    var usage: ChunkUsage?
    var status: FinishReasonName?
    /// Why it is incomplete.
    var reason: FinishReasonName?
    var error: ChunkError?

    /// What it says of the end: its reason and counts, and its error.
    func report(in facts: inout ChunkFacts) {
        facts.usage = usage
        facts.error = error
        // An error says itself why it ended.
        guard error == nil, let end = reason ?? status else { return }
        facts.note(end.reason, at: end.name)
    }
}

/// One item of an answer's `output`: a message, a tool call, thinking, a picture.
struct ResponseItem {
    var output = OutputBytes()
    /// Whether it is a tool call.
    var isCall = false
    /// Whether it has them already, or its input.
    var hasArguments = false
}

extension ResponsesScanner {
    /// What a whole answer says; nil where the body is none.
    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts? {
        var scanner = ResponsesScanner()
        guard let answer = try? scanner.scanBody(body), answer.isAnswer else { return nil }
        var facts = ChunkFacts()
        facts.isJSON = true
        facts.report(answer.output)
        answer.report(in: &facts)
        return facts
    }

    private mutating func scanBody(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ResponseObject {
        if bytes.extracting(first: 3).begins(with: 0xEF, 0xBB, 0xBF) { values.reader.position = 3 }
        let answer = try scanResponse(bytes)
        guard values.reader.isAtEnd(bytes) else { throw BrokenJSON() }
        return answer ?? ResponseObject()
    }

    /// Nil where the value is no object.
    mutating func scanResponse(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ResponseObject? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var answer = ResponseObject()
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "output", in: bytes) {
                answer.output = try scanItems(bytes, into: &answer)
            } else if name.isEqual(to: "usage", in: bytes) {
                answer.usage = try values.scanUsage(bytes)
            } else if name.isEqual(to: "status", in: bytes) {
                answer.status = try scanStatus(bytes)
            } else if name.isEqual(to: "incomplete_details", in: bytes) {
                answer.reason = try scanDetails(bytes)
            } else if name.isEqual(to: "error", in: bytes) {
                answer.error = try values.scanError(bytes)
            } else if name.isEqual(to: "object", in: bytes) {
                let object = try values.string(bytes)
                if object?.isEqual(to: "response", in: bytes) == true { answer.isAnswer = true }
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        return answer
    }

    /// Nil of an answer that is still under way.
    private mutating func scanStatus(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> FinishReasonName? {
        guard let name = try values.string(bytes), !name.isEqual(to: "in_progress", in: bytes),
            !name.isEqual(to: "queued", in: bytes)
        else { return nil }
        return values.finishReason(named: name, bytes)
    }

    private mutating func scanDetails(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> FinishReasonName? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var reason: FinishReasonName?
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "reason", in: bytes) {
                reason = try values.scanFinishReason(bytes)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        return reason
    }

    private mutating func scanItems(
        _ bytes: Span<UInt8>, into answer: inout ResponseObject
    ) throws(BrokenJSON) -> OutputBytes {
        var total = OutputBytes()
        guard try values.enters(ASCII.openBracket, bytes) else { return total }
        answer.isAnswer = true
        while try values.reader.hasNextElement(bytes) {
            if let item = try scanItem(bytes) { total.add(item.output) }
        }
        return total
    }

    /// Nil where the value is no object. What a member means depends on the item's type, which may come last.
    mutating func scanItem(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ResponseItem? {
        guard try values.enters(ASCII.openBrace, bytes) else { return nil }
        var item = ResponseItem()
        var type: JSONString?
        var (name, call, input) = (OutputBytes(), OutputBytes(), OutputBytes())
        var (parts, summary, image) = (OutputBytes(), OutputBytes(), OutputBytes())
        while let member = try values.reader.nextName(bytes) {
            if member.isEqual(to: "type", in: bytes) {
                type = try values.string(bytes)
            } else if member.isEqual(to: "name", in: bytes) {
                name = try values.scanText(.toolCall, bytes)
            } else if member.isEqual(to: "arguments", in: bytes) {
                call = try values.scanValue(.json(.toolCall), bytes)
            } else if member.isEqual(to: "input", in: bytes) {
                input = try values.scanValue(.json(.toolCall), bytes)
            } else if member.isEqual(to: "content", in: bytes) {
                parts = try values.scanNested(.contentPart, .content, bytes)
            } else if member.isEqual(to: "summary", in: bytes) {
                summary = try values.scanNested(.summary, .reasoning, bytes)
            } else if member.isEqual(to: "result", in: bytes) {
                image = try values.scanText(.image, bytes)
            } else if member.isEqual(to: "role", in: bytes) {
                item.output.hasRole = try !(values.string(bytes)?.range.isEmpty ?? true)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        guard let type else { return item }
        if type.isEqual(to: "message", in: bytes) {
            item.output.add(parts)
        } else if type.isEqual(to: "reasoning", in: bytes) {
            summary[.reasoning] += parts.total
            item.output.add(summary)
        } else if type.isEqual(to: "image_generation_call", in: bytes) {
            item.output.add(image)
        } else if Self.calls.indices.contains(where: {
            type.isEqual(to: Self.calls[$0], in: bytes)
        }) {
            item.isCall = true
            item.hasArguments = !call.isEmpty || !input.isEmpty
            name.add(call)
            name.add(input)
            item.output.add(name)
        }
        return item
    }

    /// Types of items in which the model calls a tool by its name.
    private static let calls: InlineArray<3, StaticString> = [
        "function_call", "custom_tool_call", "mcp_call",
    ]
}
