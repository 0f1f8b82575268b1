internal import RunModel
internal import Wire

// Wire imports nothing, so it has its own small enumerations; the record's stand beside them here.

extension OutputKind {
    init(_ output: ChunkOutput) {
        switch output {
        case .content: self = .content
        case .reasoning: self = .reasoning
        case .refusal: self = .refusal
        case .toolCall: self = .toolCall
        case .audio: self = .audio
        }
    }
}

extension FinishReason {
    init(_ reason: ChunkFinishReason) {
        switch reason {
        case .stop: self = .stop
        case .length: self = .length
        case .toolCalls: self = .toolCalls
        case .functionCall: self = .functionCall
        case .contentFilter: self = .contentFilter
        case .other: self = .other
        }
    }
}

extension ChunkError {
    /// Its type and code, as they stand in the JSON.
    func names(in bytes: Span<UInt8>) -> ServerError {
        func text(_ range: Range<Int>?) -> String? {
            range.map { JSONText.unescaped(bytes.extracting($0)) }
        }
        return ServerError(type: text(type), code: text(code))
    }

    /// What the error says, or else its code or type; empty when it says nothing.
    func text(in bytes: Span<UInt8>) -> String {
        guard let range = message ?? code ?? type else { return "" }
        return JSONText.unescaped(bytes.extracting(range))
    }
}
