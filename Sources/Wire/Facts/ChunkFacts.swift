/// What one JSON text of the API says, a chunk of a stream or a whole answer. Holds no text: ranges
/// point into the bytes that were scanned.
package struct ChunkFacts: Sendable, Equatable {
    /// Whether this is the API's mark of a stream's end. It may bear counts, the reason and an error, and no output.
    package var isEnd = false
    /// Whether the data is empty or blank, as in a heartbeat; all else is empty then.
    package var isBlank = false
    /// Whether the bytes are one legal JSON text. All else but the error is empty when they are not.
    package var isJSON = false
    /// What it carried of generated output; nil when it is no output event (docs/metrics.md).
    package var output: ChunkOutput?
    /// Whether `content`, the visible answer, is not empty.
    package var hasAnswerText = false
    package var hasReasoning = false
    /// Whether a tool call, or a part of one, is in it.
    package var hasCall = false
    /// Bytes of the output's strings as they stand in the JSON, escapes not resolved.
    package var outputBytes = 0
    package var hasRole = false
    /// The last one that is not null; servers that write "" mean null.
    package var finishReason: ChunkFinishReason?
    /// The inside of its string, escapes not resolved.
    package var finishReasonName: Range<Int>?
    /// At the top level, in a choice, or in what a vendor puts beside.
    package var usage: ChunkUsage?
    /// However the server writes it.
    package var error: ChunkError?
    /// The number of choices; nil when there is no array of them.
    package var choiceCount: Int?
    /// Which choices carried output, and which a finish reason; by index, the last place for all beyond.
    package var choicesWithOutput = ChoiceSet()
    package var choicesFinished = ChoiceSet()
    /// Whether output came as a whole `message`, and not as a `delta`.
    package var isWholeMessage = false
    /// Whether the output is the name with which a tool call begins, and nothing of its arguments.
    package var isCallBegun = false
    /// What it says once more at the end of a part, in APIs that do so.
    package var repeated: ChunkRepeat?

    /// Whether it is JSON that says nothing the API has a place for.
    package var isStrange: Bool {
        isJSON && choiceCount == nil && error == nil && usage == nil
    }

    package init() {}

    static let endOfStream: ChunkFacts = {
        var facts = ChunkFacts()
        facts.isEnd = true
        return facts
    }()

    static let blank: ChunkFacts = {
        var facts = ChunkFacts()
        facts.isBlank = true
        return facts
    }()
}

/// Indices of choices.
package struct ChoiceSet: OptionSet, Sendable {
    package let rawValue: UInt64

    /// The place of all indices that have none of their own.
    package static let beyond = ChoiceSet(rawValue: 1 << 63)

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package init(index: Int64) {
        rawValue = 1 << UInt64(min(max(index, 0), 63))
    }

    package var isSingle: Bool { rawValue.nonzeroBitCount == 1 }

    /// By the highest index.
    package static func > (left: Self, right: Self) -> Bool {
        left.rawValue.leadingZeroBitCount < right.rawValue.leadingZeroBitCount
    }
}

/// Kinds of generated output; where a chunk has several, the first of this order stands for it.
package enum ChunkOutput: UInt8, Sendable, Comparable, CaseIterable {
    case content
    case reasoning
    case refusal
    case toolCall
    case audio
    case image
    case video
    case file

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

package enum ChunkFinishReason: Sendable, Equatable, CaseIterable {
    case stop
    case length
    case toolCalls
    case functionCall
    case contentFilter
    /// The model, or a check of it, would not answer.
    case refusal
    /// The server gave up in the midst of the answer.
    case brokenOff
    /// A name that is not known; the answer ended as the server wished.
    case other
}

/// Token counts; each is nil when it is missing or no whole number of 0 or more.
package struct ChunkUsage: Sendable, Equatable {
    package var promptTokens: Int64?
    /// As the server wrote it, with reasoning in it or not.
    package var completionTokens: Int64?
    package var reasoningTokens: Int64?
    /// Of the prompt's, those that a cache gave.
    package var cachedTokens: Int64?
    /// Of the prompt's, those that were put into a cache.
    package var cacheWrittenTokens: Int64?
    package var totalTokens: Int64?

    package init() {}

    /// Whether the total counts tokens that the parts do not, such as reasoning that is told nowhere.
    package var hasMoreInTotal: Bool {
        guard let prompt = promptTokens, let output = outputTokens, let total = totalTokens else {
            return false
        }
        let (sum, isTooLarge) = prompt.addingReportingOverflow(output)
        return !isTooLarge && total > sum
    }

    /// All tokens of the answer, reasoning included. Some servers count it beside the completion: the sum then gives the
    /// total, or reasoning is more than what it should be part of.
    package var outputTokens: Int64? {
        guard let completion = completionTokens, let reasoning = reasoningTokens, reasoning > 0
        else { return completionTokens }
        let (sum, isTooLarge) = completion.addingReportingOverflow(reasoning)
        guard !isTooLarge else { return completion }
        let (all, isTotalTooLarge) = (promptTokens ?? 0).addingReportingOverflow(sum)
        let isBeside = !isTotalTooLarge && promptTokens != nil && totalTokens == all
        return isBeside || reasoning > completion ? sum : completion
    }
}

/// An error the server reports in the body. The ranges are the insides of strings, escapes not
/// resolved (`JSONText.unescaped` does that), or a number's text, or all of an object.
package struct ChunkError: Sendable, Equatable {
    /// How it was written, and so how its ranges are read.
    package enum Form: Sendable, Equatable {
        /// An `error` object: OpenAI's form.
        case object
        /// Another JSON value: a string, or members without `error` around them.
        case other
        /// No JSON: `message` is the text itself.
        case text
    }

    package var form: Form
    /// Also the error itself, where it is a string.
    package var message: Range<Int>?
    package var type: Range<Int>?
    package var code: Range<Int>?
    /// Whether it has no words of its own: a number, a list, members of other names. Beside an answer that says nothing.
    var isVague = false

    package init(_ form: Form = .object) {
        self.form = form
    }

    /// Whether it says nothing: what some libraries write beside every good answer.
    var isEmpty: Bool {
        [message, type, code].allSatisfy { $0?.isEmpty ?? true }
    }
}
