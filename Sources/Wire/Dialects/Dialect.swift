/// How one API writes what a run needs and a server answers. Another API is another type that conforms, and
/// a case of `API`; nothing above Wire changes.
protocol Dialect {
    /// Under the base URL.
    static var path: String { get }
    static func body(of request: AnswerRequest) -> [UInt8]
    /// What an event of a stream says, whose type is empty where the server named none.
    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts
    /// What a whole answer or an error's body says.
    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts
    /// Where an event's text of the visible answer stands, as it is in the JSON; nil where it has none.
    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>?
    /// What its servers' heads say of limits.
    static var limitFields: [LimitField] { get }
}

/// The API that a target speaks.
///
/// Each function is a switch over the dialects, so that the hot path calls them directly.
package enum API: String, Sendable, CaseIterable {
    case chat
    case completions
    case responses
    case messages

    package var path: String {
        switch self {
        case .chat: ChatDialect.path
        case .completions: CompletionsDialect.path
        case .responses: ResponsesDialect.path
        case .messages: MessagesDialect.path
        }
    }

    /// The body of a request.
    package func body(of request: AnswerRequest) -> [UInt8] {
        switch self {
        case .chat: ChatDialect.body(of: request)
        case .completions: CompletionsDialect.body(of: request)
        case .responses: ResponsesDialect.body(of: request)
        case .messages: MessagesDialect.body(of: request)
        }
    }

    /// What an event of a stream says, whose type is empty where the server named none.
    package func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts {
        switch self {
        case .chat: ChatDialect.facts(ofEvent: data, type: type)
        case .completions: CompletionsDialect.facts(ofEvent: data, type: type)
        case .responses: ResponsesDialect.facts(ofEvent: data, type: type)
        case .messages: MessagesDialect.facts(ofEvent: data, type: type)
        }
    }

    /// What a whole answer or an error's body says.
    package func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        switch self {
        case .chat: ChatDialect.facts(ofBody: body)
        case .completions: CompletionsDialect.facts(ofBody: body)
        case .responses: ResponsesDialect.facts(ofBody: body)
        case .messages: MessagesDialect.facts(ofBody: body)
        }
    }

    /// Where an event's text of the visible answer stands, as it is in the JSON; nil where it has none.
    package func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        switch self {
        case .chat: ChatDialect.answerText(ofEvent: data)
        case .completions: CompletionsDialect.answerText(ofEvent: data)
        case .responses: ResponsesDialect.answerText(ofEvent: data)
        case .messages: MessagesDialect.answerText(ofEvent: data)
        }
    }

    /// What its servers' heads say of limits.
    package var limitFields: [LimitField] {
        switch self {
        case .chat: ChatDialect.limitFields
        case .completions: CompletionsDialect.limitFields
        case .responses: ResponsesDialect.limitFields
        case .messages: MessagesDialect.limitFields
        }
    }

    /// What a whole stream has at its end, of which one will do, in words.
    package var endNames: String {
        switch self {
        case .chat, .completions: "a finish_reason and without [DONE]"
        case .responses: "response.completed"
        case .messages: "a stop_reason and without message_stop"
        }
    }

    /// The header that bears the key; nil for `Authorization: Bearer`.
    package var keyHeader: String? { self == .messages ? MessagesDialect.keyHeader : nil }

    /// Header lines that each request must have.
    package var headers: [String] { self == .messages ? MessagesDialect.headers : [] }

    /// The limit of an answer's tokens that is asked for where the user asks for none; nil where the API needs none.
    package var requiredMaxTokens: Int? {
        self == .messages ? MessagesDialect.requiredMaxTokens : nil
    }
}
