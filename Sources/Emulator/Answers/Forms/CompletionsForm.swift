internal import RunModel

/// A stream of Completions: text alone, reasoning among it.
final class CompletionsForm: StreamForm {
    private let frame: EventFrame
    private let chunkOpening: String
    private let textOpening: [UInt8]
    private let textClosing = Array(#"","logprobs":null,"finish_reason":null}]"#.utf8)
    private let tail: ChunkUsage

    init(_ identity: AnswerIdentity, _ behaviour: AnswerBehaviour, includesUsage: Bool) {
        frame = EventFrame(behaviour)
        chunkOpening =
            #"{"id":"cmpl-\#(identity.number)","object":"text_completion","created":"#
            + #"\#(identity.created),"model":\#(identity.quotedModel),"choices":["#
        textOpening = Array(#"\#(chunkOpening){"index":0,"text":""#.utf8)
        tail = ChunkUsage(behaviour, includesUsage: includesUsage)
    }

    /// The API has nothing there.
    func begin(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {}

    func add(
        _ piece: SentPiece, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer
    ) {
        frame.open(in: &chunk)
        chunk.append(textOpening)
        chunk.append(piece, of: &vocabulary)
        chunk.append(textClosing)
        tail.close(usage, in: &chunk)
        frame.close(in: &chunk)
    }

    func finish(
        _ reason: CompletionScript.FinishReason, _ usage: TokenUsage, in chunk: inout ChunkBuffer
    ) {
        frame.open(in: &chunk)
        chunk.append(textOpening)
        chunk.append(#"","logprobs":null,"finish_reason":"\#(reason.completionsWord)"}]"#)
        tail.close(usage, in: &chunk)
        frame.close(in: &chunk)
        if tail.isAtEnd {
            frame.event(nil, chunkOpening + #"],"usage":\#(usage.json)}"#, in: &chunk)
        }
        frame.event(nil, "[DONE]", in: &chunk)
    }

    func keepAlive(in chunk: inout ChunkBuffer) { frame.keepAlive(in: &chunk) }

    func fail(_ error: ErrorBody, in chunk: inout ChunkBuffer) {
        frame.event(nil, error.json, in: &chunk)
    }

    func addBroken(in chunk: inout ChunkBuffer) {
        frame.event(nil, #"{"id":"cmpl-broken","choices":[{"text":"#, in: &chunk)
    }

    func addNested(_ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer) {
        frame.open(in: &chunk)
        chunk.append(textOpening)
        chunk.append(1, exactly: nil, of: &vocabulary)
        chunk.append(textClosing)
        Self.nest(depth, in: &chunk)
        chunk.append("}")
        frame.close(in: &chunk)
    }
}

extension CompletionScript.FinishReason {
    /// Completions have no refusals of the model's, but filters.
    var completionsWord: String {
        switch self {
        case .stop, .toolCalls: "stop"
        case .length: "length"
        case .refusal: "content_filter"
        }
    }
}
