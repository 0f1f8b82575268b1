internal import Reactor
internal import RunModel

/// The read that is being decoded: its arrival, and how well those of its output events are known.
struct PresentRead {
    private(set) var arrival = Arrival.unstamped()
    /// Output events so far.
    private(set) var outputs = 0
    /// Where its rows begin among those of the tally.
    private(set) var firstRow = WorkerTally.RowMark()
    private(set) var bounds = ArrivalBounds()
    /// Whether something came in this read after its last output event, at another time for all that is known.
    private var isFollowed = false
    /// Whether the read was of one segment; asked for when that matters.
    private var isOfOneSegment: Bool?
    private let connection: (any ReadAccount)?

    init(on connection: (any ReadAccount)?) {
        self.connection = connection
    }

    /// Takes the next read.
    ///
    /// - Returns: what is known now of the output event before it.
    mutating func begin(_ next: Arrival, firstRow row: WorkerTally.RowMark) -> ArrivalBounds
        .Settled?
    {
        arrival = next
        firstRow = row
        outputs = 0
        isFollowed = false
        isOfOneSegment = nil
        return bounds.settle()
    }

    /// The next output event; `sent` is when its request was.
    ///
    /// - Returns: what is known now of the one before it.
    mutating func addOutput(sent: MonotonicInstant?) -> ArrivalBounds.Settled? {
        outputs += 1
        isFollowed = false
        return bounds.add(arrival, floor: sent)
    }

    /// The gap before the last output event is none, until it is taken in.
    mutating func leaveGapOut() { bounds.leaveGapOut() }

    mutating func takeGapIn(_ nanoseconds: Int64) { bounds.takeGapIn(nanoseconds) }

    /// The output events so far are not its last bytes.
    mutating func follow() {
        guard outputs > 0, !isFollowed, isOfOneSegment != true else { return }
        if isOfOneSegment == nil, arrival.isStamped {
            isOfOneSegment = connection?.wasReadOfOneSegment() ?? false
            if isOfOneSegment == true { return }
        }
        isFollowed = true
        bounds.follow()
    }

    /// What is read next may have waited with the last output event, whose read was taken for all there was.
    ///
    /// - Returns: whether that changes what is known of it.
    mutating func goOn() -> Bool {
        guard outputs > 0, !isFollowed else { return false }
        isFollowed = true
        bounds.follow()
        return true
    }

    /// What its rows say; nil where there is one event, which is exact.
    func rowBounds(
        sent: MonotonicInstant?
    ) -> (earliest: MonotonicInstant?, isLastExact: Bool)? {
        let isUncertain = isFollowed || !arrival.isStamped || arrival.isHeldBack
        guard outputs > 1 || (outputs == 1 && isUncertain) else { return nil }
        let isExact = !isUncertain && isOfOneSegment == true
        let earliest = min(max(arrival.earliest, sent ?? arrival.earliest), arrival.arrived)
        return (isExact ? nil : earliest, !isUncertain)
    }

    /// What is known of the last output event, when nothing more comes.
    mutating func settle() -> ArrivalBounds.Settled? { bounds.settle() }
}
