internal import CEvents

/// What a TCP connection has carried so far and how its way is, by the kernel's counts.
package struct SocketCounts: Sendable, Equatable {
    package var bytesSent: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var segmentsSent: UInt32 = 0
    package var segmentsReceived: UInt32 = 0
    /// Those that carried data.
    package var dataSegmentsReceived: UInt32 = 0
    package var segmentsSentAgain: UInt32 = 0
    /// Segments that came before an earlier one and could not be read until it came too.
    package var segmentsOutOfOrder: UInt32 = 0
    /// Smoothed, from what we send until it is acknowledged; zero when not known, as the next.
    package var roundTrip = Duration.zero
    package var leastRoundTrip = Duration.zero

    package init() {}

    /// A read this much later than its stamp is worth asking whether the way or this client held it.
    package static let suspiciousDelay = Duration.milliseconds(1)

    /// Nil where `descriptor` is no TCP connection, or the kernel does not count. Costs about 1 us.
    package init?(of descriptor: Int32) {
        var counts = streamgauge_tcp_counts()
        guard streamgauge_tcp_counts_of(descriptor, &counts) == 0 else { return nil }
        bytesSent = counts.bytes_sent
        bytesReceived = counts.bytes_received
        segmentsSent = counts.segments_sent
        segmentsReceived = counts.segments_received
        dataSegmentsReceived = counts.data_segments_received
        segmentsSentAgain = counts.segments_sent_again
        segmentsOutOfOrder = counts.segments_out_of_order
        roundTrip = .microseconds(counts.round_trip)
        leastRoundTrip = .microseconds(counts.least_round_trip)
    }
}
