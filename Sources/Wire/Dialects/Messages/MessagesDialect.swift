/// Messages, `POST /messages`: an answer in blocks, each begun, filled by deltas and stopped.
enum MessagesDialect: Dialect {
    static let path = "/messages"
    static let limitFields = LimitField.all
    static let keyHeader = "x-api-key"
    static let headers = ["anthropic-version: 2023-06-01"]
    /// The API refuses requests without a limit.
    static let requiredMaxTokens = 4096

    /// Counts come without being asked for.
    static func body(of request: AnswerRequest) -> [UInt8] {
        var members = [
            JSONMember(name: "model", json: JSONText.quoted(request.model)),
            JSONMember(
                name: "max_tokens", json: "\(request.maxTokens ?? requiredMaxTokens)"),
        ]
        members += Conversation.members(of: request.prompt, for: .messages)
        members.append(JSONMember(name: "stream", json: request.isStreaming ? "true" : "false"))
        members += request.commonMembers
        return JSONMember.object(members, overriddenBy: request.overrides)
    }

    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts {
        MessagesScanner.facts(ofEvent: data, type: type)
            ?? ForeignEvent.facts(of: data, type: type)
    }

    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        MessagesScanner.facts(ofBody: body) ?? ForeignEvent.facts(ofBody: body)
    }

    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        MessagesScanner.answerText(ofEvent: data)
    }
}
