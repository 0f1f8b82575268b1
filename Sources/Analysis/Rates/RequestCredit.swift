internal import RunModel

/// How much of a successful request a slice of time is credited with, where requests are counted a second.
enum RequestCredit {
    /// The share of its time in the system that lies inside. Answers of a closed loop come in waves, one a stream; counted
    /// where they end, a window holds one wave more or less by where its edges fall. Each stream is always busy
    /// there, so that shares add up to the window's length over an answer's.
    case shares
    /// All of it where it ends inside: so in an open loop, whose arrivals make no waves, and where what waits at the
    /// window's end may not have been worked on yet.
    case ends

    init(isOpenLoop: Bool, _ requests: [RequestRecord], before end: MonotonicInstant) {
        // Of one that the run's end cut nobody knows how long it would have taken.
        let isCut = requests.contains {
            $0.outcome == .cut && $0.instants.started.map { $0 < end } == true
        }
        self = isOpenLoop || isCut ? .ends : .shares
    }

    /// From 0 to 1; 0 of a request that failed.
    func part(of request: RequestRecord, in slice: TimeSlice) -> Double {
        guard request.outcome.isSuccess, let closed = request.instants.closed else { return 0 }
        guard self == .shares, let started = request.instants.started, started < closed else {
            return slice.contains(closed) ? 1 : 0
        }
        let inside = TimeSlice(start: started, end: closed).intersection(slice)
        return (inside?.seconds ?? 0) / (closed - started).seconds
    }
}
