internal import RunModel

/// Sum and sum of squares of a few numbers.
struct Moments: Sendable {
    private(set) var count = 0
    private var sum = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        count += 1
        sum += value
        squares += value * value
    }

    var mean: Double { count > 0 ? sum / Double(count) : 0 }

    /// Standard deviation over mean; nil for fewer than two, or none above 0.
    var coefficientOfVariation: Double? {
        guard count > 1, mean > 0 else { return nil }
        let n = Double(count)
        return (max(squares / n - mean * mean, 0) * n / (n - 1)).squareRoot() / mean
    }
}

/// The bursts of one stream: events that come within `limit` of the one before.
struct BurstTrace: Sendable {
    /// Fewer events are no burst: two meet by chance on any network.
    static let fewestEvents = 3
    /// What writes a proxy or a server makes one after the other need at the most, 0.2 ms. It is also what
    /// events are apart where 5,000 a second are made.
    static let moment: Int64 = 200_000

    /// Mean nanoseconds from one output event to the next, (eK - e1) / (K - 1). The wait for the first event is
    /// not in it, so that a long one does not make ordinary gaps look short.
    let pace: Int64
    /// The larger of `moment` and a tenth of the pace.
    private let limit: Int64
    private var start: MonotonicInstant?
    private var last = MonotonicInstant(nanoseconds: 0)
    private var lastEarliest = MonotonicInstant(nanoseconds: 0)
    private var openEvents = 0
    private var openBytes = 0
    private var lastStart: MonotonicInstant?

    /// Of the bursts that another one followed: the last is cut by the answer's end.
    private(set) var events = Moments()
    private(set) var bytes = Moments()
    private(set) var intervals = Moments()
    private(set) var nanosecondsWithin: Int64 = 0
    private(set) var nanosecondsBetween: Int64 = 0
    /// Events that came with the one before for all that is known, but may have come apart from it.
    private(set) var inDoubt = 0
    private var closed = Together()

    /// Events in bursts of at least `fewestEvents`.
    struct Together: Sendable {
        private(set) var events = 0
        private var sizes = 0.0
        private var spacedEvents = 0
        private var spaces = 0.0

        /// `interval` in milliseconds from the beginning of the burst before.
        mutating func add(events count: Int, interval: Double?) {
            guard count >= BurstTrace.fewestEvents else { return }
            events += count
            sizes += Double(count * count)
            guard let interval else { return }
            spacedEvents += count
            spaces += Double(count) * interval
        }

        /// Events of the burst that an event is in, in the mean over events, so that small ones count little.
        var meanEvents: Double? { events > 0 ? sizes / Double(events) : nil }
        var meanInterval: Double? { spacedEvents > 0 ? spaces / Double(spacedEvents) : nil }
    }

    init(_ request: RequestRecord) {
        let output = request.instants.firstOutput.flatMap { first in
            request.instants.lastOutput.map { ($0 - first).nanoseconds }
        }
        pace = (output ?? 0) / Int64(max(request.events.output - 1, 1))
        limit = max(Self.moment, pace / 10)
    }

    /// All bursts, the last one and those of one event included.
    var count: Int { events.count + (start == nil ? 0 : 1) }

    /// The last burst included.
    var together: Together {
        var all = closed
        if let start { all.add(events: openEvents, interval: interval(to: start)) }
        return all
    }

    /// Without the last burst, unless the others do not say how far apart they are.
    var typical: Together { closed.meanInterval == nil ? together : closed }

    mutating func add(_ chunk: ChunkRecord) {
        if let start {
            let gap = (chunk.arrived - last).nanoseconds
            if gap > limit {
                nanosecondsBetween += gap
                close(begunAt: start)
                self.start = chunk.arrived
            } else {
                nanosecondsWithin += gap
                if (chunk.arrived - lastEarliest).nanoseconds > limit { inDoubt += 1 }
            }
        } else {
            start = chunk.arrived
        }
        last = chunk.arrived
        lastEarliest = chunk.earliest ?? chunk.arrived
        openEvents += 1
        openBytes += Int(chunk.bytes)
    }

    private func interval(to start: MonotonicInstant) -> Double? {
        lastStart.map { (start - $0).milliseconds }
    }

    private mutating func close(begunAt start: MonotonicInstant) {
        events.add(Double(openEvents))
        bytes.add(Double(openBytes))
        let interval = interval(to: start)
        if let interval { intervals.add(interval) }
        closed.add(events: openEvents, interval: interval)
        lastStart = start
        openEvents = 0
        openBytes = 0
    }
}
