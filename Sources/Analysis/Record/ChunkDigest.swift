package import RunModel

/// What chunks.csv adds to a summary, gathered in one pass so that millions of rows need no memory.
///
/// Rows of one request must come in the order of their index; requests may be mixed.
package struct ChunkDigest: Sendable {
    private var places: [Int: Int] = [:]
    private var streams: [StreamTrace] = []
    private(set) var gaps: TimelineGaps
    private(set) var arrivals: ArrivalMarks
    private(set) var hasRows = false
    let lanes: LaneDraw
    private var laneTraces: [Int: LaneTrace]
    private let resolution: Duration
    private let window: TimeSlice
    private(set) var display = DisplayTotals()
    /// Streams whose display counts: measured and whole.
    private var displayed: Set<Int> = []

    package init(manifest: RunManifest, requests: [RequestRecord]) {
        let measured = requests.filter { $0.phase == .measured }
        let bounds = MeasuredWindow(manifest: manifest, requests: requests)
        window = bounds.slice(origin: manifest.origin)
        gaps = TimelineGaps(window: bounds, origin: manifest.origin)
        arrivals = ArrivalMarks(requests)
        lanes = LaneDraw(measured, seed: manifest.plan.seed)
        let candidates = lanes.worst.union(lanes.drawn)
        laneTraces = [:]
        resolution = RasterResolution(measured.filter { candidates.contains($0.request) }).duration
        for request in requests where request.mode == .streaming {
            guard
                let stream = StreamTrace(
                    request, tokensPerSecond: manifest.plan.display.tokensPerSecond)
            else { continue }
            if request.phase == .measured, request.outcome.isSuccess {
                displayed.insert(request.request)
            }
            places[request.request] = streams.count
            streams.append(stream)
        }
        for request in candidates where places[request] != nil { laneTraces[request] = LaneTrace() }
    }

    /// Takes the next row. Rows of unknown requests, and those after a missing row, are left out.
    package mutating func add(_ chunk: ChunkRecord) {
        hasRows = true
        arrivals.add(chunk.arrived)
        guard let place = places[chunk.request], chunk.index == streams[place].nextIndex else {
            return
        }
        // What a server held back is no gap.
        let isGap = chunk.index > 0 && !streams[place].heldEvents.contains(Int(chunk.index))
        let last = isGap ? streams[place].lastArrived : nil
        if let last { gaps.add(chunk.arrived - last, endedAt: chunk.arrived) }
        let flow = streams[place].add(chunk, isInWindow: window.contains(chunk.arrived))
        if let flow, displayed.contains(chunk.request) {
            display.add(flow, events: streams[place].events)
        }
        laneTraces[chunk.request]?.add(chunk.arrived, after: last, resolution: resolution)
    }

    /// The trace of a stream; nil unless every one of its rows was seen.
    func trace(of request: RequestRecord) -> StreamTrace? {
        guard let place = places[request.request], streams[place].isComplete else { return nil }
        return streams[place]
    }

    /// Output events of a request that arrived inside the measured window; nil unless every one of
    /// its rows was seen.
    func eventsInWindow(of request: RequestRecord) -> Int? {
        trace(of: request)?.eventsInWindow
    }

    /// For each request whose rows were all seen, the least delay before display, in milliseconds,
    /// after which its text never runs dry at the stream's mean speed: max over i of
    /// e(i) - e(1) - (i - 1) (e(K) - e(1)) / (K - 1). Nil when there is none.
    func smoothBuffers(of requests: [RequestRecord]) -> [Double]? {
        let delays = requests.compactMap { request -> Double? in
            guard let found = trace(of: request), found.events > 1 else { return nil }
            return found.greatestLag / 1e6
        }
        return delays.isEmpty ? nil : delays
    }

    /// Whether all is known that a raster shows of a request.
    func canShow(_ request: RequestRecord) -> Bool {
        places[request.request].map { streams[$0].isComplete } ?? true
    }

    /// What was kept of a request's arrivals for a raster; nil unless every one of its rows was seen.
    func lane(of request: RequestRecord) -> LaneTrace? {
        trace(of: request) == nil ? nil : laneTraces[request.request]
    }
}
