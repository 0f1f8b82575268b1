internal import Reactor
internal import RunModel

/// What the kernel's counts of segments tell about the reads of one connection.
struct SegmentAccount {
    /// When the present request began; those of its end are the next one's. Nil without a connection.
    private var atStart: SocketCounts?
    /// Reads of the present request; nil once one of them may have left part of a segment to the next.
    private var reads: UInt32? = 0
    /// As last asked.
    private var segmentsOutOfOrder: UInt32 = 0

    init() {}

    /// Of a connection that was just made.
    init(of socket: Int32) {
        atStart = SocketCounts(of: socket)
        segmentsOutOfOrder = atStart?.segmentsOutOfOrder ?? 0
    }

    mutating func beginRequest() { reads = 0 }

    /// Notes a read; `isWhole` where it left nothing in the socket.
    ///
    /// A late read is the client's own doing, or that of a segment that was lost: the connection's count of
    /// segments that came before an earlier one tells. Asked for late reads and those that waited, which are few.
    mutating func note(_ arrival: inout Arrival, isWhole: Bool, on socket: Int32) {
        reads = isWhole ? reads.map { $0 + 1 } : nil
        guard arrival.isStamped, arrival.mayBeHeldBack,
            let outOfOrder = SocketCounts(of: socket)?.segmentsOutOfOrder
        else { return }
        if outOfOrder != segmentsOutOfOrder { arrival.holdBack() }
        segmentsOutOfOrder = outOfOrder
    }

    /// Whether each read of this request brought one segment: at least one it did, and the kernel has counted
    /// no more segments than there were reads.
    func allReadsWereOfOneSegment(on socket: Int32) -> Bool {
        guard let reads, let atStart, let now = SocketCounts(of: socket) else { return false }
        return now.dataSegmentsReceived &- atStart.dataSegmentsReceived == reads
    }

    /// Notes what the request that ends took; the next one begins here.
    mutating func endRequest(_ end: inout TransferEnd, on socket: Int32) {
        guard let start = atStart, let now = SocketCounts(of: socket) else { return }
        end.note(from: start, to: now)
        atStart = now
        segmentsOutOfOrder = now.segmentsOutOfOrder
    }
}
