internal import RunModel

/// What names an answer in each of its events.
struct AnswerIdentity: Sendable {
    var number: UInt64
    var model: String
    /// Seconds since 1970, as the APIs have it.
    var created: Int
    /// Names of the tools that calls are made of, in turns.
    var tools: [String] = []

    /// Model's name as JSON.
    var quotedModel: String { EscapedText.quoted(model) }

    func tool(_ call: Int) -> String {
        tools.isEmpty ? "look_up" : tools[call % tools.count]
    }
}

/// Token counts as the APIs report them.
struct TokenUsage: Sendable, Equatable {
    var prompt: Int
    var completion: Int
    var reasoning: Int
    /// Of the prompt's, those that a cache gave; nil where there is none.
    var cached: Int?

    /// In the words of chat and Completions.
    var json: String {
        #"{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion),"#
            + #""total_tokens":\#(prompt + completion),"#
            + (cached.map { #""prompt_tokens_details":{"cached_tokens":\#($0)},"# } ?? "")
            + #""completion_tokens_details":{"reasoning_tokens":\#(reasoning)}}"#
    }

    var responsesJSON: String {
        #"{"input_tokens":\#(prompt),"input_tokens_details":{"cached_tokens":\#(cached ?? 0)},"#
            + #""output_tokens":\#(completion),"#
            + #""output_tokens_details":{"reasoning_tokens":\#(reasoning)},"#
            + #""total_tokens":\#(prompt + completion)}"#
    }

    /// Thinking is a part of the output, and not counted apart. What a cache gave stands beside the input.
    var messagesJSON: String {
        #"{"input_tokens":\#(prompt - (cached ?? 0)),"cache_creation_input_tokens":0,"#
            + #""cache_read_input_tokens":\#(cached ?? 0),"output_tokens":\#(completion)}"#
    }
}

/// A piece of an answer, as it goes out in one event.
struct SentPiece {
    var part: CompletionScript.Part
    var words: Int
    /// The exact size of the words; nil: as they come.
    var size: Int?
    /// What stands around the words, as it stands in a JSON text.
    var before: StaticString = ""
    var after: StaticString = ""
}

extension CompletionScript {
    /// How a batch is sent; nil where it is not.
    func piece(_ batch: Batch, _ behaviour: AnswerBehaviour) -> SentPiece? {
        var piece = SentPiece(
            part: batch.part, words: batch.tokens.count, size: behaviour.chunkBytes)
        let tokens = part(at: batch.tokens.lowerBound).tokens
        let isFirst = batch.tokens.lowerBound == tokens.lowerBound
        // An answer that a limit cut ends in the middle of what it was saying.
        let isLast =
            batch.tokens.upperBound == tokens.upperBound
            && (finishReason != .length || batch.tokens.upperBound < totalTokens)
        switch batch.part {
        case .content: break
        case .reasoning:
            switch behaviour.reasoningPlace {
            case .apart: break
            case .hidden: return nil
            case .content:
                piece.part = .content
                if isFirst { piece.before = "<think>" }
                if isLast { piece.after = "</think>" }
            }
        case .call:
            piece.size = nil
            if isFirst { piece.before = #"{\"query\":\""# }
            if isLast { piece.after = #"\"}"# }
        }
        return piece
    }
}

extension ChunkBuffer {
    mutating func append(_ piece: SentPiece, of vocabulary: inout Vocabulary) {
        append(piece.before)
        append(piece.words, exactly: piece.size, of: &vocabulary)
        append(piece.after)
    }
}
