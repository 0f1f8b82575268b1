/// Responses, `POST /responses`: events with a type each, of which the last repeats the whole answer.
enum ResponsesDialect: Dialect {
    static let path = "/responses"
    static let limitFields = LimitField.all

    /// Counts come without being asked for.
    static func body(of request: AnswerRequest) -> [UInt8] {
        var members = [JSONMember(name: "model", json: JSONText.quoted(request.model))]
        members += Conversation.members(of: request.prompt, for: .responses)
        members.append(JSONMember(name: "stream", json: request.isStreaming ? "true" : "false"))
        if let maxTokens = request.maxTokens {
            members.append(JSONMember(name: "max_output_tokens", json: "\(maxTokens)"))
        }
        members += request.commonMembers
        return JSONMember.object(members, overriddenBy: request.overrides)
    }

    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts {
        ResponsesScanner.facts(ofEvent: data, type: type)
            ?? ForeignEvent.facts(of: data, type: type)
    }

    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        ResponsesScanner.facts(ofBody: body) ?? ForeignEvent.facts(ofBody: body)
    }

    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        ResponsesScanner.answerText(ofEvent: data)
    }
}
