internal import NIOCore
internal import RunModel

/// A part of an answer with all of its text, as it stands in a JSON text between quotes.
struct WholePart {
    var part: CompletionScript.Part
    var text: String

    /// What stands in for the signature of a thought.
    static let signature = "c3RyZWFtZ2F1Z2U="

    /// A block of Messages.
    func messagesBlock(_ identity: AnswerIdentity, isBegun: Bool = false) -> String {
        switch part {
        case .reasoning:
            #"{"type":"thinking","thinking":"\#(text)","signature":"\#(isBegun ? "" : Self.signature)"}"#
        case .content: #"{"type":"text","text":"\#(text)"}"#
        case .call(let call):
            #"{"type":"tool_use","id":"toolu_\#(identity.number)_\#(call)","#
                + #""name":\#(EscapedText.quoted(identity.tool(call))),"#
                + #""input":\#(isBegun ? "{}" : input)}"#
        }
    }

    /// The arguments as the object that they are; what a limit cut is none.
    private var input: String {
        let object = text.replacing(#"\""#, with: "\"")
        return object.hasSuffix("}") ? object : "{}"
    }
}

extension CompletionScript {
    /// The whole answer, neighbours of one kind joined.
    func wholeParts(_ behaviour: AnswerBehaviour, _ seed: AnswerSeed) -> [WholePart] {
        var vocabulary = Vocabulary(seed)
        var parts: [WholePart] = []
        var position = 0
        while position < totalTokens {
            let (part, tokens) = part(at: position)
            position = tokens.upperBound
            let batch = Batch(part: part, tokens: tokens, due: .never)
            guard let piece = piece(batch, behaviour) else {
                vocabulary.skip(tokens.count)
                continue
            }
            var words = ByteBuffer()
            vocabulary.append(piece.words, exactly: nil, to: &words)
            let text = "\(piece.before)\(String(buffer: words))\(piece.after)"
            if parts.last?.part == piece.part {
                parts[parts.count - 1].text += text
            } else {
                parts.append(WholePart(part: piece.part, text: text))
            }
        }
        return parts
    }
}

/// An answer in one JSON body, in the form of an API.
struct WholeForm {
    let api: APIName
    let identity: AnswerIdentity
    let parts: [WholePart]
    let reason: CompletionScript.FinishReason
    let usage: TokenUsage

    var json: String {
        switch api {
        case .chat: chat
        case .completions: completions
        case .responses:
            identity.response(
                status: status,
                items: parts.map { $0.responsesItem(identity, status: status, isRefusal) },
                usage: usage)
        case .messages: messages
        }
    }

    private var status: String { reason == .length ? "incomplete" : "completed" }
    private var isRefusal: Bool { reason == .refusal }

    private func text(_ part: CompletionScript.Part) -> String? {
        parts.first { $0.part == part }?.text
    }

    private var chat: String {
        let calls = parts.compactMap { part -> String? in
            guard case .call(let call) = part.part else { return nil }
            return #"{"id":"\#(identity.callID(call))","type":"function","function":{"name":"#
                + #"\#(EscapedText.quoted(identity.tool(call))),"arguments":"\#(part.text)"}}"#
        }
        let content = text(.content).map { "\"\($0)\"" } ?? (calls.isEmpty ? #""""# : "null")
        let said =
            isRefusal ? #""content":null,"refusal":\#(content)"# : #""content":\#(content)"#
        let thoughts = text(.reasoning).map { #","reasoning_content":"\#($0)""# } ?? ""
        let called =
            calls.isEmpty ? "" : #","tool_calls":[\#(calls.joined(separator: ","))]"#
        let word = isRefusal ? "stop" : reason.rawValue
        return #"{"id":"chatcmpl-\#(identity.number)","object":"chat.completion","#
            + #""created":\#(identity.created),"model":\#(identity.quotedModel),"#
            + #""choices":[{"index":0,"message":{"role":"assistant",\#(said)\#(thoughts)\#(called)},"#
            + #""logprobs":null,"finish_reason":"\#(word)"}],"usage":\#(usage.json)}"#
    }

    private var completions: String {
        let text = parts.map(\.text).joined()
        return #"{"id":"cmpl-\#(identity.number)","object":"text_completion","#
            + #""created":\#(identity.created),"model":\#(identity.quotedModel),"#
            + #""choices":[{"index":0,"text":"\#(text)","#
            + #""logprobs":null,"finish_reason":"\#(reason.completionsWord)"}],"usage":\#(usage.json)}"#
    }

    private var messages: String {
        let blocks = parts.map { $0.messagesBlock(identity) }.joined(separator: ",")
        return #"{"id":"\#(identity.messageID)","type":"message","role":"assistant","#
            + #""model":\#(identity.quotedModel),"content":[\#(blocks)],"#
            + #""stop_reason":"\#(reason.messagesWord)","stop_sequence":null,"#
            + #""usage":\#(usage.messagesJSON)}"#
    }
}
