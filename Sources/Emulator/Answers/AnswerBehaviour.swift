internal import RunModel
internal import Statistics

/// How one request is answered: the server's plan with the request's overrides applied.
struct AnswerBehaviour: Sendable {
    enum LineEnd: String, Sendable {
        case lineFeed = "\n"
        case carriageReturnLineFeed = "\r\n"
    }

    var latency: LatencyModel
    /// Whether an engine says when tokens come, instead of `latency`.
    var isPacedByEngine = false
    /// The answer of a record that this one repeats: its events and gaps.
    var like: LikeAnswer?
    var batching: TokenBatching
    /// Tokens of the first chunk, where it differs from the rest.
    var firstChunkTokens: Int?
    /// Tokens sent as `reasoning_content` before the content.
    var reasoningTokens = 0
    /// Whether the role chunk goes out with the head instead of just before the first content.
    var sendsRoleFirst = false
    var tellsTruth: Bool
    /// The exact size of each chunk's content.
    var chunkBytes: Int?
    var hasUsageInEveryChunk = false
    /// Whether it answers 400 to `stream_options.include_usage`, as servers do that do not know it.
    var rejectsIncludeUsage = false
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
    }
}

/// A plan that cannot be served, in one sentence.
package struct EmulatorPlanError: Error, CustomStringConvertible {
    package let description: String
}
