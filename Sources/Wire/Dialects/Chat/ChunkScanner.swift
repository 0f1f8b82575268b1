/// Reads what matters of one JSON text of the API, in one pass over the bytes and without
/// allocating; the rest is checked to be legal JSON and passed over.
///
/// Of members with the same name in one object the last counts. Half surrogate pairs (`\uD800`) are
/// legal by the grammar, as are numbers of any size; so are `NaN` and `Infinity`, which Python's writers make of them.
package struct ChunkScanner {
    var reader = JSONReader(takesNotNumbers: true)
    private var type = EventType.message
    /// Where the first text of the visible answer stands.
    var content: Range<Int>?

    /// What an event's type says of it.
    package enum EventType: Sendable {
        /// No type, or the default's name.
        case message
        case error
        /// A type that is not the API's.
        case other
    }

    /// The facts of `data`: of one event, or of a non-streaming body.
    package static func scan(_ data: Span<UInt8>, type: EventType = .message) -> ChunkFacts {
        var scanner = ChunkScanner()
        scanner.type = type
        guard let facts = try? scanner.scanText(data) else { return ChunkFacts() }
        return facts
    }

    /// The inside of the first string of visible answer text; nil where there is none.
    package static func content(of data: Span<UInt8>) -> Range<Int>? {
        var scanner = ChunkScanner()
        guard (try? scanner.scanText(data)) != nil else { return nil }
        return scanner.content
    }

    /// Whether the data is `[DONE]`, by which the API ends a stream. Blanks around it are allowed.
    package static func isDone(_ data: Span<UInt8>) -> Bool {
        data.extracting(data.trimmed).isEqual(to: "[DONE]")
    }

    private mutating func scanText(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkFacts {
        var facts = ChunkFacts()
        // A byte order mark begins what some libraries write (RFC 8259, section 8.1).
        if bytes.extracting(first: 3).begins(with: 0xEF, 0xBB, 0xBF) { reader.position = 3 }
        switch try reader.peek(bytes) {
        case ASCII.openBrace:
            try reader.enter()
            try scanMembers(bytes, into: &facts)
        case ASCII.openBracket:
            facts.error = try scanErrors(bytes)
        default:
            try reader.skipValue(bytes)
        }
        guard reader.isAtEnd(bytes) else { throw BrokenJSON() }
        facts.isJSON = true
        return facts
    }

    private mutating func scanMembers(
        _ bytes: Span<UInt8>, into facts: inout ChunkFacts
    ) throws(BrokenJSON) {
        var choices = Choices()
        var vendor = (usage: ChunkUsage?.none, error: ChunkError?.none)
        var bare = BareError(type: type)
        while let name = try reader.nextName(bytes) {
            bare.members += 1
            if name.isEqual(to: "choices", in: bytes) {
                choices = try scanChoices(bytes)
            } else if name.isEqual(to: "usage", in: bytes) {
                facts.usage = try scanUsage(bytes)
            } else if name.isEqual(to: "error", in: bytes) {
                facts.error = try scanError(bytes)
                bare.isNamed = facts.error.map { !$0.isEmpty || $0.form == .other } ?? false
            } else if isEnvelope(name, bytes) {
                try reader.skipValue(bytes)
            } else if name.isEqual(to: "object", in: bytes) {
                let object = try string(bytes)
                bare.isObjectError = object?.isEqual(to: "error", in: bytes) == true
            } else if name.isEqual(to: "x_groq", in: bytes) {
                vendor = try scanVendor(bytes)
            } else if Self.isOtherUsage(name, bytes) {
                vendor.usage = try scanUsage(bytes)
            } else if try !scanBareError(name, bytes, into: &bare) {
                try reader.skipValue(bytes)
            }
        }
        choices.report(in: &facts)
        facts.usage = facts.usage ?? choices.usage ?? vendor.usage
        let hasChoices = choices.count ?? 0 > 0
        let told = facts.error ?? choices.error ?? vendor.error
        // Some libraries write an empty object, a list or a number where there is no error.
        let isEnvelope = told.map { $0.isVague && (hasChoices || type == .other) } ?? false
        if let told, !isEnvelope, !told.isEmpty || (told.form == .other && !hasChoices) {
            facts.error = told.message == nil && !hasChoices ? bare.completed(told) : told
        } else {
            facts.error = hasChoices ? nil : bare.found(hasUsage: facts.usage != nil, bytes)
        }
    }

    /// The first error of a list of objects; what else is in them does not count.
    private mutating func scanErrors(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        var first: ChunkError?
        // What is listed is no event: only what bears the name of an error is one.
        let own = type
        type = .other
        defer { type = own }
        try reader.enter()
        while try reader.hasNextElement(bytes) {
            guard try enters(ASCII.openBrace, bytes) else { continue }
            var facts = ChunkFacts()
            try scanMembers(bytes, into: &facts)
            first = first ?? facts.error
        }
        return first
    }

    /// Whether a top-level name is one that stands in every chunk and says nothing here: a quick way past it.
    @inline(__always)
    private func isEnvelope(_ name: JSONString, _ bytes: Span<UInt8>) -> Bool {
        name.isEqual(to: "id", in: bytes) || name.isEqual(to: "created", in: bytes)
            || name.isEqual(to: "model", in: bytes)
            || name.isEqual(to: "system_fingerprint", in: bytes)
            || name.isEqual(to: "service_tier", in: bytes)
    }

    /// Where one provider puts what others have at the top level.
    private mutating func scanVendor(
        _ bytes: Span<UInt8>
    ) throws(BrokenJSON) -> (usage: ChunkUsage?, error: ChunkError?) {
        var usage: ChunkUsage?
        var error: ChunkError?
        guard try enters(ASCII.openBrace, bytes) else { return (nil, nil) }
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "usage", in: bytes) {
                usage = try scanUsage(bytes)
            } else if name.isEqual(to: "error", in: bytes) {
                error = try scanError(bytes)
            } else {
                try reader.skipValue(bytes)
            }
        }
        return (usage, error)
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
        var delta: OutputBytes?
        var message = OutputBytes()
        var messageContent: Range<Int>?
        var text = OutputBytes()
        var finish: FinishReasonName?
        var index: Int64 = 0
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "delta", in: bytes) {
                let isObject = try reader.peek(bytes) == ASCII.openBrace
                let output = try scanOutput(.delta, bytes)
                delta = isObject ? output : nil
            } else if name.isEqual(to: "message", in: bytes) {
                let before = content
                content = nil
                message = try scanOutput(.delta, bytes)
                messageContent = content
                content = before
            } else if name.isEqual(to: "finish_reason", in: bytes) {
                finish = try scanFinishReason(bytes)
            } else if name.isEqual(to: "text", in: bytes) {
                text = try scanText(.content, bytes)
            } else if name.isEqual(to: "index", in: bytes) {
                index = try count(bytes) ?? 0
            } else if name.isEqual(to: "usage", in: bytes) {
                choices.usage = try scanUsage(bytes) ?? choices.usage
            } else if name.isEqual(to: "error", in: bytes) {
                choices.error = try scanError(bytes) ?? choices.error
            } else {
                try reader.skipValue(bytes)
            }
        }
        // Some repeat the whole text so far in a message beside each delta; some have neither.
        if delta == nil { content = content ?? messageContent }
        var output = delta ?? message
        if delta == nil, message.isEmpty { output.add(text) }
        if !output.isEmpty {
            choices.withOutput.insert(ChoiceSet(index: index))
            choices.isWholeMessage = delta == nil && !message.isEmpty
        }
        choices.output.add(output)
        guard let finish else { return }
        choices.finished.insert(ChoiceSet(index: index))
        // One that broke off is not mended by the others.
        if choices.finish?.reason != .brokenOff { choices.finish = finish }
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
}

/// What all the choices of one text carried.
private struct Choices {
    var count: Int?
    var withOutput = ChoiceSet()
    var finished = ChoiceSet()
    var isWholeMessage = false
    var output = OutputBytes()
    var finish: FinishReasonName?
    var usage: ChunkUsage?
    var error: ChunkError?

    func report(in facts: inout ChunkFacts) {
        facts.choiceCount = count
        facts.choicesWithOutput = withOutput
        facts.choicesFinished = finished
        facts.isWholeMessage = isWholeMessage
        facts.finishReason = finish?.reason
        facts.finishReasonName = finish?.name
        output.report(in: &facts)
    }
}
