internal import RunModel

/// What arrived inside a slice, in one mode, over requests of every phase and outcome.
struct ArrivalCount {
    private(set) var tokens = 0.0
    private(set) var events = 0.0
    private(set) var endedRequests = 0
    /// Requests with output inside whose tokens nobody counted.
    private(set) var uncountedRequests = 0
    private(set) var countedRequests = 0
    private(set) var isExact = true

    init(_ requests: [RequestRecord], in slice: TimeSlice, chunks: ChunkDigest?) {
        for request in requests {
            if request.outcome.isSuccess, let closed = request.instants.closed,
                slice.contains(closed)
            {
                endedRequests += 1
            }
            let (share, isKnown) = slice.share(
                of: request, counted: chunks?.eventsInWindow(of: request))
            guard share > 0 else { continue }
            isExact = isExact && isKnown
            events += share * Double(request.events.output)
            if let count = request.countedTokens {
                tokens += share * Double(count)
                countedRequests += 1
            } else {
                uncountedRequests += 1
            }
        }
    }

    func addRates(over seconds: Double, to numbers: inout ModeNumbers) {
        guard seconds > 0 else { return }
        let spread = isExact ? [] : [SummaryNote.spreadEvenly]
        var tokenNotes = spread
        if countedRequests == 0 {
            tokenNotes = [SummaryNote.noUsage]
        } else if uncountedRequests > 0 {
            tokenNotes.append(SummaryNote.lowerBound)
        }
        numbers.tokenThroughput = Estimate(
            .tokenThroughput, .rate, countedRequests > 0 ? tokens / seconds : nil,
            .tokensPerSecond, count: countedRequests, note: tokenNotes.joined(separator: "; "))
        numbers.eventThroughput = Estimate(
            .eventThroughput, .rate, events / seconds, .eventsPerSecond,
            count: countedRequests + uncountedRequests, note: spread.joined())
        numbers.requestThroughput = Estimate(
            .requestThroughput, .rate, Double(endedRequests) / seconds, .requestsPerSecond,
            count: endedRequests)
    }
}
