package import RunModel

/// What chunks.csv adds to a summary, gathered in one pass so that millions of rows need no memory.
///
/// Rows of one request must come in the order of their index; requests may be mixed.
package struct ChunkDigest: Sendable {
    private struct Progress {
        var firstOutput: MonotonicInstant
        var nextIndex: Int32 = 0
        var lastArrived: MonotonicInstant
        /// Nanoseconds an event at the stream's mean pace; 0 for one event.
        var pace: Double
        /// How far the text fell behind that pace, at the worst.
        var greatestLag = 0.0
        var events: Int
        var eventsInWindow = 0
        var isComplete: Bool { nextIndex == events }
    }

    private var progress: [Int: Progress] = [:]
    private(set) var gaps: TimelineGaps
    private let window: TimeSlice

    package init(manifest: RunManifest, requests: [RequestRecord]) {
        let measured = requests.filter { $0.phase == .measured }
        let bounds = MeasuredWindow(manifest: manifest, measured: measured)
        window = bounds.slice(origin: manifest.origin)
        gaps = TimelineGaps(window: bounds, origin: manifest.origin)
        progress.reserveCapacity(requests.count)
        for request in requests where request.mode == .streaming {
            guard let first = request.instants.firstOutput,
                let last = request.instants.lastOutput
            else { continue }
            let events = request.events.output
            progress[request.request] = Progress(
                firstOutput: first, lastArrived: first,
                pace: events > 1 ? Double((last - first).nanoseconds) / Double(events - 1) : 0,
                events: events)
        }
    }

    /// Takes the next row. Rows of unknown requests, and those after a missing row, are left out.
    package mutating func add(_ chunk: ChunkRecord) {
        guard var request = progress[chunk.request], chunk.index == request.nextIndex else {
            return
        }
        if chunk.index > 0 {
            gaps.add(chunk.arrived - request.lastArrived, endedAt: chunk.arrived)
        }
        let due = Double(chunk.index) * request.pace
        let came = Double((chunk.arrived - request.firstOutput).nanoseconds)
        request.greatestLag = max(request.greatestLag, came - due)
        if window.contains(chunk.arrived) { request.eventsInWindow += 1 }
        request.lastArrived = chunk.arrived
        request.nextIndex += 1
        progress[chunk.request] = request
    }

    /// Output events of a request that arrived inside the measured window; nil unless every one of
    /// its rows was seen.
    func eventsInWindow(of request: RequestRecord) -> Int? {
        guard let found = progress[request.request], found.isComplete else { return nil }
        return found.eventsInWindow
    }

    /// For each request whose rows were all seen, the least delay before display, in milliseconds,
    /// after which its text never runs dry at the stream's mean speed: max over i of
    /// e(i) - e(1) - (i - 1) (e(K) - e(1)) / (K - 1). Nil when there is none.
    func smoothBuffers(of requests: [RequestRecord]) -> [Double]? {
        let delays = requests.compactMap { request -> Double? in
            guard let found = progress[request.request], found.isComplete, found.events > 1
            else { return nil }
            return found.greatestLag / 1e6
        }
        return delays.isEmpty ? nil : delays
    }
}
