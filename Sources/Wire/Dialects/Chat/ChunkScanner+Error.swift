extension ChunkScanner {
    /// Reads an `error`: an object, or a text.
    mutating func scanError(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        if try reader.peek(bytes) == ASCII.quote {
            guard let text = try string(bytes), !text.range.isEmpty else { return nil }
            var error = ChunkError(.other)
            error.message = text.range
            return error
        }
        guard try enters(ASCII.openBrace, bytes) else { return nil }
        var error = ChunkError()
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "message", in: bytes) {
                error.message = try words(bytes)
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

    /// Takes a top-level member that may belong to an error without `error` around it.
    ///
    /// - Returns: false where it is none, its value not read.
    mutating func scanBareError(
        _ name: JSONString, _ bytes: Span<UInt8>, into bare: inout BareError
    ) throws(BrokenJSON) -> Bool {
        if name.isEqual(to: "object", in: bytes) {
            let object = try string(bytes)
            bare.isNamed = bare.isNamed || object?.isEqual(to: "error", in: bytes) == true
        } else if name.isEqual(to: "message", in: bytes) || name.isEqual(to: "msg", in: bytes) {
            bare.message = try words(bytes) ?? bare.message
        } else if name.isEqual(to: "detail", in: bytes) || name.isEqual(to: "errors", in: bytes) {
            bare.detail = try words(bytes) ?? bare.detail
        } else if name.isEqual(to: "type", in: bytes) {
            bare.type = try scalar(bytes)
            if let type = bare.type, bytes.extracting(type).isEqual(to: "error") {
                bare.isNamed = true
            }
        } else if name.isEqual(to: "code", in: bytes) || name.isEqual(to: "status", in: bytes)
            || name.isEqual(to: "error_code", in: bytes)
        {
            if let code = try scalar(bytes), !Self.isFine(bytes.extracting(code)) {
                bare.code = code
            }
        } else {
            return false
        }
        return true
    }

    /// Some wrap every answer in a code; these say that all is well.
    private static func isFine(_ code: Span<UInt8>) -> Bool {
        code.isEqual(to: "0") || code.isEqual(to: "200") || code.isEqual(to: "success")
    }

    /// A text, a number, or an object or array that is not empty, as it stands.
    private mutating func words(_ bytes: Span<UInt8>) throws(BrokenJSON) -> Range<Int>? {
        let first = try reader.peek(bytes)
        guard first == ASCII.openBrace || first == ASCII.openBracket else {
            return try scalar(bytes).flatMap { $0.isEmpty ? nil : $0 }
        }
        let start = reader.position
        try reader.skipValue(bytes)
        let isEmpty = bytes.extracting(start + 1..<reader.position - 1).isBlank
        return isEmpty ? nil : start..<reader.position
    }
}

/// Members at the top level by which servers report errors without `error` around them: `object` or `type` `error`,
/// or `message` with `code` or `status`, or `detail`. An event with choices or usage is none.
struct BareError {
    /// Whether the event's type says so already.
    let isExpected: Bool
    var isNamed = false
    var message: Range<Int>?
    var detail: Range<Int>?
    var type: Range<Int>?
    var code: Range<Int>?

    init(isExpected: Bool) {
        self.isExpected = isExpected
    }

    var error: ChunkError? {
        let isKnown = isNamed || detail != nil || (message != nil && code != nil)
        guard isKnown || (isExpected && message != nil) else { return nil }
        var error = ChunkError(.other)
        error.message = message ?? detail
        error.type = type
        error.code = code
        return error
    }
}

/// Errors that are no JSON.
extension ChunkError {
    /// The text of an event whose type is `error`, or that begins with that word; nil for any other.
    static func inText(_ data: Span<UInt8>, isNamed: Bool) -> ChunkError? {
        let text = data.trimmed
        guard isNamed || beginsAsError(data.extracting(text)) else { return nil }
        var error = ChunkError(.text)
        error.message = text.isEmpty ? nil : text
        return error
    }

    /// `error: …`, `[ERROR] …`, `Error while …`, in any case.
    private static func beginsAsError(_ text: Span<UInt8>) -> Bool {
        let word: StaticString = "error"
        let start = text.count > 0 && text[0] == ASCII.openBracket ? 1 : 0
        let end = start + word.utf8CodeUnitCount
        guard text.count >= end else { return false }
        let isWord = word.withUTF8Buffer { letters in
            letters.indices.allSatisfy { text[start + $0] | 0x20 == letters[$0] }
        }
        return isWord && (text.count == end || !isLetter(text[end]))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
