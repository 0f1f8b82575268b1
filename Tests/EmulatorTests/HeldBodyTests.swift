import NIOCore
import RunModel
import Testing

@testable import Emulator

/// What is held and let go, at instants moved by hand.
@Suite struct HeldBodyTests {
    private let origin = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func at(_ milliseconds: Int) -> MonotonicInstant {
        origin + .milliseconds(milliseconds)
    }

    private func text(_ piece: StampedBytes?) -> String? {
        piece.map { String(buffer: $0.bytes) }
    }

    private func write(_ text: String) -> StampedBytes {
        StampedBytes(bytes: ByteBuffer(string: text))
    }

    @Test func `all leaves at the end alone`() {
        var held = HeldBody(.all, waitsForOutput: false, origin: origin)
        for text in ["a", "b", "c"] { held.keep(write(text), of: .output, now: at(1)) }
        #expect(held.release(by: at(1_000_000)) == nil)
        #expect(held.due == nil)
        #expect(text(held.rest()) == "abc")
        #expect(text(held.rest()) == "")
    }

    @Test(arguments: 1...12)
    func `bytes leave in pieces of one size, whatever the writes`(size: Int) {
        var held = HeldBody(.bytes(size), waitsForOutput: false, origin: origin)
        var pieces: [String] = []
        for text in ["abc", "d", "efghij"] {
            held.keep(write(text), of: .output, now: at(1))
            while let piece = self.text(held.release(by: at(1))) { pieces.append(piece) }
        }
        #expect(pieces.allSatisfy { $0.utf8.count == size })
        #expect(pieces.count == 10 / size)
        #expect(pieces.joined() + (text(held.rest()) ?? "") == "abcdefghij")
    }

    @Test func `events leave by their number, and comments do not count`() {
        var held = HeldBody(.events(2), waitsForOutput: false, origin: origin)
        held.keep(write("a"), of: .event, now: at(1))
        held.keep(write(":"), of: .comment, now: at(2))
        #expect(held.release(by: at(2)) == nil)
        held.keep(write("b"), of: .output, now: at(3))
        #expect(text(held.release(by: at(3))) == "a:b")
        held.keep(write("c"), of: .output, now: at(4))
        #expect(held.release(by: at(4)) == nil)
    }

    @Test func `an interval counts from the origin`() {
        var held = HeldBody(.interval(.milliseconds(250)), waitsForOutput: false, origin: origin)
        #expect(held.due == nil)
        held.keep(write("a"), of: .output, now: at(260))
        held.keep(write("b"), of: .output, now: at(499))
        #expect(held.due == at(500))
        #expect(held.release(by: at(499)) == nil)
        #expect(text(held.release(by: at(500))) == "ab")
        #expect(held.due == nil)
        held.keep(write("c"), of: .output, now: at(500))
        #expect(held.due == at(750))
    }

    @Test(arguments: [nil, Hold.events(1), .interval(.milliseconds(1))])
    func `nothing leaves before the first output where the head waits for it`(hold: Hold?) {
        var held = HeldBody(hold, waitsForOutput: true, origin: origin)
        held.keep(write("role "), of: .event, now: at(1))
        #expect(held.release(by: at(100)) == nil)
        #expect(held.due == nil)
        held.keep(write("word"), of: .output, now: at(101))
        #expect(text(held.release(by: at(200))) == "role word")
    }

    @Test func `the places of stamps stay with their bytes`() {
        var held = HeldBody(.all, waitsForOutput: false, origin: origin)
        for _ in 0..<2 {
            var chunk = ChunkBuffer(allocator: ByteBufferAllocator())
            chunk.begin()
            chunk.append("at ")
            chunk.appendStamp()
            chunk.append("\n")
            held.keep(chunk.content, of: .output, now: at(1))
        }
        var chunk = ChunkBuffer(allocator: ByteBufferAllocator())
        chunk.begin()
        chunk.append(held.rest())
        chunk.seal(.untilClose)
        chunk.stamp(MonotonicInstant(nanoseconds: 42))
        #expect(
            String(buffer: chunk.bytes)
                == "at 0000000000000000042\nat 0000000000000000042\n")
    }
}
