internal import RunModel

/// Sums over a run's requests, for what is told of the run as a whole.
struct RequestTotals: Sendable {
    private(set) var reads = 0
    private(set) var unstampedReads = 0
    private(set) var resends = 0
    /// Requests that asked for no stream.
    private(set) var wholeAnswersAsked = 0
    /// Streams that were whole.
    private(set) var streams = 0
    /// Those of them without `[DONE]`.
    private(set) var withoutMark = 0
    private(set) var leftOpen = 0
    private(set) var unfinished = 0
    private(set) var cumulative = 0
    private(set) var withTag = 0
    /// Answers whose total counts more tokens than prompt and output.
    private(set) var moreInTotal = 0
    private(set) var brokenEvents = 0
    private(set) var withBrokenEvents = 0
    /// Answers with a usage of which no count of the output could be.
    private(set) var unreadableUsage = 0
    private(set) var toolCalls = 0
    private(set) var brokenToolCalls = 0
    /// Streams of which a part was held back while a tool call was parsed.
    private(set) var withHeldCall = 0
    var lengths = LengthTotals()

    mutating func add(_ request: RequestRecord) {
        reads += request.events.reads
        unstampedReads += request.events.unstampedReads
        resends += request.resends
        if request.mode == .nonStreaming { wholeAnswersAsked += 1 }
        brokenEvents += request.events.broken
        if request.events.broken > 0 { withBrokenEvents += 1 }
        guard request.outcome == .ok else { return }
        if request.instants.usage != nil, request.tokens.output == nil { unreadableUsage += 1 }
        if request.tokens.areMoreInTotal { moreInTotal += 1 }
        toolCalls += request.calls.all ?? 0
        brokenToolCalls += request.calls.broken ?? 0
        guard request.mode == .streaming else { return }
        streams += 1
        if request.calls.held != nil { withHeldCall += 1 }
        if !request.events.isDone { withoutMark += 1 }
        if request.events.isLeftOpen { leftOpen += 1 }
        if request.events.isUnfinished { unfinished += 1 }
        if request.events.beginsWithTag { withTag += 1 }
        if request.events.isCumulative { cumulative += 1 }
    }

    mutating func add(_ other: RequestTotals) {
        reads += other.reads
        unstampedReads += other.unstampedReads
        resends += other.resends
        wholeAnswersAsked += other.wholeAnswersAsked
        streams += other.streams
        withoutMark += other.withoutMark
        leftOpen += other.leftOpen
        unfinished += other.unfinished
        cumulative += other.cumulative
        withTag += other.withTag
        moreInTotal += other.moreInTotal
        brokenEvents += other.brokenEvents
        withBrokenEvents += other.withBrokenEvents
        unreadableUsage += other.unreadableUsage
        toolCalls += other.toolCalls
        brokenToolCalls += other.brokenToolCalls
        withHeldCall += other.withHeldCall
        lengths.add(other.lengths)
    }
}
