package import RunModel

extension StreamRaster {
    /// The streams of a run under way that ended last, each with its first arrivals. No stall is told: what is a stall
    /// is known when the run has ended.
    ///
    /// - Parameters:
    ///   - streams: Requests with the arrivals of their output events, in the order of their ends.
    ///   - ended: Requests that they were taken from.
    ///   - elapsed: An instant on the run's clock.
    package init(
        live streams: [(RequestRecord, [MonotonicInstant])], of ended: Int,
        elapsed: (MonotonicInstant) -> Duration
    ) {
        lanes = streams.map { request, arrivals in
            let due = request.instants.scheduled
            func since(_ instant: MonotonicInstant?) -> Double? {
                instant.map { ($0 - due).milliseconds }
            }
            return Lane(
                request: request.request, mode: request.mode, outcome: request.outcome,
                isWorst: false, startSeconds: elapsed(due).seconds,
                sentMilliseconds: since(request.instants.sent),
                headMilliseconds: since(request.instants.head),
                ticks: arrivals.map { ($0 - due).milliseconds }, stalls: [],
                maxGapMilliseconds: nil, endMilliseconds: since(request.instants.closed))
        }
        requests = ended
        stallLimitMilliseconds = 0
    }
}
