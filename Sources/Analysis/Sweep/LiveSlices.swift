package import RunModel

/// Cuts what is known of a run under way into equal spans of its measured time, one look after another.
package struct LiveSlices: Sendable {
    private let length: Duration
    private var end: Duration
    private var looks = 0
    private var openSum = 0
    private var started: Int?
    private var ended = 0
    private var count = 0
    private var sum = 0.0

    /// - Parameters:
    ///   - begin: When measuring begins, since the run's start.
    ///   - length: Of a span.
    package init(begin: Duration, length: Duration) {
        self.length = length
        end = begin
    }

    /// Takes a look.
    ///
    /// - Parameters:
    ///   - elapsed: Since the run's start; looks come in order of time.
    ///   - open: Streams in flight.
    ///   - requests: Requests begun and ended so far.
    ///   - firstTokens: TTFT of what ended so far; asked for at a span's end alone.
    ///
    /// - Returns: the span that ends with this look; nil while it goes on, and before measuring begins.
    package mutating func look(
        at elapsed: Duration, open: Int, requests: (started: Int, ended: Int),
        firstTokens: () -> LatencyHistogram
    ) -> SaturationWatch.Slice? {
        guard let before = started else {
            if elapsed >= end { begin(at: elapsed, requests, firstTokens()) }
            return nil
        }
        looks += 1
        openSum += open
        guard elapsed >= end else { return nil }
        let known = RankedHistogram(firstTokens())
        let total = Double(known.count) * (known.mean ?? 0)
        let slice = SaturationWatch.Slice(
            inFlight: Double(openSum) / Double(looks),
            firstToken: known.count > count ? (total - sum) / Double(known.count - count) : nil,
            started: requests.started - before, ended: requests.ended - ended)
        (started, ended, count, sum) = (requests.started, requests.ended, known.count, total)
        (looks, openSum) = (0, 0)
        while end <= elapsed { end += length }
        return slice
    }

    private mutating func begin(
        at elapsed: Duration, _ requests: (started: Int, ended: Int), _ histogram: LatencyHistogram
    ) {
        let known = RankedHistogram(histogram)
        (started, ended) = (requests.started, requests.ended)
        (count, sum) = (known.count, Double(known.count) * (known.mean ?? 0))
        while end <= elapsed { end += length }
    }
}
