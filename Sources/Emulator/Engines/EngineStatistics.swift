/// What an engine has done and holds: the member `engine` of `/stats`.
package struct EngineStatistics: Codable, Sendable, Equatable {
    /// In the batch, and in the line before it, everybody's.
    package var running = 0
    package var waiting = 0
    package var runningPeak = 0
    package var waitingPeak = 0
    package var answered = 0
    package var refused = 0
    package var failed = 0
    package var cancelled = 0
    package var steps = 0
    package var busyMilliseconds = 0.0
    package var outputTokens = 0
    package var prefillTokens = 0
    package var cacheHits = 0
    package var cachedTokens = 0
    package var cacheTokens = 0
    /// Somebody else's part of the above.
    package var otherRequests = 0
    package var otherRunning = 0
    package var otherRefused = 0
    package var otherOutputTokens = 0

    private enum CodingKeys: String, CodingKey {
        case running, waiting, answered, refused, failed, cancelled, steps
        case runningPeak = "running_peak"
        case waitingPeak = "waiting_peak"
        case busyMilliseconds = "busy_ms"
        case outputTokens = "output_tokens"
        case prefillTokens = "prefill_tokens"
        case cacheHits = "cache_hits"
        case cachedTokens = "cached_tokens"
        case cacheTokens = "cache_tokens"
        case otherRequests = "other_requests"
        case otherRunning = "other_running"
        case otherRefused = "other_refused"
        case otherOutputTokens = "other_output_tokens"
    }

    init(_ counts: EngineCounts) {
        running = counts.running
        waiting = counts.waiting
        runningPeak = counts.runningPeak
        waitingPeak = counts.waitingPeak
        answered = counts.answered
        refused = counts.refused
        failed = counts.failed
        cancelled = counts.cancelled
        steps = counts.steps
        busyMilliseconds = Double(counts.busyNanoseconds) / 1e6
        outputTokens = counts.outputTokens
        prefillTokens = counts.prefillTokens
        cacheHits = counts.cacheHits
        cachedTokens = counts.cachedTokens
        cacheTokens = counts.cacheTokens
        otherRequests = counts.otherArrived
        otherRunning = counts.otherRunning
        otherRefused = counts.otherRefused
        otherOutputTokens = counts.otherOutputTokens
    }
}
