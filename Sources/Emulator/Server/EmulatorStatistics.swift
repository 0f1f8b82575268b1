internal import Histogram
internal import RunModel

/// What a server has done since it started. `GET /stats` answers with it.
package struct EmulatorStatistics: Codable, Sendable, Equatable {
    /// Requests whose head was read, of any kind.
    package var requests = 0
    package var streamsOpen = 0
    package var streamsPeak = 0
    /// Streams that ended as they should.
    package var streamsCompleted = 0
    /// Streams and waiting answers whose client went away first.
    package var cancelled = 0
    package var connectionsOpen = 0
    /// Chunks that held tokens.
    package var chunks = 0
    /// Chunks sent more than 1 ms after they were due.
    package var lateChunks = 0
    /// Sending minus due, in milliseconds; nil without chunks. Nearest rank.
    package var latenessP50Milliseconds: Double?
    package var latenessP99Milliseconds: Double?
    package var latenessMaxMilliseconds: Double?
    /// Error answers by status (`http_401`) and faults by kind (`fault_reset`).
    package var errors: [String: Int] = [:]
    /// Of streams; in `/metrics` alone.
    package var firstTokens = FirstTokenCounts()
    /// Nil without an engine.
    package var engine: EngineStatistics?
    /// In the order in which they came first.
    package var keys: [KeyStatistics] = []

    private enum CodingKeys: String, CodingKey {
        case requests
        case streamsOpen = "streams_open"
        case streamsPeak = "streams_peak"
        case streamsCompleted = "streams_completed"
        case cancelled
        case connectionsOpen = "connections_open"
        case chunks
        case lateChunks = "late_chunks"
        case latenessP50Milliseconds = "lateness_p50_ms"
        case latenessP99Milliseconds = "lateness_p99_ms"
        case latenessMaxMilliseconds = "lateness_max_ms"
        case errors
        case engine
        case keys
    }
}

/// The counts of one event loop. Values, so that those of several loops add up.
struct EmulatorTally: Sendable {
    var requests = 0
    var streamsCompleted = 0
    var cancelled = 0
    var errors: [String: Int] = [:]
    var firstTokens = FirstTokenCounts()
    private(set) var lateChunks = 0
    private(set) var latenesses = LatencyHistogram.latencies()

    private static let lateLimit: Int64 = 1_000_000

    mutating func countChunk(latenessNanoseconds: Int64) {
        latenesses.record(UInt64(max(latenessNanoseconds, 0)))
        if latenessNanoseconds > Self.lateLimit { lateChunks += 1 }
    }

    mutating func add(_ other: EmulatorTally) {
        requests += other.requests
        streamsCompleted += other.streamsCompleted
        cancelled += other.cancelled
        errors.merge(other.errors, uniquingKeysWith: +)
        firstTokens.add(other.firstTokens)
        lateChunks += other.lateChunks
        latenesses.add(other.latenesses)
    }

    /// The statistics, without what is counted for all loops together.
    var statistics: EmulatorStatistics {
        var result = EmulatorStatistics()
        result.requests = requests
        result.streamsCompleted = streamsCompleted
        result.cancelled = cancelled
        result.errors = errors
        result.chunks = Int(latenesses.totalCount)
        result.lateChunks = lateChunks
        result.firstTokens = firstTokens
        if latenesses.totalCount > 0 {
            result.latenessP50Milliseconds = Double(latenesses.valueAtPercentile(50)) / 1e6
            result.latenessP99Milliseconds = Double(latenesses.valueAtPercentile(99)) / 1e6
            result.latenessMaxMilliseconds = Double(latenesses.maxRecorded) / 1e6
        }
        return result
    }
}
