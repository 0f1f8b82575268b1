internal import RunModel

/// What a raster keeps of one request's chunk rows.
struct LaneTrace: Sendable {
    private(set) var ticks: [MonotonicInstant] = []
    /// Gaps that may be stalls; the run's limit is known later and is never below this.
    private(set) var longGaps: [(start: MonotonicInstant, end: MonotonicInstant)] = []

    static let leastStall = Duration.milliseconds(200)

    /// Leaves out a tick that comes less than `resolution` after the one before it.
    mutating func add(
        _ arrived: MonotonicInstant, after last: MonotonicInstant?, resolution: Duration
    ) {
        if let last, arrived - last > Self.leastStall { longGaps.append((last, arrived)) }
        if let tick = ticks.last, arrived - tick < resolution { return }
        ticks.append(arrived)
    }
}

/// How far apart ticks must be to be drawn apart.
struct RasterResolution {
    /// As fine as a page can show, but few enough for one.
    private static let ticks = 8_000
    private static let lanePixels = 1_000.0

    let duration: Duration

    init(_ candidates: [RequestRecord]) {
        let times = candidates.compactMap { request in
            request.instants.closed.map { ($0 - request.instants.scheduled).seconds }
        }
        let spans = candidates.compactMap { request -> Double? in
            guard let first = request.instants.firstOutput,
                let last = request.instants.lastOutput
            else { return nil }
            return (last - first).seconds
        }
        // Of the candidates at most so many become lanes.
        let share = min(1, Double(LaneDraw.lanes) / Double(max(candidates.count, 1)))
        let events = Double(candidates.reduce(0) { $0 + $1.events.output }) * share
        let needed =
            events > Double(Self.ticks)
            ? spans.reduce(0, +) * share / Double(Self.ticks - LaneDraw.lanes) : 0
        duration = .seconds(max((times.max() ?? 0) / Self.lanePixels, needed))
    }
}
