import NIOCore
import RunModel
import Testing

@testable import Emulator

@Suite struct ChunkBufferTests {
    private func chunk(_ framing: ChunkBuffer.Framing, isLast: Bool = false, _ text: String)
        -> String
    {
        var chunk = ChunkBuffer(allocator: ByteBufferAllocator())
        chunk.begin()
        chunk.append(text)
        chunk.seal(framing, isLast: isLast)
        return String(buffer: chunk.bytes)
    }

    @Test(arguments: [1, 15, 16, 255, 4096, 1_048_576])
    func `the size stands in front in hexadecimal`(size: Int) {
        let text = String(repeating: "x", count: size)
        #expect(chunk(.chunked, text) == "\(String(size, radix: 16))\r\n\(text)\r\n")
    }

    @Test func `the last chunk ends the body, and an empty one is no chunk`() {
        #expect(chunk(.chunked, isLast: true, "a") == "1\r\na\r\n0\r\n\r\n")
        #expect(chunk(.chunked, isLast: true, "") == "0\r\n\r\n")
        #expect(chunk(.chunked, "") == "")
        #expect(chunk(.untilClose, isLast: true, "a") == "a")
    }

    @Test(arguments: [0, 1, 3_085_010_548_561, Int64.max])
    func `every gap gets the instant, in digits of one width`(nanoseconds: Int64) {
        var chunk = ChunkBuffer(allocator: ByteBufferAllocator())
        chunk.begin()
        chunk.appendStamp()
        chunk.append("|")
        chunk.appendStamp()
        chunk.seal(.untilClose)
        chunk.stamp(MonotonicInstant(nanoseconds: nanoseconds))
        let parts = String(buffer: chunk.bytes).split(separator: "|")
        #expect(parts.map(\.count) == [19, 19])
        #expect(parts.map { Int64($0) } == [nanoseconds, nanoseconds])
    }

    @Test func `a buffer is used again without its past`() {
        var chunk = ChunkBuffer(allocator: ByteBufferAllocator())
        for text in ["long enough to be seen", "short"] {
            chunk.begin()
            chunk.append(text)
            chunk.appendStamp()
            chunk.seal(.untilClose)
            chunk.stamp(MonotonicInstant(nanoseconds: 7))
            #expect(String(buffer: chunk.bytes) == text + "0000000000000000007")
        }
    }
}
