/// Reads what matters of one event of the Messages API, or of a whole answer, in one pass over the bytes and
/// without allocating; the rest is checked to be legal JSON and passed over. Of members with the same name the last counts.
struct MessagesScanner {
    /// The reader, and the values that all APIs have in common.
    var values = ChunkScanner()

    /// Nil where it is none of the API's events, or no JSON.
    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts? {
        var scanner = MessagesScanner()
        guard let found = try? scanner.scan(data) else { return nil }
        return scanner.facts(of: found, data, type)
    }

    /// What a whole answer says; nil where the body is none.
    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts? {
        var scanner = MessagesScanner()
        guard let found = try? scanner.scan(body) else { return nil }
        if found.isType("error", body) { return scanner.facts(of: found, body, Span()) }
        guard found.isType("message", body), let content = found.content else { return nil }
        var facts = ChunkFacts()
        facts.isJSON = true
        facts.report(content)
        facts.hasRole = found.hasRole
        facts.usage = found.usage
        if let finish = found.finish { facts.note(finish.reason, at: finish.name) }
        return facts
    }

    /// The inside of the text that an event adds to the visible answer; nil where it adds none.
    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        var scanner = MessagesScanner()
        guard let found = try? scanner.scan(data), let text = scanner.values.content, !text.isEmpty,
            let type = found.type
        else { return nil }
        switch MessagesEvent(type, data) {
        case .blockDelta, .blockBegins: return text
        default: return nil
        }
    }

    /// Members at the top level, of whatever event, or of a whole answer.
    struct Members {
        var type: JSONString?
        /// What `delta` or `content_block` carries.
        var part: OutputBytes?
        /// Of a whole answer.
        var content: OutputBytes?
        var hasRole = false
        var finish: FinishReasonName?
        var usage: ChunkUsage?
        /// Of the answer that `message` begins.
        var begun: (usage: ChunkUsage?, hasRole: Bool)?
        var error: ChunkError?

        func isType(_ name: StaticString, _ bytes: Span<UInt8>) -> Bool {
            type?.isEqual(to: name, in: bytes) == true
        }
    }

    private mutating func scan(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Members {
        if bytes.extracting(first: 3).begins(with: 0xEF, 0xBB, 0xBF) { values.reader.position = 3 }
        var found = Members()
        guard try values.reader.peek(bytes) == ASCII.openBrace else { throw BrokenJSON() }
        try values.reader.enter()
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "type", in: bytes) {
                found.type = try values.string(bytes)
            } else if name.isEqual(to: "delta", in: bytes) {
                found.part = try scanPart(bytes, finish: &found.finish)
            } else if name.isEqual(to: "content_block", in: bytes) {
                var none: FinishReasonName?
                found.part = try scanPart(bytes, finish: &none)
            } else if name.isEqual(to: "content", in: bytes) {
                found.content = try scanBlocks(bytes)
            } else if name.isEqual(to: "message", in: bytes) {
                found.begun = try scanBegun(bytes)
            } else if name.isEqual(to: "usage", in: bytes) {
                found.usage = try scanUsage(bytes)
            } else if name.isEqual(to: "stop_reason", in: bytes) {
                found.finish = try values.scanFinishReason(bytes)
            } else if name.isEqual(to: "role", in: bytes) {
                found.hasRole = try !(values.string(bytes)?.range.isEmpty ?? true)
            } else if name.isEqual(to: "error", in: bytes) {
                found.error = try values.scanError(bytes)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        guard values.reader.isAtEnd(bytes) else { throw BrokenJSON() }
        return found
    }

    private func facts(
        of found: Members, _ bytes: Span<UInt8>, _ type: Span<UInt8>
    ) -> ChunkFacts? {
        // The type stands in the data too; where it does not, the field of the event stream says it.
        let named = found.type.flatMap { MessagesEvent($0, bytes) }
        guard let event = found.type == nil ? MessagesEvent(type) : named else { return nil }
        if case .ping = event { return .blank }
        var facts = ChunkFacts()
        facts.isJSON = true
        facts.choiceCount = 0
        switch event {
        case .blockDelta, .blockBegins:
            if let part = found.part { facts.report(part) }
        case .begin:
            facts.usage = found.begun?.usage
            facts.hasRole = found.begun?.hasRole ?? false
        case .delta:
            facts.usage = found.usage
            if let finish = found.finish { facts.note(finish.reason, at: finish.name) }
        case .end: facts.isEnd = true
        case .error: facts.error = found.error ?? ChunkError()
        case .ping, .envelope: break
        }
        return facts
    }
}
