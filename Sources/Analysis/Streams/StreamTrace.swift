internal import RunModel

/// What is kept of the chunk rows of one stream: sums, so that its size does not grow with them.
struct StreamTrace: Sendable {
    private let firstOutput: MonotonicInstant
    let events: Int
    /// Nanoseconds an event at the stream's mean pace; 0 for one event.
    private let pace: Double
    /// Nanoseconds that a display takes to show an event.
    private let displayPace: Double

    /// In nanoseconds: 127 years. A server may claim any number of tokens.
    private static let latestDue = 4e18

    private(set) var nextIndex: Int32 = 0
    private(set) var lastArrived: MonotonicInstant
    /// Nanoseconds by which the text fell behind its mean pace, at the worst.
    private(set) var greatestLag = 0.0
    /// The same for the pace of the display.
    private(set) var greatestDisplayLag = 0.0
    private(set) var eventsInWindow = 0
    private(set) var bursts: BurstTrace
    /// Those before which a server held output back while it parsed a tool call.
    let heldEvents: [Int]
    /// Kept while rows come.
    private var display: DisplayTrace?

    /// Nil for a request without output.
    init?(_ request: RequestRecord, tokensPerSecond: Double) {
        guard let first = request.instants.firstOutput, let last = request.instants.lastOutput
        else { return nil }
        firstOutput = first
        lastArrived = first
        events = request.events.output
        pace = events > 1 ? Double((last - first).nanoseconds) / Double(events - 1) : 0
        displayPace = tokensPerSecond > 0 ? request.tokensPerEvent / tokensPerSecond * 1e9 : 0
        bursts = BurstTrace(request)
        heldEvents = request.calls.heldEvents
    }

    var isComplete: Bool { nextIndex == events }

    /// Takes the row that comes next. What displays made of the stream is returned with the last one.
    mutating func add(_ chunk: ChunkRecord, isInWindow: Bool) -> DisplayTrace? {
        let came = (chunk.arrived - firstOutput).nanoseconds
        let due = min(Double(chunk.index) * displayPace, Self.latestDue)
        greatestLag = max(greatestLag, Double(came) - Double(chunk.index) * pace)
        greatestDisplayLag = max(greatestDisplayLag, Double(came) - due)
        if isInWindow { eventsInWindow += 1 }
        // A call that its server parsed before it sent it comes at once, and nobody else held it back.
        if heldEvents.isEmpty || chunk.kind != .toolCall { bursts.add(chunk) }
        var flow = display ?? DisplayTrace()
        flow.add(came: came, due: Int64(due))
        lastArrived = chunk.arrived
        nextIndex += 1
        display = isComplete ? nil : flow
        return isComplete ? flow : nil
    }
}

extension RequestRecord {
    /// The counted tokens that the events can hold: N, less the reasoning where it was counted but not sent.
    /// Records of before do not count its events: there it was not where the answer's text is what came first. Where the
    /// second event came at the very same moment, the first one may have been reasoning, and N stands.
    var shownTokens: Int? {
        guard let count = countedTokens else { return nil }
        if let events = events.reasoning {
            return events > 0 ? count : max(count - (tokens.reasoning ?? 0), 0)
        }
        let first = instants.firstOutput
        guard let reasoning = tokens.reasoning, first != nil, instants.firstAnswer == first,
            instants.secondOutput != first
        else { return count }
        return max(count - reasoning, 0)
    }

    /// N / K. Servers do not tell how many tokens an event holds, so each is taken to hold as many. Without
    /// counted tokens an event counts as one.
    var tokensPerEvent: Double {
        guard let tokens = shownTokens, tokens > 0, events.output > 0 else { return 1 }
        return Double(tokens) / Double(events.output)
    }
}
