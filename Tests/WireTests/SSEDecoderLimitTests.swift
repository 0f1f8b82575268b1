import Glibc
import Testing
import Wire

/// Streams of any size and ill will.
@Suite struct SSEDecoderLimitTests {
    private static let small = SSELimits(dataBytes: 1000, fieldBytes: 100)

    @Test(arguments: [1 << 20, 16 << 10, 1000, 13])
    func `delivers an event of five megabytes`(_ size: Int) throws {
        let data = String(repeating: "0123456789abcdef", count: 5 << 16)
        let bytes = Array("data: \(data)\n\n".utf8)
        var decoder = SSEDecoder()
        var record = StreamRecord()
        for piece in bytes.pieces(of: size) { try decoder.decode(piece.span, into: &record) }
        #expect(record.items == [.event(data: data)])
        decoder.reset()
        #expect(decoder.heldBytes <= 4 * SSEDecoder.keptCapacityBytes)
    }

    @Test func `delivers two thousand events of one piece`() throws {
        let text = (0..<2000).map { "data: \($0)\n\n" }.joined()
        let items = try StreamRecord.decoding([Array(text.utf8)])
        #expect(items == (0..<2000).map { .event(data: "\($0)") })
    }

    @Test func `copies nothing of events that lie whole in a piece`() throws {
        var decoder = SSEDecoder()
        var record = StreamRecord()
        let text = ": sent-ns=5\ndata: {\"a\": 1}\n\n: sent-ns=6\r\ndata: {\"a\": 2}\r\n\r\n"
        try decoder.decode(Array(text.utf8).span, into: &record)
        #expect(record.items.count { $0.isEvent } == 2)
        #expect(decoder.heldBytes == 0)
    }

    @Test(arguments: ["data:", "data:\n", "data:xyz\n", "data: a\r\n"])
    func `fails once and clearly when an event has no end`(_ repeated: String) throws {
        let bytes = Array(String(repeating: repeated, count: 2000).utf8)
        for size in [1, 7, 100, bytes.count] {
            var decoder = SSEDecoder(limits: Self.small)
            var record = StreamRecord()
            try decoder.decode(Array("data:before\n\n".utf8).span, into: &record)
            var failures = Set<SSEDecodingError>()
            for piece in bytes.pieces(of: size) {
                do {
                    try decoder.decode(piece.span, into: &record)
                } catch {
                    failures.insert(error)
                }
            }
            #expect(failures == [.dataTooLong(limitBytes: 1000)])
            #expect(record.items == [.event(data: "before")])
            #expect(decoder.heldBytes < 4096)
        }
    }

    @Test(arguments: [1, 100, 2000])
    func `fails at one byte of data too much`(_ size: Int) {
        let bytes = Array("data: \(String(repeating: "d", count: 1001))\n\n".utf8)
        #expect(throws: SSEDecodingError.dataTooLong(limitBytes: 1000)) {
            try StreamRecord.decoding(bytes.pieces(of: size), limits: Self.small)
        }
    }

    @Test(arguments: ["id", "event", "retry"])
    func `fails when another field has no end`(_ name: String) {
        let bytes = Array("\(name):\(String(repeating: "1", count: 101))".utf8)
        for size in [1, 10, bytes.count] {
            #expect(throws: SSEDecodingError.fieldTooLong(limitBytes: 100)) {
                try StreamRecord.decoding(bytes.pieces(of: size), limits: Self.small)
            }
        }
    }

    @Test(arguments: [1, 10, 2000])
    func `takes what just fits`(_ size: Int) throws {
        let data = String(repeating: "d", count: 499)
        let text = "id:\(String(repeating: "i", count: 100))\ndata:\(data)\ndata: \(data)d\n\n"
        let pieces = Array(text.utf8).pieces(of: size)
        #expect(try StreamRecord.decoding(pieces, limits: Self.small).count == 1)
    }

    @Test(arguments: [":", "x", "unknown:", ": ", "dataa:"])
    func `holds little of endless lines without meaning`(_ start: String) throws {
        var decoder = SSEDecoder(limits: Self.small)
        var record = StreamRecord()
        try decoder.decode(Array(start.utf8).span, into: &record)
        let filler = [UInt8](repeating: 0x61, count: 1000)
        for _ in 0..<10_000 { try decoder.decode(filler.span, into: &record) }
        #expect(decoder.heldBytes <= 8 << 10)
        try decoder.decode(Array("\ndata:1\n\n".utf8).span, into: &record)
        #expect(record.items.last == .event(data: "1"))
    }

    @Test func `needs no buffers while nothing is unfinished`() {
        #expect(SSEDecoder().heldBytes == 0)
        #expect(MemoryLayout<SSEDecoder>.size <= 128)
    }

    /// Four times the bytes must cost about four times the work; quadratic work would be 16 times.
    @Test(arguments: ["data:", ":", "x", "id:"])
    func `costs linear time over bytes that come singly`(_ start: String) throws {
        let limits = SSELimits(fieldBytes: 1 << 20)
        let byte: [UInt8] = [0x61]
        func work(_ count: Int) throws -> Int {
            try Self.leastNanoseconds {
                var decoder = SSEDecoder(limits: limits)
                var record = StreamRecord()
                try decoder.decode(Array(start.utf8).span, into: &record)
                for _ in 0..<count { try decoder.decode(byte.span, into: &record) }
            }
        }
        #expect(try work(1 << 17) < 10 * work(1 << 15))
    }

    @Test(arguments: [0x0D, 0x0A] as [UInt8])
    func `costs linear time over one kind of line ends`(_ lineEnd: UInt8) throws {
        func work(_ count: Int) throws -> Int {
            let bytes = [UInt8](repeating: lineEnd, count: count)
            return try Self.leastNanoseconds { _ = try StreamRecord.decoding([bytes]) }
        }
        #expect(try work(1 << 18) < 10 * work(1 << 16))
    }

    /// The least of five measurements of this thread's own processor time, which other work on the
    /// machine does not lengthen.
    private static func leastNanoseconds(_ work: () throws -> Void) throws -> Int {
        var least = Int.max
        for _ in 0..<5 {
            let start = threadNanoseconds()
            try work()
            least = min(least, threadNanoseconds() - start)
        }
        return least
    }

    private static func threadNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
