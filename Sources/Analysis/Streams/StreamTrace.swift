internal import RunModel

/// What is kept of the chunk rows of one stream: sums, so that its size does not grow with them.
struct StreamTrace: Sendable {
    private let firstOutput: MonotonicInstant
    let events: Int
    /// Nanoseconds an event at the stream's mean pace; 0 for one event.
    private let pace: Double

    private(set) var nextIndex: Int32 = 0
    private(set) var lastArrived: MonotonicInstant
    /// Nanoseconds by which the text fell behind its mean pace, at the worst.
    private(set) var greatestLag = 0.0
    private(set) var eventsInWindow = 0

    /// Nil for a request without output.
    init?(_ request: RequestRecord) {
        guard let first = request.instants.firstOutput, let last = request.instants.lastOutput
        else { return nil }
        firstOutput = first
        lastArrived = first
        events = request.events.output
        pace = events > 1 ? Double((last - first).nanoseconds) / Double(events - 1) : 0
    }

    var isComplete: Bool { nextIndex == events }

    /// Takes the row that comes next.
    mutating func add(_ chunk: ChunkRecord, isInWindow: Bool) {
        let came = Double((chunk.arrived - firstOutput).nanoseconds)
        greatestLag = max(greatestLag, came - Double(chunk.index) * pace)
        if isInWindow { eventsInWindow += 1 }
        lastArrived = chunk.arrived
        nextIndex += 1
    }
}
