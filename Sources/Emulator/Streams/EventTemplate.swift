internal import RunModel

/// What names an answer in each of its chunks.
struct CompletionIdentity: Sendable {
    var number: UInt64
    var model: String
    /// Seconds since 1970, as the API has it.
    var created: Int

    var id: String { "chatcmpl-\(number)" }
}

/// Token counts as the API reports them.
struct TokenUsage: Sendable, Equatable {
    var prompt: Int
    var completion: Int
    var reasoning: Int

    var json: String {
        #"{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion),"#
            + #""total_tokens":\#(prompt + completion),"#
            + #""completion_tokens_details":{"reasoning_tokens":\#(reasoning)}}"#
    }
}

/// The bytes that all events of one stream share, assembled once.
struct EventTemplate {
    private let chunkOpening: String
    private let contentOpening: [UInt8]
    private let reasoningOpening: [UInt8]
    private let deltaClosing: [UInt8]
    private let nullUsage: [UInt8]
    private let eventOpening: [UInt8]
    private let stampOpening: [UInt8]?
    private let lineEnd: [UInt8]
    private let eventClosing: [UInt8]
    private let isUsageContinuous: Bool

    init(_ identity: CompletionIdentity, _ behaviour: AnswerBehaviour, includesUsage: Bool) {
        chunkOpening =
            #"{"id":"\#(identity.id)","object":"chat.completion.chunk","created":"#
            + #"\#(identity.created),"model":\#(EscapedText.quoted(identity.model)),"choices":["#
        contentOpening = Array(#"\#(chunkOpening){"index":0,"delta":{"content":""#.utf8)
        reasoningOpening = Array(
            #"\#(chunkOpening){"index":0,"delta":{"reasoning_content":""#.utf8)
        deltaClosing = Array(#""},"logprobs":null,"finish_reason":null}]"#.utf8)
        isUsageContinuous = behaviour.hasUsageInEveryChunk
        // Where usage was asked for, the API has the key in every chunk.
        nullUsage = includesUsage && !isUsageContinuous ? Array(#","usage":null"#.utf8) : []
        lineEnd = Array(behaviour.lineEnd.rawValue.utf8)
        eventOpening = Array("data: ".utf8)
        eventClosing = lineEnd + lineEnd
        stampOpening = behaviour.tellsTruth ? Array(": sent-ns=".utf8) : nil
    }

    private func event(in chunk: inout ChunkBuffer, _ body: (inout ChunkBuffer) -> Void) {
        if let stampOpening {
            chunk.append(stampOpening)
            chunk.appendStamp()
            chunk.append(lineEnd)
        }
        chunk.append(eventOpening)
        body(&chunk)
        chunk.append(eventClosing)
    }

    /// The stream's first comment: when the whole request had been read.
    func received(_ instant: MonotonicInstant, in chunk: inout ChunkBuffer) {
        chunk.append(": received-ns=\(instant.nanoseconds)")
        chunk.append(eventClosing)
    }

    /// How full the engine was when the request came.
    func engine(running: Int, waiting: Int, in chunk: inout ChunkBuffer) {
        chunk.append(": engine-running=\(running)")
        chunk.append(lineEnd)
        chunk.append(": engine-waiting=\(waiting)")
        chunk.append(eventClosing)
    }

    func keepAlive(in chunk: inout ChunkBuffer) {
        chunk.append(": keep-alive")
        chunk.append(eventClosing)
    }

    /// An event of any data; `data` must not hold a line end.
    func plain(_ data: String, in chunk: inout ChunkBuffer) {
        event(in: &chunk) { $0.append(data) }
    }

    func role(in chunk: inout ChunkBuffer, usage: TokenUsage) {
        choice(
            #"{"index":0,"delta":{"role":"assistant","content":""},"#
                + #""logprobs":null,"finish_reason":null}"#, usage, in: &chunk)
    }

    func finish(_ reason: String, in chunk: inout ChunkBuffer, usage: TokenUsage) {
        choice(
            #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"\#(reason)"}"#, usage,
            in: &chunk)
    }

    private func choice(_ choice: String, _ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        event(in: &chunk) { chunk in
            chunk.append(chunkOpening)
            chunk.append(choice)
            chunk.append("]")
            close(&chunk, usage)
        }
    }

    /// The chunk that comes after the last choice: usage, and no choice.
    func usage(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        event(in: &chunk) { chunk in
            chunk.append(chunkOpening)
            chunk.append(#"],"usage":\#(usage.json)}"#)
        }
    }

    /// A chunk of `words` tokens. The hot path: nothing is allocated here.
    func tokens(
        _ part: CompletionScript.Part, _ words: Int, exactly size: Int?,
        of vocabulary: inout Vocabulary, usage: TokenUsage, in chunk: inout ChunkBuffer
    ) {
        if let stampOpening {
            chunk.append(stampOpening)
            chunk.appendStamp()
            chunk.append(lineEnd)
        }
        chunk.append(eventOpening)
        chunk.append(part == .content ? contentOpening : reasoningOpening)
        chunk.append(words, exactly: size, of: &vocabulary)
        chunk.append(deltaClosing)
        close(&chunk, usage)
        chunk.append(eventClosing)
    }

    /// Like `tokens`, with an object nested `depth` deep beside the choices.
    func nested(
        _ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer
    ) {
        event(in: &chunk) { chunk in
            chunk.append(contentOpening)
            chunk.append(1, exactly: nil, of: &vocabulary)
            chunk.append(deltaClosing)
            chunk.append(#","nested":"#)
            chunk.append([UInt8](repeating: UInt8(ascii: "["), count: depth))
            chunk.append([UInt8](repeating: UInt8(ascii: "]"), count: depth))
            chunk.append("}")
        }
    }

    private func close(_ chunk: inout ChunkBuffer, _ usage: TokenUsage) {
        if isUsageContinuous {
            chunk.append(#","usage":\#(usage.json)"#)
        } else {
            chunk.append(nullUsage)
        }
        chunk.append("}")
    }
}
