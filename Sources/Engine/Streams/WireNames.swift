internal import RunModel
internal import Wire

// Wire imports nothing, so it has its own small enumerations; the record's stand beside them here.

extension API {
    init(_ name: APIName) {
        switch name {
        case .chat: self = .chat
        case .completions: self = .completions
        case .responses: self = .responses
        case .messages: self = .messages
        }
    }
}

extension OutputKind {
    init(_ output: ChunkOutput) {
        switch output {
        case .content: self = .content
        case .reasoning: self = .reasoning
        case .refusal: self = .refusal
        case .toolCall: self = .toolCall
        case .audio: self = .audio
        case .image: self = .image
        case .video: self = .video
        case .file: self = .file
        }
    }
}

extension ChunkFacts {
    /// The reason that the event gives for the answer's end.
    func finishReason(in bytes: Span<UInt8>) -> FinishReason? {
        finishReasonName.map {
            FinishReason(rawValue: JSONText.unescaped(bytes.extracting($0)))
        }
    }
}

extension ChunkError {
    /// Its type and code, as they stand in the JSON; nil of what has not OpenAI's form.
    func names(in bytes: Span<UInt8>) -> ServerError? {
        guard form == .object else { return nil }
        return ServerError(type: text(of: type, bytes), code: text(of: code, bytes))
    }

    /// What the error says, or else its code or type; empty when it says nothing.
    func text(in bytes: Span<UInt8>) -> String {
        guard let words = text(of: message, bytes) else {
            return text(of: code ?? type, bytes) ?? ""
        }
        // The names of other forms have no columns of their own.
        let names = form == .other ? text(of: code, bytes) : nil
        return words + (names.map { " (\($0))" } ?? "")
    }

    private func text(of range: Range<Int>?, _ bytes: Span<UInt8>) -> String? {
        guard let range, !range.isEmpty else { return nil }
        let inside = bytes.extracting(range)
        return form == .text ? SSEText.repaired(inside) : JSONText.unescaped(inside)
    }
}
