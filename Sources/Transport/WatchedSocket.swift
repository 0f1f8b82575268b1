internal import Reactor
internal import RunModel

/// What the multi handle knows of a socket that libcurl has it watch.
struct WatchedSocket {
    /// Whose transfer it is watched for; nil for a socket of libcurl's own, such as that of its resolver.
    var reader: UnsafeMutableRawPointer?
    var isConnection = false
    /// Whether it carries TLS.
    var isSecure = false
    /// When it was last known to be empty.
    var emptied = MonotonicInstant(nanoseconds: 0)
    /// When bytes were last met there.
    private(set) var met = MonotonicInstant(nanoseconds: 0)
    /// As last asked.
    private var segmentsOutOfOrder: UInt32 = 0

    init(isConnection: Bool = false, emptied: MonotonicInstant = MonotonicInstant(nanoseconds: 0)) {
        self.isConnection = isConnection
        self.emptied = emptied
    }

    /// Bytes wait, and the socket was last known to be empty at `emptied`.
    ///
    /// A late read is the client's own doing, or that of a segment that was lost, as in `SegmentAccount.note`.
    mutating func meet(_ arrival: inout Arrival, emptied: MonotonicInstant, on descriptor: Int32) {
        arrival.isContinued = emptied < met
        met = arrival.read
        guard arrival.isStamped, arrival.mayBeHeldBack,
            let outOfOrder = SocketCounts(of: descriptor)?.segmentsOutOfOrder
        else { return }
        if outOfOrder != segmentsOutOfOrder { arrival.holdBack() }
        segmentsOutOfOrder = outOfOrder
    }
}
