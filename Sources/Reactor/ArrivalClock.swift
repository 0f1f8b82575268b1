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

    /// The arrival of the oldest byte that waits on `descriptor`; costs two system calls' time at most.
    package mutating func arrival(on descriptor: Int32) -> Arrival {
        var stamp: Int64 = 0
        let answer = streamgauge_peek_receive_time(descriptor, &stamp)
        let read = MonotonicInstant.now()
        guard answer == 1 else { return Arrival(arrived: read, read: read, isStamped: false) }
        if read >= renewal {
            offset = WallClockOffset.measure()
            renewal = read + .seconds(1)
        }
        let arrived = offset.monotonic(stamp)
        // The offset is known to some tens of nanoseconds, so a fresh byte may seem to come a little
        // after its own reading; more than that is a wall clock that was set.
        guard arrived.nanoseconds - read.nanoseconds <= 50_000 else {
            implausibleStamps += 1
            return Arrival(arrived: read, read: read, isStamped: false)
        }
        return Arrival(arrived: min(arrived, read), read: read, isStamped: true)
    }
}

/// When bytes came, and when we came to them.
package struct Arrival: Sendable, Equatable {
    package var arrived: MonotonicInstant
    package var read: MonotonicInstant
    /// Whether `arrived` is known: from the kernel's receive time, or within 100 us between two reads of
    /// the same socket. Else it is the same as `read`.
    package var isStamped: Bool
    /// Counts the reads of a multi handle: bytes with the same number came in one read.
    package var number = 0

    package init(arrived: MonotonicInstant, read: MonotonicInstant, isStamped: Bool) {
        self.arrived = arrived
        self.read = read
        self.isStamped = isStamped
    }

    /// Bytes that no stamp is known for, met now.
    package static func unstamped() -> Arrival {
        let now = MonotonicInstant.now()
        return Arrival(arrived: now, read: now, isStamped: false)
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
