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
    /// Tokens that the cache was asked for.
    package var queriedTokens = 0
    /// Tokens that the batch holds, and their share of the room for them; absent where there is no bound.
    package var kvTokens = 0
    package var kvUse: Double?
    package var preemptions = 0
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
        case queriedTokens = "prompt_tokens"
        case kvTokens = "kv_tokens"
        case kvUse = "kv_use"
        case preemptions
        case otherRequests = "other_requests"
        case otherRunning = "other_running"
        case otherRefused = "other_refused"
        case otherOutputTokens = "other_output_tokens"
    }

    init(_ counts: EngineCounts, _ spec: EngineSpec) {
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
        queriedTokens = counts.queriedTokens
        kvTokens = counts.kvTokens
        kvUse = spec.kv.map { Double(counts.kvTokens) / Double($0) }
        preemptions = counts.preemptions
        otherRequests = counts.otherArrived
        otherRunning = counts.otherRunning
        otherRefused = counts.otherRefused
        otherOutputTokens = counts.otherOutputTokens
    }
}
