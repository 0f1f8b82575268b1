package import RunModel

/// The numbers of one mode, over the whole run or over one round of it: what judges and reports read.
///
/// docs/metrics.md defines each. A number that the record cannot tell is absent; one that too few samples
/// allow is there without a value, and says why. `ModeNumbers.fields` says which row each is.
package struct ModeNumbers: Sendable, Equatable {
    package let mode: ResponseMode
    /// Absent for the whole run. A round has the few numbers that rounds are compared by.
    package let round: Int?

    // MARK: Requests

    package var requests: Estimate?
    package var coldRequests: Estimate?
    package var warmRequests: Estimate?
    package var failures: CountedShare?
    package var outcomes: [Outcome: CountedShare] = [:]
    /// Of whole answers that were held against something.
    package var unexpectedAnswers: CountedShare?
    package var goodput: CountedShare?
    package var goodputRate: Estimate?

    // MARK: Latencies

    package var timeToFirstByte = SampleNumbers()
    package var timeToFirstToken = SampleNumbers()
    package var timeToFirstTokenScheduled = SampleNumbers()
    package var timeToFirstAnswer = SampleNumbers()
    package var thinkingTime = SampleNumbers()
    package var timeToToolCall = SampleNumbers()
    package var timeToToolArguments = SampleNumbers()
    package var toolCallHeld = SampleNumbers()
    /// Until the request was written; where requests bring more than text.
    package var upload = SampleNumbers()
    package var firstGap = SampleNumbers()
    package var maxGap = SampleNumbers()
    package var endToEnd = SampleNumbers()
    package var endToEndScheduled = SampleNumbers()
    package var close = SampleNumbers()
    package var connect = SampleNumbers()
    package var connectResolve = SampleNumbers()
    package var connectTCP = SampleNumbers()
    package var connectTLS = SampleNumbers()

    // MARK: Gaps

    package var interChunkLatency = SampleNumbers()
    package var interTokenLatency = SampleNumbers()
    package var stallLimit: Estimate?
    package var stalls: CountedShare?
    package var stalledTime: Estimate?
    package var smoothBuffer = SampleNumbers()

    // MARK: What a display sees

    package var smoothStart = SampleNumbers()
    /// By the delay of the display.
    package var fluidity: [Duration: CountedShare] = [:]
    package var displayStalls: Estimate?
    package var displayStalled: Estimate?

    // MARK: Speeds and rates

    package var timePerOutputToken = SampleNumbers()
    package var outputSpeed = SampleNumbers()
    package var endToEndSpeed = SampleNumbers()
    package var reasoningSpeed = SampleNumbers()
    package var tokenThroughput: Estimate?
    package var eventThroughput: Estimate?
    package var requestThroughput: Estimate?

    // MARK: Events, tokens and bytes

    package var outputEvents = SampleNumbers()
    package var coalesced: CountedShare?
    package var unstampedReads: CountedShare?
    package var keepAlives: Estimate?
    package var brokenEvents: Estimate?
    package var toolCalls: Estimate?
    package var brokenToolCalls: CountedShare?
    package var tokenSources: [TokenSource: CountedShare] = [:]
    package var outputTokens = SampleNumbers()
    package var promptTokens = SampleNumbers()
    package var reasoningTokens = SampleNumbers()
    package var cachedTokens = SampleNumbers()
    package var hiddenReasoning: CountedShare?
    package var bodyBytesPerToken: Estimate?
    package var headBytesPerToken: Estimate?
    package var bodyBytesPerEvent: Estimate?
    package var jsonOverheadPerToken: Estimate?
    package var framingBytesPerToken: Estimate?
    package var wireBytesPerToken: Estimate?
    package var wireSegmentsPerToken: Estimate?
    package var compressionRatio: Estimate?

    // MARK: The client's own share

    package var readDelay = SampleNumbers()
    package var stampError = SampleNumbers()
    package var requestDelivery = SampleNumbers()
    package var startLag = SampleNumbers()
    package var scheduleLag = SampleNumbers()

    /// How late the client came to its turns.
    package var lateness = SampleNumbers()

    // MARK: How well arrivals are known

    /// Requests and gaps that rest on an arrival known to an interval that matters.
    package var firstTokenUncertain: CountedShare?
    package var gapsUncertain: CountedShare?
    /// The other ends, where some are uncertain: the least that each can have been, and of gaps the most too.
    package var timeToFirstTokenLeast = SampleNumbers()
    package var interChunkShortest = SampleNumbers()
    package var interChunkLongest = SampleNumbers()
    package var maxGapLeast = SampleNumbers()
    package var maxGapMost = SampleNumbers()

    // MARK: The way

    /// Segments that came before an earlier one.
    package var outOfOrder: CountedShare?
    /// Times at which a missing segment was waited for, of the segments received.
    package var holes: CountedShare?
    /// Streams whose longest gap was ended so.
    package var maxGapsHeldBack: CountedShare?
    package var resentSegments: Estimate?
    /// Less the least round trip of the request's own connection, where the kernel tells it.
    package var firstTokenWithoutWay = SampleNumbers()
    package var roundTrip = SampleNumbers()
    /// Reads of bytes that had waited behind a lost segment.
    package var heldBackReads: CountedShare?

    // MARK: Over rounds

    /// The means over rounds; of the whole run only.
    package var roundMeans: [RoundQuantity: Estimate] = [:]

    init(mode: ResponseMode, round: Int?) {
        self.mode = mode
        self.round = round
    }
}
