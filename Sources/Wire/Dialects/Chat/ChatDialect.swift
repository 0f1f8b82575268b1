/// Chat completions, `POST /chat/completions`.
enum ChatDialect: Dialect {
    static let path = "/chat/completions"
    static let limitFields = LimitField.all

    static func body(of request: AnswerRequest) -> [UInt8] {
        body(of: request, asking: Conversation.members(of: request.prompt, for: .chat))
    }

    /// The body with `prompt` in its place, as the older API of completions has it too.
    static func body(of request: AnswerRequest, asking prompt: [JSONMember]) -> [UInt8] {
        var members = [JSONMember(name: "model", json: JSONText.quoted(request.model))]
        members += prompt
        members.append(JSONMember(name: "stream", json: request.isStreaming ? "true" : "false"))
        if request.isStreaming, request.asksForUsage {
            members.append(JSONMember(name: "stream_options", json: #"{"include_usage":true}"#))
        }
        if let maxTokens = request.maxTokens {
            members.append(JSONMember(name: request.tokenLimit.rawValue, json: "\(maxTokens)"))
        }
        members += request.commonMembers
        return JSONMember.object(members, overriddenBy: request.overrides)
    }

    static func facts(ofEvent data: Span<UInt8>, type name: Span<UInt8>) -> ChunkFacts {
        if ChunkScanner.isDone(data) { return .endOfStream }
        let type = eventType(name)
        let isError = type == .error
        if data.isBlank, !isError { return .blank }
        var facts = ChunkScanner.scan(data, type: type)
        if type == .other, facts.error?.form != .object || name.contains("tool") {
            facts.error = nil
        }
        if !facts.isJSON || (isError && facts.error == nil) {
            facts.error = ChunkError.inLines(data) ?? ChunkError.inText(data, isNamed: isError)
        }
        return facts
    }

    private static func eventType(_ type: Span<UInt8>) -> ChunkScanner.EventType {
        if type.count == 0 || type.isEqual(to: "message") { return .message }
        let isError = errorTypes.indices.contains { type.isEqualInAnyCase(to: errorTypes[$0]) }
        return isError ? .error : .other
    }

    /// Types of others' events that end in these words are those of tools and steps.
    private static let errorTypes: InlineArray<7, StaticString> = [
        "error", "errors", "exception", "failure", "stream_error", "server_error", "response.error",
    ]

    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        ChunkScanner.scan(body)
    }

    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        ChunkScanner.content(of: data)
    }
}
