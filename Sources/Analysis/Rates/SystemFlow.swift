internal import RunModel

/// What was open in the window and what ended in it: both sides of Little's law.
///
/// L = rate x W: the mean number of requests in a steady system is the rate at which they end times how
/// long one stays (Little, "A proof for the queuing formula L = lambda W", 1961).
struct SystemFlow {
    /// L: requests of every phase and outcome between start and end.
    let meanOpen: Double
    let endsPerSecond: Double
    /// W, of those that ended in the window; 0 where none did.
    let meanSeconds: Double
    private let windowSeconds: Double

    /// Nil where no time passed.
    init?(_ record: JudgedRecord) {
        let slice = record.window.slice(origin: record.manifest.origin)
        guard slice.seconds > 0 else { return nil }
        windowSeconds = slice.seconds
        var (open, stayed, ended) = (0.0, 0.0, 0)
        for request in record.requests {
            guard let started = request.instants.started, let closed = request.instants.closed
            else { continue }
            let inside = TimeSlice(start: started, end: closed).intersection(slice)
            open += inside?.seconds ?? 0
            if slice.contains(closed) {
                ended += 1
                stayed += (closed - started).seconds
            }
        }
        meanOpen = open / slice.seconds
        endsPerSecond = Double(ended) / slice.seconds
        meanSeconds = ended > 0 ? stayed / Double(ended) : 0
    }

    /// By how much the two sides of the law differ, as a share of the greater.
    var disagreement: Double {
        let expected = endsPerSecond * meanSeconds
        let greater = max(meanOpen, expected)
        return greater > 0 ? abs(meanOpen - expected) / greater : 0
    }

    /// The edges of a window cut answers apart. In a steady system that shifts the two sides by about the
    /// length of an answer over the window's, less where many are open.
    var allowance: Double {
        guard meanOpen > 0 else { return 1 }
        return max(0.1, 2 * meanSeconds / (windowSeconds * meanOpen.squareRoot()))
    }
}
