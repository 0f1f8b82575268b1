internal import RunModel

/// The span over which throughput is counted: after warm-up and ramp, before the drain.
package struct MeasuredWindow: Codable, Sendable, Equatable {
    /// Seconds since the run's origin.
    package var startSeconds: Double
    package var endSeconds: Double
    /// Whether it is the one that the record states; else it runs from the first measured request sent
    /// to the last one ended.
    package var isStated: Bool

    static let derivedNote =
        "from the first request sent to the last one ended: the record states no window, or one "
        + "shorter than an answer"

    package var seconds: Double { endSeconds - startSeconds }

    init(manifest: RunManifest, measured: [RequestRecord]) {
        if let start = manifest.windowStartNanoseconds, let end = manifest.windowEndNanoseconds,
            end > start, end - start >= Self.medianAnswer(measured).nanoseconds
        {
            startSeconds = Double(start) / 1e9
            endSeconds = Double(end) / 1e9
            isStated = true
        } else {
            let origin = manifest.origin
            let first = measured.compactMap(\.instants.sent).min() ?? origin
            let last = measured.compactMap(\.instants.closed).max() ?? first
            startSeconds = (first - origin).seconds
            endSeconds = (last - origin).seconds
            isStated = false
        }
    }

    /// Where all requests start within less than one answer, as when a run has no more requests than
    /// streams, nothing arrives between the first start and the last.
    private static func medianAnswer(_ measured: [RequestRecord]) -> Duration {
        let lengths = measured.filter(\.outcome.isSuccess).compactMap(\.close).sorted()
        return lengths.isEmpty ? .zero : lengths[lengths.count / 2]
    }

    /// The window as instants of the machine's clock.
    func slice(origin: MonotonicInstant) -> TimeSlice {
        TimeSlice(
            start: origin + .nanoseconds(Int64((startSeconds * 1e9).rounded())),
            end: origin + .nanoseconds(Int64((endSeconds * 1e9).rounded())))
    }
}

/// A span of a run in which arrivals are counted; its end is outside.
struct TimeSlice {
    let start: MonotonicInstant
    let end: MonotonicInstant

    var seconds: Double { (end - start).seconds }

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
