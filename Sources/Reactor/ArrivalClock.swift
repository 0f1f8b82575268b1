internal import CEvents
internal import Glibc
package import RunModel

/// Tells when the kernel received what waits on a socket.
///
/// The kernel stamps segments with CLOCK_REALTIME; the clock keeps the offset to CLOCK_MONOTONIC and
/// renews it every second, so that a slewed wall clock costs at most what it drifts in one.
package struct ArrivalClock {
    private var offset: WallClockOffset
    private var renewal: MonotonicInstant
    /// While one socket asks for stamps the kernel stamps all segments; without this one the first
    /// segments of the first connection would come without.
    private let stampingSocket: Descriptor?

    /// Stamps refused because they lay after the read.
    package private(set) var implausibleStamps = 0

    package init() {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        stampingSocket = socket >= 0 ? Descriptor(socket) : nil
        if socket >= 0 { Self.enableStamps(on: socket) }
        offset = WallClockOffset.measure()
        renewal = .now() + .seconds(1)
    }

    /// Asks the kernel to stamp what `descriptor` receives. Call it before connecting.
    ///
    /// - Returns: whether the kernel agreed; it does not for Unix sockets.
    @discardableResult
    package static func enableStamps(on descriptor: Int32) -> Bool {
        streamgauge_enable_receive_times(descriptor) == 0
    }

    /// The arrival of the oldest byte that waits on `descriptor`, which was last seen empty at `emptied`;
    /// costs two system calls' time at most.
    package mutating func arrival(
        on descriptor: Int32, emptied: MonotonicInstant = MonotonicInstant(nanoseconds: 0)
    ) -> Arrival {
        var stamp: Int64 = 0
        let answer = streamgauge_peek_receive_time(descriptor, &stamp)
        return arrival(stamp: answer == 1 ? stamp : 0, read: .now(), emptied: emptied)
    }

    /// Since when `descriptor` is known to be empty; nil where something waits.
    package static func emptied(_ descriptor: Int32) -> MonotonicInstant? {
        let asked = MonotonicInstant.now()
        return streamgauge_bytes_waiting(descriptor) == 0 ? asked : nil
    }

    /// Reads what waits on `descriptor`, and when the last of it came, in one system call.
    ///
    /// A read that does not fill the buffer has emptied the socket (tcp(7)): what comes in a later one
    /// came after this one began, and `emptied` becomes that moment.
    package mutating func read(
        _ descriptor: Int32, into buffer: UnsafeMutableBufferPointer<UInt8>,
        emptied: inout MonotonicInstant
    ) -> SocketRead {
        let asked = MonotonicInstant.now()
        var stamp: Int64 = 0
        let count = streamgauge_receive(descriptor, buffer.baseAddress, buffer.count, &stamp)
        guard count > 0 else {
            guard count < 0 else { return .ended }
            guard errno == EAGAIN || errno == EINTR else { return .failed(errno) }
            if errno == EAGAIN { emptied = asked }
            return .nothing
        }
        let arrival = arrival(stamp: stamp, read: .now(), emptied: emptied)
        if count < buffer.count { emptied = asked }
        return .bytes(count, arrival)
    }

    /// `stamp` is on the wall clock; 0 where there is none.
    private mutating func arrival(
        stamp: Int64, read: MonotonicInstant, emptied: MonotonicInstant
    ) -> Arrival {
        var arrival = Arrival(arrived: read, read: read, isStamped: false)
        arrival.earliest = emptied
        guard stamp != 0 else { return arrival }
        if read >= renewal {
            offset = WallClockOffset.measure()
            renewal = read + .seconds(1)
        }
        let arrived = offset.monotonic(stamp)
        // The offset is known to some tens of nanoseconds, so a fresh byte may seem to come a little
        // after its own reading; more than that is a wall clock that was set.
        guard arrived.nanoseconds - read.nanoseconds <= 50_000 else {
            implausibleStamps += 1
            return arrival
        }
        arrival.arrived = min(arrived, read)
        arrival.isStamped = true
        // Nothing was there to read at `emptied`, though the kernel had it: a segment before it was missing. The
        // two clocks agree to some tens of nanoseconds.
        guard emptied.nanoseconds - arrived.nanoseconds > 50_000 else {
            arrival.earliest = min(emptied, arrival.arrived)
            return arrival
        }
        arrival.earliest = emptied
        arrival.holdBack()
        return arrival
    }
}

/// CLOCK_REALTIME less CLOCK_MONOTONIC.
package struct WallClockOffset: Sendable {
    package let nanoseconds: Int64

    /// Brackets a reading of one clock between two of the other, several times, and keeps the tightest:
    /// its error is at most half the bracket, some tens of nanoseconds.
    package static func measure() -> WallClockOffset {
        var tightest = Int64.max
        var best: Int64 = 0
        for _ in 0..<8 {
            let before = MonotonicInstant.now().nanoseconds
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            let after = MonotonicInstant.now().nanoseconds
            guard after - before < tightest else { continue }
            tightest = after - before
            let wallClock = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
            best = wallClock - (before + (after - before) / 2)
        }
        return WallClockOffset(nanoseconds: best)
    }

    func monotonic(_ wallClockNanoseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: wallClockNanoseconds - nanoseconds)
    }
}
