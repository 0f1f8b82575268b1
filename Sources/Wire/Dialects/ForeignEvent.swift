/// An event, or a body, that is none of the API's own: gateways put errors, ends and heartbeats of their own into
/// streams of every API, in the forms that chat knows. Nothing in it is output.
enum ForeignEvent {
    static func facts(of data: Span<UInt8>, type: Span<UInt8>) -> ChunkFacts {
        withoutAnswer(ChatDialect.facts(ofEvent: data, type: type))
    }

    static func facts(ofBody body: Span<UInt8>) -> ChunkFacts {
        withoutAnswer(ChatDialect.facts(ofBody: body))
    }

    private static func withoutAnswer(_ chat: ChunkFacts) -> ChunkFacts {
        var facts = ChunkFacts()
        facts.isEnd = chat.isEnd
        facts.isBlank = chat.isBlank
        facts.isJSON = chat.isJSON
        facts.error = chat.error
        return facts
    }
}
