import Reactor
import RunModel
import Testing

@testable import Transport

@Suite struct ReadTrackerTests {
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64)
    private let one = UnsafeMutableRawPointer(bitPattern: 0x1000)
    private let other = UnsafeMutableRawPointer(bitPattern: 0x2000)
    private let stamp = Arrival(
        arrived: MonotonicInstant(nanoseconds: 5), read: MonotonicInstant(nanoseconds: 7),
        isStamped: true)

    private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: buffer[range])
    }

    @Test func `pieces of one read share its stamp and a late second read has none`() {
        defer { buffer.deallocate() }
        var tracker = ReadTracker()
        tracker.begin(stamp, for: one)
        let first = tracker.arrival(of: bytes(0..<8), for: one)
        let piece = tracker.arrival(of: bytes(10..<20), for: one)
        let second = tracker.arrival(of: bytes(0..<4), for: one)
        #expect(first.isStamped && first == piece)
        #expect(!second.isStamped && second.number != first.number)
    }

    @Test func `a second read right after the first is known as well as a stamp`() {
        defer { buffer.deallocate() }
        // A paused process may find the two further apart, so one of many tries is enough.
        let isKnown = (0..<1000).contains { _ in
            var tracker = ReadTracker()
            var now = stamp
            now.read = .now()
            tracker.begin(now, for: one)
            _ = tracker.arrival(of: bytes(0..<8), for: one)
            let second = tracker.arrival(of: bytes(0..<4), for: one)
            return second.isStamped && second.arrived == second.read && second.arrived >= now.read
        }
        #expect(isKnown)
    }

    /// TLS: a record that is read leaves the next one in the socket.
    @Test func `a read record by record goes on with what waited, from when nothing did`() {
        defer { buffer.deallocate() }
        var tracker = ReadTracker()
        var now = stamp
        now.read = .now()
        now.earliest = MonotonicInstant(nanoseconds: 3)
        tracker.begin(now, for: one, readsRecords: true)
        let first = tracker.arrival(of: bytes(0..<8), for: one)
        let second = tracker.arrival(of: bytes(0..<4), for: one)
        #expect(!first.isContinued && first.isStamped)
        #expect(second.isContinued && !second.isStamped)
        #expect(second.earliest == now.earliest && second.arrived >= now.read)
    }

    @Test func `what another transfer reads in the same call does not get the socket's stamp`() {
        defer { buffer.deallocate() }
        var tracker = ReadTracker()
        tracker.begin(stamp, for: one)
        let stranger = tracker.arrival(of: bytes(0..<8), for: other)
        let owner = tracker.arrival(of: bytes(0..<8), for: one)
        #expect(!stranger.isStamped && stranger.arrived > stamp.read)
        #expect(owner.isStamped && owner.arrived == stamp.arrived)
        #expect(stranger.number != owner.number)
    }

    @Test func `transfers that share a connection share its stamp`() {
        defer { buffer.deallocate() }
        var tracker = ReadTracker()
        tracker.begin(stamp, for: one)
        #expect(tracker.arrival(of: bytes(0..<8), for: nil).isStamped)
    }

    @Test func `nothing of a call is left after it`() {
        defer { buffer.deallocate() }
        var tracker = ReadTracker()
        tracker.begin(stamp, for: one)
        tracker.end()
        #expect(!tracker.current(for: one).isStamped)
    }
}
