/// Completions, `POST /completions`: a text that the model goes on with.
enum CompletionsDialect: Dialect {
    static let path = "/completions"
    static let limitFields = LimitField.all

    static func body(of request: AnswerRequest) -> [UInt8] {
        ChatDialect.body(
            of: request, asking: Conversation.members(of: request.prompt, for: .completions))
    }

    // Its events are chat's with `text` where chat has `delta`, which the one scanner reads.

    static func facts(ofEvent data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts {
        ChatDialect.facts(ofEvent: data, type: type)
    }

    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        ChatDialect.facts(ofBody: body)
    }

    static func answerText(ofEvent data: Span<UInt8>) -> Range<Int>? {
        ChatDialect.answerText(ofEvent: data)
    }
}
