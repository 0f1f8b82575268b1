internal import RunModel
internal import Wire

/// What a server tells in comments of when it received a request and sent its events.
struct AnnouncedTimes {
    /// When the event that comes next was sent.
    private(set) var send: MonotonicInstant?
    private var received: MonotonicInstant?
    /// Set by who knows that an event is the first output.
    var firstOutput: MonotonicInstant?

    /// Nil where nothing was told.
    var groundTruth: GroundTruth? {
        guard received != nil || firstOutput != nil else { return nil }
        var truth = GroundTruth()
        truth.received = received
        truth.firstOutputSent = firstOutput
        return truth
    }

    /// - Returns: whether the comment told a time on this machine's clock: within an hour of its reading.
    mutating func note(_ comment: GroundTruthComment?, at read: MonotonicInstant) -> Bool {
        let nanoseconds: Int64
        switch comment {
        case .sent(let time), .received(let time): nanoseconds = time
        case nil: return false
        }
        guard (read.nanoseconds - nanoseconds).magnitude <= 3_600_000_000_000 else { return false }
        let instant = MonotonicInstant(nanoseconds: nanoseconds)
        if case .sent = comment { send = instant } else { received = instant }
        return true
    }

    /// The next event's time has not been told yet.
    mutating func endEvent() { send = nil }
}
