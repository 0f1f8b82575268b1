package import RunModel

/// What a read of a socket gave.
package enum SocketRead: Sendable, Equatable {
    case bytes(Int, Arrival)
    /// Nothing waits.
    case nothing
    /// The other side has closed.
    case ended
    /// The system error.
    case failed(Int32)
}

/// When bytes came, and when we came to them.
///
/// The kernel tells one time for a read: that of the last segment in it, or of the last that was merged
/// into the one that is read. So an event that ends a read came at `arrived`; any other came after
/// `earliest` and at `arrived` the latest.
package struct Arrival: Sendable, Equatable {
    /// The upper end: the receive time of the last bytes of the read.
    package var arrived: MonotonicInstant
    /// The lower end: when the socket was last known to be empty; never after `arrived`. Zero where that
    /// is not known, and then bounded by the request's own sending.
    package var earliest = MonotonicInstant(nanoseconds: 0)
    package var read: MonotonicInstant
    /// Whether the bytes waited in the kernel behind a segment that was missing: they are stamped when they came,
    /// and could be read when that one came. `arrived` is then the moment of reading.
    package var isHeldBack = false
    /// Whether `arrived` is known: from the kernel's receive time, or within 100 us between two reads of
    /// the same socket. Else it is the same as `read`.
    package var isStamped: Bool
    /// Whether these bytes may have waited together with those of the read before: the kernel has one time for
    /// segments that waited together, the last one's.
    package var isContinued = false
    /// Counts the reads of a multi handle: bytes with the same number came in one read.
    package var number = 0

    package init(arrived: MonotonicInstant, read: MonotonicInstant, isStamped: Bool) {
        self.arrived = arrived
        self.read = read
        self.isStamped = isStamped
    }

    /// Whether they waited behind a missing segment, or came so late that they may have: the connection's count of segments
    /// out of order tells. It is asked of the first too, or the next late read would be taken for theirs.
    package var mayBeHeldBack: Bool {
        isHeldBack || read - arrived > SocketCounts.suspiciousDelay
    }

    /// The same bytes, known to have waited behind a missing segment. Not all of them need have waited: what came
    /// before the hole could be read at once, so that the stamp of the last is no lower end for the others.
    package mutating func holdBack() {
        arrived = read
        isHeldBack = true
    }

    /// Bytes that no stamp is known for, met now.
    package static func unstamped() -> Arrival {
        let now = MonotonicInstant.now()
        return Arrival(arrived: now, read: now, isStamped: false)
    }
}
