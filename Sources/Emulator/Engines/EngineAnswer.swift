package import RunModel

/// A request as an engine sees it.
package struct EngineArrival: Sendable, Equatable {
    /// When it comes; in virtual time the origin is the simulation's start.
    package var at: MonotonicInstant
    package var promptTokens: Int
    package var outputTokens: Int
    /// The prompt's blocks, each named by all that stands before its end (`PromptBlocks`); only a prefix
    /// cache looks at them.
    package var blocks: [UInt64] = []

    package init(
        at: MonotonicInstant, promptTokens: Int, outputTokens: Int, blocks: [UInt64] = []
    ) {
        self.at = at
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
        self.blocks = blocks
    }
}

/// What became of a request, as who asked would see it without a network between.
package struct EngineAnswer: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case answered
        /// The queue was full.
        case refused
        /// One of the share that fails.
        case failed
        /// Who asked left first.
        case cancelled
    }

    /// Its number among all requests of the simulation, from 0.
    package var id: Int
    package var outcome: Outcome
    package var arrived: MonotonicInstant
    /// When it was over; of one refused or failed, when it came.
    package var ended: MonotonicInstant
    /// When it got its place in the batch; nil without one.
    package var admitted: MonotonicInstant?
    package var firstToken: MonotonicInstant?
    package var longestGapNanoseconds: Int64 = 0
    package var tokens = 0
    /// Prompt tokens that the prefix cache spared it.
    package var cachedTokens = 0

    /// Whether who asked got no whole answer.
    package var isFailed: Bool { outcome != .answered }
    package var timeToFirstToken: Duration? { firstToken.map { $0 - arrived } }
    /// The longest time from one token to the next; nil with fewer than two.
    package var longestGap: Duration? {
        tokens > 1 ? .nanoseconds(longestGapNanoseconds) : nil
    }
    /// The mean time from one token to the next (TPOT); nil with fewer than two.
    package var timePerOutputToken: Duration? {
        guard tokens > 1, let firstToken else { return nil }
        return (ended - firstToken) / (tokens - 1)
    }
    /// From its coming to its end.
    package var endToEnd: Duration { ended - arrived }
    /// How long it waited for its place in the batch.
    package var queued: Duration? { admitted.map { $0 - arrived } }
}

/// What an engine has done and holds.
package struct EngineCounts: Sendable, Equatable {
    /// Requests of the callers that came, and what became of them.
    package var arrived = 0
    package var answered = 0
    package var refused = 0
    package var failed = 0
    package var cancelled = 0
    /// In the batch, and waiting for a place in it, were it only for the end of a step: everybody's.
    package var running = 0
    package var waiting = 0
    package var runningPeak = 0
    package var waitingPeak = 0
    /// Steps of the engine, with decoding or without.
    package var steps = 0
    /// Tokens that were put out, prompt tokens that were read, and those that the cache spared: everybody's.
    package var outputTokens = 0
    package var prefillTokens = 0
    package var cachedTokens = 0
    /// Requests of which the cache spared something.
    package var cacheHits = 0
    /// Prompt tokens that the cache holds.
    package var cacheTokens = 0
    /// Tokens that the cache was asked for.
    package var queriedTokens = 0
    /// Tokens of prompts and answers that the batch holds, and how often a sequence lost its place for want of room.
    package var kvTokens = 0
    package var preemptions = 0
    package var busyNanoseconds: Int64 = 0
    /// Of somebody else, inside the numbers above but for the first five.
    package var otherArrived = 0
    package var otherAnswered = 0
    package var otherRefused = 0
    package var otherRunning = 0
    package var otherOutputTokens = 0
}
