internal import Reactor
internal import RunModel

/// Tells which bytes came in which read of libcurl's, and so which arrival is theirs.
///
/// One readable socket leads to one or more reads: after each, libcurl looks whether more has come
/// (7.88.1 and later, `cf_socket_data_pending`) and reads again into the same buffer. Each read leads to
/// one or more deliveries, one for each piece of chunked framing, at growing addresses in that buffer.
/// So a delivery that begins before the end of the one before it comes from a new read. Unless the read
/// before it filled the buffer, that one emptied the socket, and the new bytes came between the two: where
/// that is less than `bracket` the moment is known well enough, else they count as unstamped.
///
/// The same call of libcurl's also runs every other transfer whose timer has passed, such as one that
/// was just started; what those read has nothing to do with the readable socket's stamp.
struct ReadTracker {
    /// A transfer; nil for all those that share their connection, over HTTP/2.
    typealias Reader = UnsafeMutableRawPointer?

    /// What waits on the readable socket, and whose it is.
    private var stamp: (arrival: Arrival, reader: Reader)?
    private var latest: (arrival: Arrival, reader: Reader)?
    private var deliveredStart: UnsafePointer<UInt8>?
    private var deliveredEnd: UnsafePointer<UInt8>?

    /// The most that the time of a second read may be off and still stand for the arrival.
    private static let bracket = Duration.microseconds(100)
    /// Half of libcurl's buffer: a read that delivered less did not fill it, framing included.
    private static let partialRead = 8192

    private var number = 0
    /// Whether the readable socket is read record by record (TLS), so that a read says nothing of what is left.
    private(set) var readsRecords = false

    /// A socket is readable and `arrival` is that of what waits there for `reader`.
    mutating func begin(_ arrival: Arrival, for reader: Reader, readsRecords: Bool = false) {
        self.readsRecords = readsRecords
        number += 1
        var arrival = arrival
        arrival.number = number
        stamp = (arrival, reader)
        latest = nil
        deliveredEnd = nil
    }

    /// When the socket was empty, as far as is known: what the last read of this call left came after the
    /// peek before it. Nil where that read may have filled its buffer.
    var emptied: MonotonicInstant? { hasEmptiedSocket ? stamp?.arrival.read : nil }

    private var hasEmptiedSocket: Bool {
        guard !readsRecords, let deliveredStart, let deliveredEnd else { return false }
        return deliveredEnd - deliveredStart < Self.partialRead
    }

    /// libcurl has returned.
    mutating func end() {
        readsRecords = false
        stamp = nil
        latest = nil
        deliveredEnd = nil
    }

    /// The arrival of what `reader` met last; now, where libcurl runs it for another reason than its
    /// readable socket.
    mutating func current(for reader: Reader) -> Arrival {
        if let latest, latest.reader == reader { return latest.arrival }
        guard let stamp, reader == nil || stamp.reader == reader else {
            return beginUnstamped(for: reader)
        }
        deliveredEnd = nil
        latest = (stamp.arrival, reader)
        return stamp.arrival
    }

    /// Compares addresses only and reads nothing.
    mutating func arrival(
        of bytes: UnsafeBufferPointer<UInt8>, for reader: Reader
    ) -> Arrival {
        var arrival = current(for: reader)
        guard let start = bytes.baseAddress else { return arrival }
        if let deliveredEnd, start < deliveredEnd {
            arrival = beginNext(after: arrival, for: reader)
        }
        if deliveredEnd == nil { deliveredStart = start }
        deliveredEnd = start + bytes.count
        return arrival
    }

    /// A further read of the same socket within one call; one after an unstamped read is unstamped too.
    private mutating func beginNext(after previous: Arrival, for reader: Reader) -> Arrival {
        let isPartial = hasEmptiedSocket
        var arrival = beginUnstamped(for: reader)
        arrival.earliest = isPartial ? previous.read : previous.earliest
        arrival.isContinued = !isPartial
        latest = (arrival, reader)
        guard isPartial, previous.isStamped, arrival.read - previous.read <= Self.bracket
        else { return arrival }
        arrival.isStamped = true
        latest = (arrival, reader)
        return arrival
    }

    private mutating func beginUnstamped(for reader: Reader) -> Arrival {
        number += 1
        var arrival = Arrival.unstamped()
        arrival.number = number
        latest = (arrival, reader)
        deliveredEnd = nil
        return arrival
    }
}
