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
    /// The larger of 1 ms and a tenth of the stream's pace, (eK - w) / K. The wait for the first event is
    /// in it: where everything is held back it is nearly all the time there is.
    private let limit: Int64
    private var start: MonotonicInstant?
    private var last = MonotonicInstant(nanoseconds: 0)
    private var openEvents = 0
    private var openBytes = 0

    /// Of the bursts that another one followed: the last is cut by the answer's end.
    private(set) var events = Moments()
    private(set) var bytes = Moments()
    private(set) var intervals = Moments()
    /// Bursts of fewer than three events.
    private(set) var small = 0
    private var lastStart: MonotonicInstant?
    private(set) var nanosecondsWithin: Int64 = 0
    private(set) var nanosecondsBetween: Int64 = 0

    private static let least: Int64 = 1_000_000

    init(_ request: RequestRecord) {
        let taken = request.endToEnd?.nanoseconds ?? 0
        limit = max(Self.least, taken / 10 / Int64(max(request.events.output, 1)))
    }

    /// All bursts, the last one included.
    var count: Int { events.count + (start == nil ? 0 : 1) }

    mutating func add(_ chunk: ChunkRecord) {
        if let start {
            let gap = (chunk.arrived - last).nanoseconds
            if gap > limit {
                nanosecondsBetween += gap
                close(begunAt: start)
                self.start = chunk.arrived
            } else {
                nanosecondsWithin += gap
            }
        } else {
            start = chunk.arrived
        }
        last = chunk.arrived
        openEvents += 1
        openBytes += Int(chunk.bytes)
    }

    private mutating func close(begunAt start: MonotonicInstant) {
        events.add(Double(openEvents))
        bytes.add(Double(openBytes))
        if let lastStart { intervals.add((start - lastStart).milliseconds) }
        lastStart = start
        if openEvents < 3 { small += 1 }
        openEvents = 0
        openBytes = 0
    }
}
