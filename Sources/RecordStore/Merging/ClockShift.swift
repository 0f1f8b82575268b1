internal import RunModel

/// Moves instants of one record onto the clock of another: machines count CLOCK_MONOTONIC from
/// different origins, and the records' anchors say what each origin was on the clock on the wall. Where both origins are
/// one agreed moment, times since them stay what they are.
struct ClockShift {
    /// What is added to instants: on the monotonic clocks, and since the records' origins.
    private let span: Duration
    let sinceOrigin: Duration

    /// - Parameters:
    ///   - source: the anchors of the record the instants come from.
    ///   - target: the anchors of the record they are to stand in.
    ///   - isCommonOrigin: whether both origins are the same moment, each on its own clock.
    init(from source: ClockAnchors, to target: ClockAnchors, isCommonOrigin: Bool) {
        let monotonic = target.originMonotonicNanoseconds - source.originMonotonicNanoseconds
        sinceOrigin =
            isCommonOrigin
            ? .zero
            : .nanoseconds(source.originRealtimeNanoseconds - target.originRealtimeNanoseconds)
        span = sinceOrigin + .nanoseconds(monotonic)
    }

    /// Whether an instant's time since its record's origin stays what it is.
    var isNone: Bool { sinceOrigin == .zero }

    func apply(to instant: MonotonicInstant) -> MonotonicInstant { instant + span }

    func apply(to chunk: inout ChunkRecord) {
        chunk.earliest = chunk.earliest.map(apply)
        chunk.arrived = apply(to: chunk.arrived)
        chunk.read = apply(to: chunk.read)
        chunk.sent = chunk.sent.map(apply)
    }

    func apply(to request: inout RequestRecord) {
        request.instants.scheduled = apply(to: request.instants.scheduled)
        for instant in Self.optionalInstants {
            request.instants[keyPath: instant] = request.instants[keyPath: instant].map(apply)
        }
        guard var truth = request.groundTruth else { return }
        truth.received = truth.received.map(apply)
        truth.firstOutputSent = truth.firstOutputSent.map(apply)
        request.groundTruth = truth
    }

    private static let optionalInstants:
        [any WritableKeyPath<RequestInstants, MonotonicInstant?> & Sendable] = [
            \.started, \.sent, \.head, \.firstOutput, \.firstOutputEarliest, \.firstAnswer,
            \.firstCall, \.lastCall, \.secondOutput, \.lastOutput,
            \.usage, \.closed,
        ]
}
