internal import CCurl
internal import Reactor
internal import RunModel

/// Counts what connections carried for one request each, from *sent* to the end of its answer.
///
/// A kept-alive connection is idle between two requests, so the counts at the end of one are those at the
/// start of the next; a new one is asked when its request is about to be written, after the handshakes.
struct WireMeter {
    private struct Connection {
        /// The counts when the present request began.
        var start = SocketCounts()
        /// The counts when the connection was closed.
        var end: SocketCounts?
    }

    /// By descriptor.
    private var connections: [Connection] = []
    /// The descriptor that libcurl last watched for each transfer.
    private var descriptors: [UnsafeMutableRawPointer: Int32] = [:]

    mutating func opened(_ descriptor: Int32) {
        while connections.count <= Int(descriptor) { connections.append(Connection()) }
        connections[Int(descriptor)] = Connection()
    }

    /// libcurl watches `descriptor` for `transfer`.
    mutating func watched(_ descriptor: Int32, for transfer: UnsafeMutableRawPointer) {
        descriptors[transfer] = descriptor
    }

    /// The request is about to be written; on a new connection libcurl has watched it before.
    mutating func requestReady(_ transfer: UnsafeMutableRawPointer) {
        guard let descriptor = descriptors[transfer], isKnown(descriptor) else { return }
        if let counts = SocketCounts(of: descriptor) { connections[Int(descriptor)].start = counts }
    }

    mutating func forget(_ transfer: UnsafeMutableRawPointer) {
        descriptors[transfer] = nil
    }

    func descriptor(of transfer: UnsafeMutableRawPointer) -> Int32? { descriptors[transfer] }

    mutating func closing(_ descriptor: Int32) {
        guard isKnown(descriptor) else { return }
        connections[Int(descriptor)].end = SocketCounts(of: descriptor)
    }

    /// Notes what was carried for a transfer that has ended; nothing where the kernel could not say.
    mutating func note(_ transfer: UnsafeMutableRawPointer, in transferEnd: inout TransferEnd) {
        guard let descriptor = descriptors.removeValue(forKey: transfer), isKnown(descriptor),
            let end = connections[Int(descriptor)].end ?? SocketCounts(of: descriptor)
        else { return }
        transferEnd.note(from: connections[Int(descriptor)].start, to: end)
        connections[Int(descriptor)].start = end
    }

    private func isKnown(_ descriptor: Int32) -> Bool {
        connections.indices.contains(Int(descriptor))
    }
}

extension TransferEnd {
    /// Notes what a connection carried between two counts, and how its way was.
    mutating func note(from start: SocketCounts, to end: SocketCounts) {
        wire = WireBytes(
            sent: Int(clamping: end.bytesSent &- start.bytesSent),
            received: Int(clamping: end.bytesReceived &- start.bytesReceived),
            segmentsSent: Int(end.segmentsSent &- start.segmentsSent),
            segmentsReceived: Int(end.segmentsReceived &- start.segmentsReceived))
        func known(_ time: Duration) -> Duration? { time > .zero ? time : nil }
        way.outOfOrderSegments = Int(end.segmentsOutOfOrder &- start.segmentsOutOfOrder)
        way.resentSegments = Int(end.segmentsSentAgain &- start.segmentsSentAgain)
        way.roundTrip = known(end.roundTrip)
        way.leastRoundTrip = known(end.leastRoundTrip)
    }
}
