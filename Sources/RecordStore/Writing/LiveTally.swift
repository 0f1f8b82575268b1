internal import Histogram
package import RunModel

/// The run so far, for the progress line; at most a writer's tick (0.2 s) and a worker's buffer behind.
package struct LiveCounts: Sendable, Equatable {
    /// Requests that ended, warm-up included.
    package var requests = 0
    /// Requests of the measured phase that ended.
    package var measuredRequests = 0
    /// Requests of the warm-up and of the ramp that ended.
    package var warmupRequests = 0
    package var rampRequests = 0
    /// Ended requests that count in the error rate, by outcome, warm-up included.
    package var failures: [Outcome: Int] = [:]
    /// All requests that ended, by outcome.
    package var outcomes: [Outcome: Int] = [:]
    /// Rows in chunks.csv.
    package var chunkRows = 0
    /// TTFT of measured successes, from *sent*: of streams, and of whole answers where no stream has ended;
    /// nil before the first.
    package var timeToFirstTokenP50: Duration?
    package var timeToFirstTokenP99: Duration?
    /// Requests that the server refused, whatever their outcome.
    package var refused = 0
    /// What the latest request of a limits run to end was sent for, and in which round.
    package var probe: ProbeStep?
    package var round = 0

    package init() {}
}

/// Counts what the writer has seen.
struct LiveTally {
    private var counts = LiveCounts()
    private var streamed = LatencyHistogram.latencies()
    private var whole = LatencyHistogram.latencies()
    /// The first refused write.
    var failure: RecordError?
    /// Absent while nobody watches.
    var watch: LiveWatch?

    mutating func count(_ batch: RecordBatch) {
        watch?.count(batch)
        counts.chunkRows += batch.chunks.count
        for request in batch.requests { count(request) }
    }

    /// About 20 us: the percentiles walk the histogram.
    var snapshot: LiveCounts {
        var snapshot = counts
        let timeToFirstToken = firstTokens
        if timeToFirstToken.totalCount > 0 {
            snapshot.timeToFirstTokenP50 = .nanoseconds(timeToFirstToken.valueAtPercentile(50))
            snapshot.timeToFirstTokenP99 = .nanoseconds(timeToFirstToken.valueAtPercentile(99))
        }
        return snapshot
    }

    /// Of streams, and of whole answers where no stream has ended.
    var firstTokens: LatencyHistogram { streamed.totalCount > 0 ? streamed : whole }

    private mutating func count(_ request: RequestRecord) {
        counts.requests += 1
        counts.outcomes[request.outcome, default: 0] += 1
        if case .refused = request.reception { counts.refused += 1 }
        if let probe = request.probe {
            counts.probe = probe
            counts.round = request.round
        }
        if request.outcome.isFailure { counts.failures[request.outcome, default: 0] += 1 }
        switch request.phase {
        case .warmup: counts.warmupRequests += 1
        case .ramp: counts.rampRequests += 1
        case .negotiation: break
        case .measured: counts.measuredRequests += 1
        }
        guard request.phase == .measured else { return }
        guard request.outcome.isSuccess, let sent = request.instants.sent,
            let first = request.instants.firstOutput
        else { return }
        let nanoseconds = UInt64(max(0, (first - sent).nanoseconds))
        switch request.mode {
        case .streaming: streamed.record(nanoseconds)
        case .nonStreaming: whole.record(nanoseconds)
        }
    }
}
