internal import CEvents

/// What a TCP connection has carried so far, by the kernel's counts.
package struct SocketCounts: Sendable, Equatable {
    package var bytesSent: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var segmentsSent: UInt32 = 0
    package var segmentsReceived: UInt32 = 0

    package init() {}

    /// Nil where `descriptor` is no TCP connection, or the kernel does not count. Costs about 1 us.
    package init?(of descriptor: Int32) {
        var counts = streamgauge_tcp_counts()
        guard streamgauge_tcp_counts_of(descriptor, &counts) == 0 else { return nil }
        bytesSent = counts.bytes_sent
        bytesReceived = counts.bytes_received
        segmentsSent = counts.segments_sent
        segmentsReceived = counts.segments_received
    }
}
