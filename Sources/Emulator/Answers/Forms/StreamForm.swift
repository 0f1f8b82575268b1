internal import RunModel

/// Writes the events of one stream in the form of an API, and keeps what those need, such as numbers and open blocks.
///
/// A class, because its state is a stream's own and changes with each event. Confined to its stream's event loop.
protocol StreamForm: AnyObject {
    /// What comes before the first output. Called once.
    func begin(_ usage: TokenUsage, in chunk: inout ChunkBuffer)

    /// A piece of output; `usage` is as far as it has come. The hot path.
    func add(
        _ piece: SentPiece, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer)

    /// The end of a whole answer.
    func finish(
        _ reason: CompletionScript.FinishReason, _ usage: TokenUsage, in chunk: inout ChunkBuffer)

    func keepAlive(in chunk: inout ChunkBuffer)

    func fail(_ error: ErrorBody, in chunk: inout ChunkBuffer)

    /// An event of broken JSON.
    func addBroken(in chunk: inout ChunkBuffer)

    /// A piece of content of one word, with arrays nested `depth` deep beside it.
    func addNested(_ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer)
}

extension StreamForm {
    static func nest(_ depth: Int, in chunk: inout ChunkBuffer) {
        chunk.append(#","nested":"#)
        chunk.append([UInt8](repeating: UInt8(ascii: "["), count: depth))
        chunk.append([UInt8](repeating: UInt8(ascii: "]"), count: depth))
    }
}

/// Which form a request is answered in.
enum StreamForms {
    static func form(
        _ request: AnswerRequest, _ identity: AnswerIdentity, _ behaviour: AnswerBehaviour
    ) -> any StreamForm {
        switch request.api {
        case .chat: ChatForm(identity, behaviour, includesUsage: request.includesUsage)
        case .completions:
            CompletionsForm(identity, behaviour, includesUsage: request.includesUsage)
        case .responses: ResponsesForm(identity, behaviour)
        case .messages: MessagesForm(identity, behaviour)
        }
    }
}
