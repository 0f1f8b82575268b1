/// Reads what matters of one event of the Responses API, or of a whole answer, in one pass over the bytes and
/// without allocating; the rest is checked to be legal JSON and passed over. Of members with the same name the last counts.
struct ResponsesScanner {
    /// The reader, and the values that all APIs have in common.
    var values = ChunkScanner()

    /// Nil where it is none of the API's events, or no JSON.
    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts? {
        var scanner = ResponsesScanner()
        guard let found = try? scanner.scanEvent(data) else { return nil }
        return scanner.facts(of: found, data, type)
    }

    /// The inside of the text that an event adds to the visible answer; nil where it adds none.
    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        var scanner = ResponsesScanner()
        guard let found = try? scanner.scanEvent(data), let type = found.type,
            case .output(.content) = ResponsesEvent(type, data),
            let delta = found.delta?.range
        else { return nil }
        return delta.isEmpty ? nil : delta
    }

    /// Members of an event at its top level, of whatever type.
    struct Members {
        var type: JSONString?
        var delta: JSONString?
        var response: ResponseObject?
        var item: ResponseItem?
        var image: JSONString?
        /// A part that ended, under whatever name its kind has.
        var whole: Range<Int>?
        var error: ChunkError?
        /// Of an error without an object around it; a program that was written is called `code` too.
        var message: Range<Int>?
        var code: Range<Int>?
    }

    private mutating func scanEvent(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Members {
        if bytes.extracting(first: 3).begins(with: 0xEF, 0xBB, 0xBF) { values.reader.position = 3 }
        var found = Members()
        guard try values.reader.peek(bytes) == ASCII.openBrace else { throw BrokenJSON() }
        try values.reader.enter()
        while let name = try values.reader.nextName(bytes) {
            if name.isEqual(to: "type", in: bytes) {
                found.type = try values.string(bytes)
            } else if name.isEqual(to: "delta", in: bytes) {
                found.delta = try values.string(bytes)
            } else if Self.wholeNames.indices.contains(where: {
                name.isEqual(to: Self.wholeNames[$0], in: bytes)
            }) {
                found.whole = try values.string(bytes)?.range
            } else if name.isEqual(to: "response", in: bytes) {
                found.response = try scanResponse(bytes)
            } else if name.isEqual(to: "item", in: bytes) {
                found.item = try scanItem(bytes)
            } else if name.isEqual(to: "error", in: bytes) {
                found.error = try values.scanError(bytes)
            } else if name.isEqual(to: "message", in: bytes) {
                found.message = try values.scalar(bytes)
            } else if name.isEqual(to: "code", in: bytes) {
                found.code = try values.scalar(bytes)
            } else if name.isEqual(to: "partial_image_b64", in: bytes) {
                found.image = try values.string(bytes)
            } else {
                try values.reader.skipValue(bytes)
            }
        }
        guard values.reader.isAtEnd(bytes) else { throw BrokenJSON() }
        return found
    }

    /// What the text of a part is called where it ended.
    private static let wholeNames: InlineArray<4, StaticString> = [
        "text", "arguments", "refusal", "input",
    ]

    private func facts(
        of found: Members, _ bytes: Span<UInt8>, _ type: Span<UInt8>
    ) -> ChunkFacts? {
        // The type stands in the data too; where it does not, the field of the event stream says it.
        let named = found.type.flatMap { ResponsesEvent($0, bytes) }
        guard let event = found.type == nil ? ResponsesEvent(type) : named else { return nil }
        var facts = ChunkFacts()
        facts.isJSON = true
        facts.choiceCount = 0
        switch event {
        case .output(let kind):
            facts.report(OutputBytes(kind, found.delta?.range.count ?? 0))
        case .partialImage:
            facts.report(OutputBytes(.image, found.image?.range.count ?? 0))
        case .itemBegins:
            // Of any other item the deltas that follow are the output.
            guard let item = found.item else { break }
            facts.hasRole = item.output.hasRole
            guard item.isCall else { break }
            facts.report(item.output)
            facts.isCallBegun = !item.hasArguments
        case .partEnds(let kind):
            facts.repeated = ChunkRepeat(
                .part, OutputBytes(kind, (found.whole ?? found.code)?.count ?? 0))
        case .itemEnds: facts.repeated = found.item.flatMap { ChunkRepeat(.item, $0.output) }
        case .end:
            facts.isEnd = true
            found.response?.report(in: &facts)
            facts.repeated = found.response.flatMap { ChunkRepeat(.answer, $0.output) }
            if facts.finishReason == nil, facts.error == nil { facts.note(.stop) }
        case .failure:
            facts.isEnd = true
            facts.usage = found.response?.usage
            facts.error = found.response?.error ?? found.error ?? ChunkError()
        case .error:
            facts.error = found.error ?? error(found)
        case .envelope: break
        }
        return facts
    }

    /// An error whose parts stand at the event's top level.
    private func error(_ found: Members) -> ChunkError {
        var error = ChunkError()
        error.message = found.message
        error.code = found.code
        return error
    }
}

extension ChunkFacts {
    /// Notes output of the answer's only choice; nothing where there is none.
    mutating func report(_ output: OutputBytes) {
        let hadRole = hasRole
        output.report(in: &self)
        hasRole = hasRole || hadRole
        choiceCount = 1
        choicesWithOutput = output.isEmpty ? [] : ChoiceSet(index: 0)
    }

    /// Notes why the answer's only choice ended, and where that stands.
    mutating func note(_ reason: ChunkFinishReason, at name: Range<Int>? = nil) {
        finishReason = reason
        finishReasonName = name
        choicesFinished = ChoiceSet(index: 0)
    }
}
