internal import RunModel

/// A stream of Messages: blocks of thinking, text and calls, each opened, filled and closed.
final class MessagesForm: StreamForm {
    private static let delta = Array("event: content_block_delta".utf8)

    private let frame: EventFrame
    private let identity: AnswerIdentity
    private let deltaClosing = Array(#""}}"#.utf8)
    private var block: (part: CompletionScript.Part, deltaOpening: [UInt8])?
    private var index = -1

    init(_ identity: AnswerIdentity, _ behaviour: AnswerBehaviour) {
        self.identity = identity
        frame = EventFrame(behaviour)
    }

    private func event(_ type: String, _ members: String = "", in chunk: inout ChunkBuffer) {
        frame.event(type, #"{"type":"\#(type)"\#(members)}"#, in: &chunk)
    }

    func begin(_ usage: TokenUsage, in chunk: inout ChunkBuffer) {
        event(
            "message_start",
            #","message":{"id":"\#(identity.messageID)","type":"message","role":"assistant","#
                + #""model":\#(identity.quotedModel),"content":[],"stop_reason":null,"#
                + #""stop_sequence":null,"usage":\#(usage.messagesJSON)}"#, in: &chunk)
    }

    func add(
        _ piece: SentPiece, of vocabulary: inout Vocabulary, _ usage: TokenUsage,
        in chunk: inout ChunkBuffer
    ) {
        open(piece.part, in: &chunk)
        frame.open(Self.delta, in: &chunk)
        chunk.append(block?.deltaOpening ?? [])
        chunk.append(piece, of: &vocabulary)
        chunk.append(deltaClosing)
        frame.close(in: &chunk)
    }

    private func open(_ part: CompletionScript.Part, in chunk: inout ChunkBuffer) {
        guard block?.part != part else { return }
        closeBlock(in: &chunk)
        index += 1
        let delta =
            switch part {
            case .reasoning: #""type":"thinking_delta","thinking":""#
            case .content: #""type":"text_delta","text":""#
            case .call: #""type":"input_json_delta","partial_json":""#
            }
        block = (
            part,
            Array(#"{"type":"content_block_delta","index":\#(index),"delta":{\#(delta)"#.utf8)
        )
        let content = WholePart(part: part, text: "").messagesBlock(identity, isBegun: true)
        event(
            "content_block_start", #","index":\#(index),"content_block":\#(content)"#, in: &chunk)
        if index == 0 { event("ping", in: &chunk) }
    }

    private func closeBlock(in chunk: inout ChunkBuffer) {
        guard let open = block else { return }
        if open.part == .reasoning {
            let signature = WholePart.signature
            event(
                "content_block_delta",
                #","index":\#(index),"delta":{"type":"signature_delta","signature":"\#(signature)"}"#,
                in: &chunk)
        }
        event("content_block_stop", #","index":\#(index)"#, in: &chunk)
        block = nil
    }

    func finish(
        _ reason: CompletionScript.FinishReason, _ usage: TokenUsage, in chunk: inout ChunkBuffer
    ) {
        closeBlock(in: &chunk)
        event(
            "message_delta",
            #","delta":{"stop_reason":"\#(reason.messagesWord)","stop_sequence":null},"#
                + #""usage":{"output_tokens":\#(usage.completion)}"#, in: &chunk)
        event("message_stop", in: &chunk)
    }

    func keepAlive(in chunk: inout ChunkBuffer) { event("ping", in: &chunk) }

    func fail(_ error: ErrorBody, in chunk: inout ChunkBuffer) {
        frame.event("error", error.json(for: .messages), in: &chunk)
    }

    func addBroken(in chunk: inout ChunkBuffer) {
        frame.event(
            "content_block_delta", #"{"type":"content_block_delta","delta":{"#, in: &chunk)
    }

    func addNested(_ depth: Int, of vocabulary: inout Vocabulary, in chunk: inout ChunkBuffer) {
        open(.content, in: &chunk)
        frame.open(Self.delta, in: &chunk)
        chunk.append(block?.deltaOpening ?? [])
        chunk.append(1, exactly: nil, of: &vocabulary)
        chunk.append("\"}")
        Self.nest(depth, in: &chunk)
        chunk.append("}")
        frame.close(in: &chunk)
    }
}

extension AnswerIdentity {
    var messageID: String { "msg_\(number)" }
}

extension CompletionScript.FinishReason {
    var messagesWord: String {
        switch self {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .refusal: "refusal"
        }
    }
}
