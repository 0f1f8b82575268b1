import Glibc
import RunModel
import Testing

@testable import Reactor

/// Where times must be true: these tests run alone.
@Suite(.serialized) struct TimingTests {
    @Suite struct KernelStampTests {
        @Test func `tells when the kernel received what waits, not when it is read`() throws {
            let connection = try LoopbackConnection()
            ArrivalClock.enableStamps(on: connection.client)
            var clock = ArrivalClock()
            // The kernel begins to stamp a moment after it is first asked.
            try #require(
                (0..<1000).contains { _ in connection.exchange(&clock).isStamped },
                "this kernel does not stamp received segments (SO_TIMESTAMPNS)")
            let before = MonotonicInstant.now()
            connection.send("x")
            connection.waitUntilReadable()
            // On a busy machine the kernel may deliver long after the call that sent, but it has by now.
            let after = MonotonicInstant.now()
            let arrival = clock.arrival(on: connection.client)
            #expect(arrival.isStamped)
            // The clocks' offset is known to about 1 us.
            let slack = Duration.microseconds(20)
            #expect(arrival.arrived >= before + (.zero - slack))
            #expect(arrival.arrived <= after + slack)
            #expect(arrival.read >= after)
        }
    }
}

@Suite struct ArrivalClockTests {
    @Test func `falls back to the time of reading on a Unix socket`() throws {
        let pair = try SocketPair()
        ArrivalClock.enableStamps(on: pair.left)
        pair.write("x", to: pair.right)
        var clock = ArrivalClock()
        let arrival = clock.arrival(on: pair.left)
        #expect(!arrival.isStamped)
        #expect(arrival.arrived == arrival.read)
    }

    @Test func `leaves the byte unread`() throws {
        let pair = try SocketPair()
        pair.write("xy", to: pair.right)
        var clock = ArrivalClock()
        _ = clock.arrival(on: pair.left)
        var buffer: [UInt8] = [0, 0, 0]
        #expect(read(pair.left, &buffer, 3) == 2)
    }
}
