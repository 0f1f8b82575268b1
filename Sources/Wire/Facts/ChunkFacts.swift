/// What one JSON text of the API says, a chunk of a stream or a whole answer. Holds no text: ranges
/// point into the bytes that were scanned.
package struct ChunkFacts: Sendable, Equatable {
    /// Whether this is the API's mark of a stream's end; all else is empty then.
    package var isEnd = false
    /// Whether the bytes are one legal JSON text. All else is empty when they are not.
    package var isJSON = false
    /// What it carried of generated output; nil when it is no output event (docs/metrics.md).
    package var output: ChunkOutput?
    /// Whether `content`, the visible answer, is not empty.
    package var hasAnswerText = false
    /// Bytes of the output's strings as they stand in the JSON, escapes not resolved.
    package var outputBytes = 0
    package var hasRole = false
    /// The last one that is not null; servers that write "" mean null.
    package var finishReason: ChunkFinishReason?
    package var usage: ChunkUsage?
    /// An `error` at the top level.
    package var error: ChunkError?
    /// The number of choices; nil when there is no array of them.
    package var choiceCount: Int?

    package init() {}

    static let endOfStream: ChunkFacts = {
        var facts = ChunkFacts()
        facts.isEnd = true
        return facts
    }()
}

/// Kinds of generated output; where a chunk has several, the first of this order stands for it.
package enum ChunkOutput: UInt8, Sendable, Comparable, CaseIterable {
    case content
    case reasoning
    case refusal
    case toolCall
    case audio

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

package enum ChunkFinishReason: Sendable, Equatable, CaseIterable {
    case stop
    case length
    case toolCalls
    case functionCall
    case contentFilter
    case other
}

/// Token counts; each is nil when it is missing or no whole number of 0 or more.
package struct ChunkUsage: Sendable, Equatable {
    package var promptTokens: Int64?
    /// Reasoning included.
    package var completionTokens: Int64?
    package var reasoningTokens: Int64?

    package init() {}
}

/// An error the server reports in the body. The ranges are the insides of strings, escapes not
/// resolved (`JSONText.unescaped` does that), or a number's text.
package struct ChunkError: Sendable, Equatable {
    /// Also the error itself, where it is a string.
    package var message: Range<Int>?
    package var type: Range<Int>?
    package var code: Range<Int>?

    package init() {}
}
