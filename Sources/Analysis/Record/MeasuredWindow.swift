internal import RunModel

/// The span over which throughput is counted: after warm-up and ramp, before the drain.
package struct MeasuredWindow: Codable, Sendable, Equatable {
    /// Seconds since the run's origin.
    package var startSeconds: Double
    package var endSeconds: Double
    /// Whether it is the one that the record states; else it runs from the first measured request sent
    /// to the last one ended.
    package var isStated: Bool

    static let derivedNote =
        "from the first request sent to the last one ended: the record states no window, or one "
        + "shorter than an answer"

    package var seconds: Double { endSeconds - startSeconds }

    init(manifest: RunManifest, measured: [RequestRecord]) {
        if let start = manifest.windowStartNanoseconds, let end = manifest.windowEndNanoseconds,
            end > start, end - start >= Self.medianAnswer(measured).nanoseconds
        {
            startSeconds = Double(start) / 1e9
            endSeconds = Double(end) / 1e9
            isStated = true
        } else {
            let origin = manifest.origin
            let first = measured.compactMap(\.instants.sent).min() ?? origin
            let last = measured.compactMap(\.instants.closed).max() ?? first
            startSeconds = (first - origin).seconds
            endSeconds = (last - origin).seconds
            isStated = false
        }
    }

    /// Where all requests start within less than one answer, as when a run has no more requests than
    /// streams, nothing arrives between the first start and the last.
    private static func medianAnswer(_ measured: [RequestRecord]) -> Duration {
        let lengths = measured.filter(\.outcome.isSuccess).compactMap(\.close).sorted()
        return lengths.isEmpty ? .zero : lengths[lengths.count / 2]
    }

    /// The window as instants of the machine's clock.
    func slice(origin: MonotonicInstant) -> TimeSlice {
        TimeSlice(
            start: origin + .nanoseconds(Int64((startSeconds * 1e9).rounded())),
            end: origin + .nanoseconds(Int64((endSeconds * 1e9).rounded())))
    }
}

/// A span of a run in which arrivals are counted; its end is outside.
struct TimeSlice {
    let start: MonotonicInstant
    let end: MonotonicInstant

    var seconds: Double { (end - start).seconds }

    func contains(_ instant: MonotonicInstant) -> Bool { start <= instant && instant < end }

    /// The share of a request's output events that arrived inside, and whether that is known exactly.
    ///
    /// A request's row holds only its first and last arrival. When an edge lies between them and no
    /// chunk rows tell, the events are taken as evenly spread between the two.
    func share(of request: RequestRecord, counted: Int?) -> (share: Double, isExact: Bool) {
        guard let first = request.instants.firstOutput,
            let last = request.instants.lastOutput, first < end, last >= start
        else { return (0, true) }
        if contains(first), contains(last) { return (1, true) }
        if let counted, request.events.output > 0 {
            return (Double(counted) / Double(request.events.output), true)
        }
        let inside = min(last, end) - max(first, start)
        return (inside.seconds / (last - first).seconds, false)
    }
}

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
