/// Members at the top level by which servers report errors without `error` around them, as far as they have come.
struct BareError {
    let eventType: ChunkScanner.EventType
    var members = 0
    /// Whether a member `error` says something.
    var isNamed = false
    /// Whether the object, or its type, calls itself an error.
    var isObjectError = false
    var isTypeOfFailure = false
    /// Whether it says that it did not succeed.
    var isFailed = false
    var isCodeFine = false
    var message: Range<Int>?
    /// One that only an error has.
    var namedMessage: Range<Int>?
    var detail: Range<Int>?
    var title: Range<Int>?
    var type: Range<Int>?
    /// Of a failure; other codes are not kept.
    var code: Range<Int>?
    /// One that stands under a name of its own.
    var error: ChunkError?

    init(type: ChunkScanner.EventType) {
        eventType = type
    }

    /// What they make together, in an event without choices: other words are the envelope of an answer, as are all in an
    /// event whose type is not the API's.
    func found(hasUsage: Bool, _ bytes: Span<UInt8>) -> ChunkError? {
        guard eventType != .other else { return nil }
        if let error, !error.isEmpty { return completed(error) }
        let words = namedMessage ?? message ?? detail ?? title
        guard let words else {
            return isNamed || isObjectError ? completed(ChunkError(.other)) : nil
        }
        let text = bytes.extracting(words)
        if FailureWord.isFine(text) { return nil }
        let isOfError =
            isNamed || isObjectError || eventType == .error
            || (namedMessage != nil && !isCodeFine)
        let isWhole =
            isFailed || isTypeOfFailure
            || (code.map { isTrue(bytes.extracting($0), text) } ?? false)
            || (detail != nil && members == 1)
        return isOfError || (isWhole && !hasUsage) ? completed(ChunkError(.other)) : nil
    }

    /// Whether a code means a failure beside these words. Numbers beyond those of HTTP are of vendors, and of counts: the
    /// words decide. A type of another kind speaks of a step.
    private func isTrue(_ code: Span<UInt8>, _ words: Span<UInt8>) -> Bool {
        if type != nil, title == nil, !isTypeOfFailure { return false }
        guard let number = code.decimalNumber, number >= 600 else { return true }
        return FailureWord.tellsOfFailure(words)
    }

    /// An error without words of its own, with those that stand beside it.
    func completed(_ error: ChunkError) -> ChunkError {
        var error = error
        error.message = error.message ?? namedMessage ?? message ?? detail ?? title
        error.type = error.type ?? type
        error.code = error.code ?? code
        return error
    }
}

/// A name by which a top-level member belongs to an error, in any case: a row of a table.
struct BareErrorMember {
    enum Part {
        case message
        /// A message that only an error has.
        case namedMessage
        case detail
        case title
        /// What the event, or the error, is.
        case type
        case code
        case status
        case success
        /// Another name of `error`.
        case error
        /// An object around a state.
        case response
    }

    var name: StaticString
    var part: Part

    init(_ name: StaticString, _ part: Part) {
        self.name = name
        self.part = part
    }

    static let all: InlineArray<20, BareErrorMember> = [
        BareErrorMember("message", .message),
        BareErrorMember("msg", .message),
        BareErrorMember("error_msg", .namedMessage),
        BareErrorMember("error_message", .namedMessage),
        BareErrorMember("errorMessage", .namedMessage),
        BareErrorMember("detail", .detail),
        BareErrorMember("errors", .detail),
        BareErrorMember("title", .title),
        BareErrorMember("type", .type),
        BareErrorMember("__type", .type),
        BareErrorMember("code", .code),
        BareErrorMember("error_code", .code),
        BareErrorMember("status", .status),
        BareErrorMember("status_code", .status),
        BareErrorMember("success", .success),
        BareErrorMember("error", .error),
        BareErrorMember("fault", .error),
        BareErrorMember("errormsg", .error),
        BareErrorMember("base_resp", .response),
        BareErrorMember("response", .response),
    ]
}

/// The words and numbers of servers that say whether something failed.
enum FailureWord {
    /// What some write into every answer to say that all is well.
    static func isFine(_ word: Span<UInt8>) -> Bool {
        let end =
            word.count > 0 && word[word.count - 1] == ASCII.period ? word.count - 1 : word.count
        let word = word.extracting(0..<end)
        return word.isBlank || fine.indices.contains { word.isEqualInAnyCase(to: fine[$0]) }
    }

    private static let fine: InlineArray<16, StaticString> = [
        "0", "00", "0.0", "200", "success", "succeeded", "completed", "none", "no", "ok", "null",
        "n/a",
        "no error", "no_error", "false", "undefined",
    ]

    /// Whether a code is of a failure: from 400 on, below 0, or a name that says so. Others are states of a good
    /// answer, as are 20000 and the like, by which some mean 200.
    static func isCode(_ code: Span<UInt8>) -> Bool {
        isNumber(code)
            ?? (isName(code) && !code.holds(word: "no")
                && words.indices.contains { code.contains(words[$0]) })
    }

    /// The same of a status, whose words are many: only those are of a failure that say nothing else.
    static func isStatus(_ status: Span<UInt8>) -> Bool {
        isNumber(status) ?? states.indices.contains { status.isEqualInAnyCase(to: states[$0]) }
    }

    /// Whether a sentence speaks of a failure.
    static func tellsOfFailure(_ sentence: Span<UInt8>) -> Bool {
        words.indices.contains { sentence.contains(words[$0]) }
            || sentences.indices.contains { sentence.contains(sentences[$0]) }
    }

    /// A word of a program, and not a text.
    private static func isName(_ text: Span<UInt8>) -> Bool {
        text.count <= 64 && !text.indices.contains { text[$0] <= ASCII.space }
    }

    private static func isNumber(_ text: Span<UInt8>) -> Bool? {
        guard text.count > 0 else { return false }
        if text[0] == ASCII.minus {
            return text.extracting(1..<text.count).decimalNumber.map { $0 > 0 }
        }
        guard let number = text.decimalNumber else { return nil }
        let isTwoHundred =
            text[0] == UInt8(ascii: "2")
            && text.indices.dropFirst().allSatisfy { text[$0] == ASCII.zero }
        return number >= 400 && !isTwoHundred
    }

    private static let words: InlineArray<16, StaticString> = [
        "error", "fail", "invalid", "exceed", "denied", "exception", "quota", "overload",
        "unavailable", "timeout", "throttl", "forbidden", "unauthorized", "arrear", "insufficient",
        "rate_limit_r",
    ]

    /// What stands in sentences beside them.
    private static let sentences: InlineArray<12, StaticString> = [
        "limit", "too long", "too many", "too large", "moderation", "busy", "reject", "not found",
        "not exist", "bad input", "slow down", "gone",
    ]

    private static let states: InlineArray<11, StaticString> = [
        "error", "failed", "failure", "exception", "unavailable", "overloaded", "timeout",
        "rate_limited", "throttled", "aborted", "resource_exhausted",
    ]
}
