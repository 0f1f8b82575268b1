internal import Reactor
internal import RunModel

/// How well the arrivals of a stream's output events are known.
///
/// The kernel has one time for a read, that of its last segment. An output event that ends its read came
/// then; one that something follows in the same read came after the socket was last seen empty and at that
/// time the latest. What follows is known only later, so the last event waits here until then.
struct ArrivalBounds {
    /// Nanoseconds between which an event came.
    struct Interval {
        var earliest: Int64
        var latest: Int64

        var width: Int64 { latest - earliest }
    }

    /// A gap of which an end is uncertain.
    struct UncertainGap {
        /// As it is counted: between the latest ends.
        var nominal: Int64
        var shortest: Int64
        var longest: Int64
    }

    /// What became known of one event.
    struct Settled {
        var interval: Interval
        /// Absent for the first event, and where the gap before it is known well enough.
        var gap: UncertainGap?
        var isFirst: Bool
    }

    /// The longest gap of the stream is at least the longest of the shortest that its gaps can have been, and at
    /// most the longest of their longest. Below 0 before the first gap.
    private(set) var leastMaxGap: Int64 = -1
    private(set) var mostMaxGap: Int64 = -1
    private var before: Interval?
    private var waiting: (interval: Interval, isExact: Bool)?
    /// Whether the gap before the event that waits is left out.
    private var isGapLeftOut = false

    /// An interval wider than this matters: the larger of 1 ms and 2 % of the value.
    static func matters(_ width: Int64, of value: Int64) -> Bool {
        width > max(1_000_000, value / 50)
    }

    /// Takes the next output event, of a read with that arrival; `floor` is before any of them.
    ///
    /// - Returns: what is known now of the event before it.
    mutating func add(_ arrival: Arrival, floor: MonotonicInstant?) -> Settled? {
        let settled = settle()
        let earliest = max(arrival.earliest.nanoseconds, floor?.nanoseconds ?? 0)
        let latest = arrival.arrived.nanoseconds
        waiting = (
            Interval(earliest: min(earliest, latest), latest: latest),
            arrival.isStamped && !arrival.isHeldBack
        )
        return settled
    }

    /// The gap before the event that waits is no gap of the stream's.
    mutating func leaveGapOut() { isGapLeftOut = true }

    /// One that was left out is a gap of the stream's all the same.
    mutating func takeGapIn(_ nanoseconds: Int64) {
        leastMaxGap = max(leastMaxGap, nanoseconds)
        mostMaxGap = max(mostMaxGap, nanoseconds)
    }

    /// Something came in the same read after the last event, so that its own time is not known.
    mutating func follow() {
        waiting?.isExact = false
    }

    /// What is known of the last event, when nothing more can follow in its read.
    mutating func settle() -> Settled? {
        guard let last = waiting else { return nil }
        waiting = nil
        var interval = last.interval
        if last.isExact { interval.earliest = interval.latest }
        defer {
            before = interval
            isGapLeftOut = false
        }
        guard let before else { return Settled(interval: interval, gap: nil, isFirst: true) }
        guard !isGapLeftOut else { return Settled(interval: interval, gap: nil, isFirst: false) }
        let gap = UncertainGap(
            nominal: interval.latest - before.latest,
            shortest: max(0, interval.earliest - before.latest),
            longest: interval.latest - before.earliest)
        if gap.shortest > leastMaxGap { leastMaxGap = gap.shortest }
        if gap.longest > mostMaxGap { mostMaxGap = gap.longest }
        let isUncertain = Self.matters(interval.width + before.width, of: gap.nominal)
        return Settled(interval: interval, gap: isUncertain ? gap : nil, isFirst: false)
    }
}
