internal import RunModel

/// What arrived inside a slice, in one mode, over requests of every phase and outcome.
struct ArrivalCount {
    private(set) var tokens = 0.0
    private(set) var events = 0.0
    /// Successful requests with a part in the slice, and what that comes to.
    private(set) var successes = 0
    private(set) var requests = 0.0
    /// Of it, that of those that met every objective.
    private(set) var goodRequests = 0.0
    /// Requests with output inside whose tokens nobody counted.
    private(set) var uncountedRequests = 0
    private(set) var countedRequests = 0
    private(set) var isExact = true

    init(
        _ requests: [RequestRecord], in slice: TimeSlice, of record: JudgedRecord,
        chunks: ChunkDigest? = nil
    ) {
        for request in requests {
            let part = record.credit.part(of: request, in: slice)
            if part > 0 {
                successes += 1
                self.requests += part
                if record.objectives.areMet(by: request) { goodRequests += part }
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

    /// Rates over a slice that carries one; else their places, with the reason they are empty. Goodput only
    /// where there are objectives.
    func addRates(
        over seconds: Double, isTooShort: Bool, hasObjectives: Bool, to numbers: inout ModeNumbers
    ) {
        func rate(
            _ metric: MetricName, _ amount: Double?, _ unit: SummaryUnit, _ count: Int,
            _ notes: [String]
        ) -> Estimate {
            let notes = isTooShort ? [SummaryNote.tooShortForRate] : notes
            return Estimate(
                metric, .rate, isTooShort ? nil : amount.map { $0 / seconds }, unit, count: count,
                note: notes.joined(separator: "; "))
        }
        let spread = isExact ? [] : [SummaryNote.spreadEvenly]
        var tokenNotes = spread
        if countedRequests == 0 {
            tokenNotes = [SummaryNote.noUsage]
        } else if uncountedRequests > 0 {
            tokenNotes.append(SummaryNote.lowerBound)
        }
        numbers.tokenThroughput = rate(
            .tokenThroughput, countedRequests > 0 ? tokens : nil, .tokensPerSecond,
            countedRequests, tokenNotes)
        numbers.eventThroughput = rate(
            .eventThroughput, events, .eventsPerSecond, countedRequests + uncountedRequests,
            spread)
        numbers.requestThroughput = rate(
            .requestThroughput, requests, .requestsPerSecond, successes, [])
        guard hasObjectives else { return }
        numbers.goodputRate = rate(
            .goodput, goodRequests, .requestsPerSecond, successes, [])
    }
}
