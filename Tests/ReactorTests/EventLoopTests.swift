import Glibc
import RunModel
import Testing

@testable import Reactor

@Suite struct EventLoopTests {
    @Test func `tells a handler of the descriptor that became readable`() throws {
        let loop = try EventLoop()
        let pair = try SocketPair()
        let handler = Recorder { _, readiness in
            #expect(readiness.contains(.readable))
            loop.stop()
        }
        try loop.watch(pair.left, for: .readable, handler)
        pair.write("x", to: pair.right)
        try loop.run()
        #expect(handler.calls == [pair.left])
    }

    @Test func `drops an event of a descriptor that was closed earlier in the same batch`() throws {
        let loop = try EventLoop()
        let first = try SocketPair()
        let second = try SocketPair()
        // Both are ready in one batch; whichever comes first forgets the other.
        let handler = Recorder { descriptor, _ in
            loop.forget(descriptor == first.left ? second.left : first.left)
            var byte: UInt8 = 0
            _ = read(descriptor, &byte, 1)
        }
        try loop.watch(first.left, for: .readable, handler)
        try loop.watch(second.left, for: .readable, handler)
        first.write("x", to: first.right)
        second.write("x", to: second.right)
        loop.add(Ticker(times: 3) { loop.stop() })
        try loop.run()
        #expect(handler.calls.count == 1)
    }

    @Test func `a paused descriptor stays silent and can be watched again`() throws {
        let loop = try EventLoop()
        let pair = try SocketPair()
        let handler = Recorder { _, _ in loop.stop() }
        try loop.watch(pair.left, for: .readable, handler)
        loop.pause(pair.left)
        pair.write("x", to: pair.right)
        loop.add(Ticker(times: 3) { loop.stop() })
        try loop.run()
        #expect(handler.calls.isEmpty)
        try loop.watch(pair.left, for: .readable, handler)
        try loop.run()
        #expect(handler.calls == [pair.left])
    }

    @Test func `wakes up for a signal from another thread`() throws {
        let loop = try EventLoop()
        loop.wakeUp.action = { loop.stop() }
        let wakeUp = loop.wakeUp
        let thread = try OwnThread { wakeUp.signal() }
        try loop.run()
        thread.join()
    }
}
