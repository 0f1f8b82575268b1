internal import RunModel

/// A stream of Chat Completions. The bytes that all its chunks share are assembled once.
final class ChatForm: StreamForm {
    private let frame: EventFrame
    private let identity: AnswerIdentity
    private let chunkOpening: String
    private let contentOpening: [UInt8]
    private let reasoningOpening: [UInt8]
    private let textClosing = Array(#""},"logprobs":null,"finish_reason":null}]"#.utf8)
    private let callClosing = Array(#""}}]},"logprobs":null,"finish_reason":null}]"#.utf8)
    private let tail: ChunkUsage
    private let refuses: Bool
    private var openCall: Int?

    init(_ identity: AnswerIdentity, _ behaviour: AnswerBehaviour, includesUsage: Bool) {
        self.identity = identity
        frame = EventFrame(behaviour)
        chunkOpening =
            #"{"id":"chatcmpl-\#(identity.number)","object":"chat.completion.chunk","created":"#
            + #"\#(identity.created),"model":\#(identity.quotedModel),"choices":["#
        let key = behaviour.refuses ? "refusal" : "content"
        contentOpening = Array(#"\#(chunkOpening){"index":0,"delta":{"\#(key)":""#.utf8)
        reasoningOpening = Array(
            #"\#(chunkOpening){"index":0,"delta":{"reasoning_content":""#.utf8)
        refuses = behaviour.refuses
        tail = ChunkUsage(behaviour, includesUsage: includesUsage)
    }

    func begin(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        let content = refuses ? #""content":null"# : #""content":"""#
        choice(
            #"{"index":0,"delta":{"role":"assistant",\#(content)},"#
                + #""logprobs":null,"finish_reason":null}"#, usage, in: &chunk)
    }

    func add(
        _ piece: SentPiece, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer
    ) {
        if case .call(let number) = piece.part {
            add(piece, call: number, of: &vocabulary, usage, in: &chunk)
            return
        }
        frame.open(in: &chunk)
        chunk.append(piece.part == .content ? contentOpening : reasoningOpening)
        chunk.append(piece, of: &vocabulary)
        chunk.append(textClosing)
        tail.close(usage, in: &chunk)
        frame.close(in: &chunk)
    }

    /// A call's name comes in a chunk of its own, before its arguments.
    private func add(
        _ piece: SentPiece, call number: Int, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer
    ) {
        if openCall != number {
            openCall = number
            let name = EscapedText.quoted(identity.tool(number))
            choice(
                #"{"index":0,"delta":{"tool_calls":[{"index":\#(number),"#
                    + #""id":"\#(identity.callID(number))","type":"function","#
                    + #""function":{"name":\#(name),"arguments":""}}]},"#
                    + #""logprobs":null,"finish_reason":null}"#, usage, in: &chunk)
        }
        frame.open(in: &chunk)
        chunk.append(chunkOpening)
        chunk.append(#"{"index":0,"delta":{"tool_calls":[{"index":\#(number),"#)
        chunk.append(#""function":{"arguments":""# as StaticString)
        chunk.append(piece, of: &vocabulary)
        chunk.append(callClosing)
        tail.close(usage, in: &chunk)
        frame.close(in: &chunk)
    }

    func finish(
        _ reason: CompletionScript.FinishReason, _ usage: TokenUsage, in chunk: inout ChunkBuffer
    ) {
        let word = reason == .refusal ? "stop" : reason.rawValue
        choice(
            #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"\#(word)"}"#, usage,
            in: &chunk)
        if tail.isAtEnd {
            frame.event(nil, chunkOpening + #"],"usage":\#(usage.json)}"#, in: &chunk)
        }
        frame.event(nil, "[DONE]", in: &chunk)
    }

    private func choice(_ choice: String, _ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        frame.open(in: &chunk)
        chunk.append(chunkOpening)
        chunk.append(choice)
        chunk.append("]")
        tail.close(usage, in: &chunk)
        frame.close(in: &chunk)
    }

    func keepAlive(in chunk: inout ChunkBuffer) { frame.keepAlive(in: &chunk) }

    func fail(_ error: ErrorBody, in chunk: inout ChunkBuffer) {
        frame.event(nil, error.json, in: &chunk)
    }

    func addBroken(in chunk: inout ChunkBuffer) {
        frame.event(nil, #"{"id":"chatcmpl-broken","choices":[{"delta":{"#, in: &chunk)
    }

    func addNested(_ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer) {
        frame.open(in: &chunk)
        chunk.append(contentOpening)
        chunk.append(1, exactly: nil, of: &vocabulary)
        chunk.append(textClosing)
        Self.nest(depth, in: &chunk)
        chunk.append("}")
        frame.close(in: &chunk)
    }
}

extension AnswerIdentity {
    func callID(_ call: Int) -> String { "call_\(number)_\(call)" }
}

/// How the chunks of chat and Completions tell usage.
struct ChunkUsage {
    private let isContinuous: Bool
    private let nullUsage: [UInt8]
    /// Whether a chunk behind the last choice tells it.
    let isAtEnd: Bool

    init(_ behaviour: AnswerBehaviour, includesUsage: Bool) {
        isContinuous = behaviour.hasUsageInEveryChunk
        isAtEnd = includesUsage
        // Where usage was asked for, the API has the key in every chunk.
        nullUsage = includesUsage && !isContinuous ? Array(#","usage":null"#.utf8) : []
    }

    /// Closes a chunk behind its choices.
    func close(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        if isContinuous {
            chunk.append(#","usage":\#(usage.json)"#)
        } else {
            chunk.append(nullUsage)
        }
        chunk.append("}")
    }
}
