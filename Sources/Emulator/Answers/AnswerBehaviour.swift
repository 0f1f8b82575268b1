internal import RunModel
internal import Statistics

/// How one request is answered: the server's plan with the request's overrides applied.
struct AnswerBehaviour: Sendable {
    enum LineEnd: String, Sendable {
        case lineFeed = "\n"
        case carriageReturnLineFeed = "\r\n"
    }

    /// Where reasoning goes.
    enum ReasoningPlace: String, Sendable, CaseIterable {
        /// Where the API has it; into the text of Completions, which has no place for it.
        case apart
        /// Into the content, between `<think>` and `</think>`.
        case content
        /// Nowhere: it takes its time and is counted.
        case hidden
    }

    var latency: LatencyModel
    /// Whether an engine says when tokens come, instead of `latency`.
    var isPacedByEngine = false
    /// The answer of a record that this one repeats: its events and gaps.
    var like: LikeAnswer?
    var batching: TokenBatching
    /// Tokens of the first chunk, where it differs from the rest.
    var firstChunkTokens: Int?
    /// Tokens of reasoning before the content.
    var reasoningTokens = 0
    var reasoningPlace = ReasoningPlace.apart
    /// Calls of tools behind the content, each with `toolTokens` tokens of arguments.
    var toolCalls = 0
    var toolTokens = 8
    /// Whether a call stands in the place of the content, and has its tokens as arguments.
    var isCallAlone = false
    /// Whether the content says no, by the API's own sign of that.
    var refuses = false
    /// Whether the role chunk goes out with the head instead of just before the first content.
    var sendsRoleFirst = false
    var tellsTruth: Bool
    /// The exact size of each chunk's content.
    var chunkBytes: Int?
    var hasUsageInEveryChunk = false
    /// Whether it answers 400 to `stream_options.include_usage`, as servers do that do not know it.
    var rejectsIncludeUsage = false
    /// The same for `ignore_eos`.
    var rejectsIgnoringEnd = false
    /// How prompts are counted; nil for a token a word.
    var tokenizer: PromptTokenizer?
    /// The interval of comment lines.
    var keepAliveInterval: Duration?
    /// With it, chunks are due at whole multiples of it on CLOCK_MONOTONIC, for all streams alike.
    var lockStep: Duration?
    /// What a middlebox before a client would do to a streamed answer.
    var hold: Hold?
    /// Whether a stream's head leaves with its first output.
    var sendsHeadLate = false
    /// Nil: the machine's own.
    var link: LinkShape?
    /// Nil: every event is a write.
    var cuts: WriteCuts?
    var lineEnd = LineEnd.lineFeed
    var fault: Fault?

    /// Whether the counts tell reasoning apart: what is sent as text is text to them.
    func countsReasoning(_ api: APIName) -> Bool {
        switch reasoningPlace {
        case .apart: api != .completions
        case .content: false
        case .hidden: true
        }
    }

    /// - Throws: `EmulatorPlanError` with one sentence for the user.
    init(_ plan: EmulatorPlan) throws(EmulatorPlanError) {
        do {
            latency = LatencyModel(
                timeToFirstToken: try Distribution(parsing: plan.timeToFirstTokenMilliseconds),
                gap: try Distribution(parsing: plan.gapMilliseconds),
                outputTokens: try Distribution(parsing: plan.outputTokens))
        } catch {
            throw EmulatorPlanError(description: error.description)
        }
        guard let batching = TokenBatching(plan.batching) else {
            throw EmulatorPlanError(
                description: "'\(plan.batching)' is no batching; write individual, adaptive or 8")
        }
        self.batching = batching
        tellsTruth = plan.tellsTruth
        tokenizer = try plan.tokenizer.map { text throws(EmulatorPlanError) in
            try PromptTokenizer(parsing: text)
        }
    }
}

/// A plan that cannot be served, in one sentence.
package struct EmulatorPlanError: Error, CustomStringConvertible {
    package let description: String
}
