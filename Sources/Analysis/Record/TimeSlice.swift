internal import RunModel

/// A span of a run in which arrivals are counted; its end is outside.
struct TimeSlice {
    let start: MonotonicInstant
    let end: MonotonicInstant

    var seconds: Double { (end - start).seconds }

    /// What lies in both; nil where nothing does.
    func intersection(_ other: TimeSlice) -> TimeSlice? {
        let common = TimeSlice(start: max(start, other.start), end: min(end, other.end))
        return common.start < common.end ? common : nil
    }

    /// So many equal parts, one after another.
    func parts(_ count: Int) -> [TimeSlice] {
        let edges = (0...count).map {
            start + .nanoseconds(Int64(seconds * 1e9 * Double($0) / Double(count)))
        }
        return zip(edges, edges.dropFirst()).map { TimeSlice(start: $0, end: $1) }
    }

    func contains(_ instant: MonotonicInstant) -> Bool { start <= instant && instant < end }

    /// The share of a request's output events that arrived inside, and whether that is known exactly.
    ///
    /// A request's row holds only its first and last arrival. When an edge lies between them and no
    /// chunk rows tell, the events are taken as evenly spread between the two.
    func share(of request: RequestRecord, counted: Int?) -> (share: Double, isExact: Bool) {
        guard let first = request.instants.firstOutput,
            let last = request.instants.lastOutput, first < end, last >= start
        else { return (0, true) }
        if contains(first), contains(last) { return (1, true) }
        if let counted, request.events.output > 0 {
            return (Double(counted) / Double(request.events.output), true)
        }
        let inside = min(last, end) - max(first, start)
        return (inside.seconds / (last - first).seconds, false)
    }
}
