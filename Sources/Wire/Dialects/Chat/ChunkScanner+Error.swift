extension ChunkScanner {
    /// Reads an `error`: an object, a text, a list, a number, or `true`; nil where it says that there is none.
    mutating func scanError(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError? {
        switch try reader.peek(bytes) {
        case ASCII.openBrace: return try scanErrorObject(bytes)
        case UInt8(ascii: "t"):
            try reader.skipValue(bytes)
            return ChunkError(.other)
        default:
            guard let text = try words(bytes), !Self.isFine(bytes.extracting(text)) else {
                return nil
            }
            var error = ChunkError(.other)
            error.message = text
            return error
        }
    }

    private mutating func scanErrorObject(_ bytes: Span<UInt8>) throws(BrokenJSON) -> ChunkError {
        var error = ChunkError()
        var other: Range<Int>?
        let start = reader.position
        try reader.enter()
        while let name = try reader.nextName(bytes) {
            if name.isEqual(to: "message", in: bytes) {
                error.message = try words(bytes)
            } else if name.isEqual(to: "type", in: bytes) {
                error.type = try scalar(bytes)
            } else if name.isEqual(to: "code", in: bytes) {
                let code = try scalar(bytes)
                error.code = code.flatMap { Self.isFine(bytes.extracting($0)) ? nil : $0 }
            } else {
                other = try words(bytes) ?? other
            }
        }
        // What it says under names of its own is shown as it stands.
        if error.isEmpty, other != nil { error.message = start..<reader.position }
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
        } else if name.isEqual(to: "error_msg", in: bytes)
            || name.isEqual(to: "error_message", in: bytes)
            || name.isEqual(to: "errorMessage", in: bytes)
        {
            bare.message = try words(bytes) ?? bare.message
            bare.isNamed = bare.isNamed || bare.message != nil
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
            if let code = try scalar(bytes), Self.isFailure(bytes.extracting(code)) {
                bare.code = code
            }
        } else {
            return false
        }
        return true
    }

    /// Values of `error` and `code` by which some say in every answer that all is well.
    private static func isFine(_ word: Span<UInt8>) -> Bool {
        word.isEmpty || word.isEqual(to: "0") || word.isEqual(to: "200")
            || word.isEqual(to: "success") || word.isEqual(to: "none")
    }

    /// Whether a code or status is of a failure: 400 to 599, or a name that says so. Others are states of a good answer.
    private static func isFailure(_ code: Span<UInt8>) -> Bool {
        if let number = code.decimalNumber { return 400...599 ~= number }
        return failureWords.indices.contains { code.contains(failureWords[$0]) }
    }

    private static let failureWords: InlineArray<14, StaticString> = [
        "error", "fail", "invalid", "exceed", "limit", "denied", "exception", "quota", "overload",
        "unavailable", "timeout", "throttl", "forbidden", "unauthorized",
    ]

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
/// `message` with a `code` or `status` of a failure, or `detail` alone. Other words beside an answer are its envelope.
struct BareError {
    /// Whether the event's type says so already.
    let isExpected: Bool
    var members = 0
    var isNamed = false
    var message: Range<Int>?
    var detail: Range<Int>?
    var type: Range<Int>?
    var code: Range<Int>?

    init(isExpected: Bool) {
        self.isExpected = isExpected
    }

    func error(hasUsage: Bool) -> ChunkError? {
        let isUnnamed =
            !hasUsage && ((message != nil && code != nil) || (detail != nil && members == 1))
        guard isNamed || isUnnamed || (isExpected && (message ?? detail) != nil) else { return nil }
        return completed(ChunkError(.other))
    }

    /// An error without words of its own, with those that stand beside it.
    func completed(_ error: ChunkError) -> ChunkError {
        var error = error
        error.message = error.message ?? message ?? detail
        error.type = error.type ?? type
        error.code = error.code ?? code
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
