/// What one event, or a whole answer, says of one tool call. The ranges are the insides of strings, escapes not resolved.
package struct ToolCallPiece: Sendable, Equatable {
    /// The call's place in its answer.
    package var index: Int64 = 0
    package var id: Range<Int>?
    /// Whether its tool's name is there, with which a call begins.
    package var hasName = false
    package var arguments: Range<Int>?
    /// Whether they are JSON as it stands, and no text of it.
    package var isObject = false
    /// Whether these are all its arguments, and not the next of them.
    package var isWhole = false
    /// Whether its input is free text, which is no JSON and need not be.
    package var isText = false
}

extension API {
    /// The tool calls of an event, or of a whole answer's body, in their order; none where the bytes are no JSON of the API.
    /// Allocates nothing.
    package func readToolCalls(
        in data: Span<UInt8>, isBody: Bool = false, _ take: (ToolCallPiece) -> Void
    ) {
        var scanner = ToolCallScanner(isWhole: isBody)
        switch self {
        case .chat, .completions: try? scanner.scanChat(data, take)
        case .responses: try? scanner.scanResponses(data, take)
        case .messages: try? scanner.scanMessages(data, take)
        }
    }
}
