import Testing
import Wire

@Suite struct SSEDecoderTests {
    @Test(arguments: SSECase.all)
    func `gives what the standard says`(_ stream: SSECase) throws {
        #expect(try StreamRecord.decoding([stream.bytes]) == stream.items)
        #expect(ReferenceEventStream.agrees(stream.items, on: stream.bytes))
    }

    @Test(arguments: SSECase.all)
    func `joins what is cut at any two places`(_ stream: SSECase) throws {
        let bytes = stream.bytes
        for first in 0...bytes.count {
            #expect(try StreamRecord.decoding(bytes.cut(at: first)) == stream.items)
            guard first < 60 else { continue }
            for second in first...min(bytes.count, 60) {
                #expect(try StreamRecord.decoding(bytes.cut(at: first, second)) == stream.items)
            }
        }
    }

    @Test(arguments: SSECase.all, [1, 2, 3, 7])
    func `joins small pieces and empty ones`(_ stream: SSECase, _ size: Int) throws {
        let pieces = stream.bytes.pieces(of: size)
        #expect(try StreamRecord.decoding(pieces) == stream.items)
        #expect(try StreamRecord.decoding(pieces.withEmptyPieces) == stream.items)
    }

    @Test(arguments: UInt64(0)..<40)
    func `agrees with the standard's algorithm on random streams`(_ seed: UInt64) throws {
        var random = TestGenerator(seed: seed)
        for _ in 0..<50 {
            let bytes = Self.randomStream(using: &random)
            let items = try StreamRecord.decoding([bytes])
            #expect(ReferenceEventStream.agrees(items, on: bytes))
            let size = Int.random(in: 1...9, using: &random)
            #expect(try StreamRecord.decoding(bytes.pieces(of: size)) == items)
        }
    }

    @Test func `hands on an event as soon as its blank line's CR is there`() throws {
        var decoder = SSEDecoder()
        var record = StreamRecord()
        try decoder.decode(Array("data:1\r\r".utf8).span, into: &record)
        #expect(record.items == [.event(data: "1")])
        try decoder.decode(Array("\ndata:2\n\n".utf8).span, into: &record)
        #expect(record.items == [.event(data: "1"), .event(data: "2")])
    }

    @Test(
        arguments: [
            ("", false), ("data:1\n\n", false), ("data:1\n", true), ("data:1", true),
            ("data:1\n\n:", true), ("event:x\n", true), ("\u{FEFF}", false), ("id:1\n", false),
            ("data\r\r", false), ("dat", true),
        ])
    func `tells whether the end cut something off`(_ text: String, _ isCut: Bool) throws {
        var decoder = SSEDecoder()
        var record = StreamRecord()
        try decoder.decode(Array(text.utf8).span, into: &record)
        #expect(decoder.finish() == isCut)
        #expect(decoder.finish() == false)
    }

    @Test func `begins anew after a reset`() throws {
        var decoder = SSEDecoder()
        var record = StreamRecord()
        let first = "id:7\nretry:5\ndata:1\n\nevent:e\ndata:2\r"
        try decoder.decode(Array(first.utf8).span, into: &record)
        decoder.reset()
        #expect(decoder.retryMilliseconds == nil)
        record.items = []
        try decoder.decode(Array("\u{FEFF}\ndata:3\n\n".utf8).span, into: &record)
        #expect(record.items == [.event(data: "3")])
    }

    @Test(
        arguments: [
            ("3000", 3000), ("0", 0), ("", nil), ("3000x", nil), ("-1", nil), ("1 ", nil),
            ("٣", nil), ("99999999999999999999999999", Int64.max), ("0003", 3),
        ] as [(String, Int64?)])
    func `takes a retry of digits alone`(_ value: String, _ milliseconds: Int64?) throws {
        var decoder = SSEDecoder()
        var record = StreamRecord()
        try decoder.decode(Array("retry:\(value)\n".utf8).span, into: &record)
        #expect(decoder.retryMilliseconds == milliseconds)
    }

    @Test func `hands on the lines that no field begins, however they are cut`() throws {
        let text = "error: busy\n\n{\n \"a\": 1\n}\n\nping\ndata: x\n\nfoo:bar\nda\n\n: note\n\n"
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var decoder = SSEDecoder()
            var record = StreamRecord()
            for piece in bytes.pieces(of: size) { try decoder.decode(piece.span, into: &record) }
            #expect(
                record.strange
                    == ["error: busy", "{\n \"a\": 1\n}", "beside data: ping", "foo:bar\nda"])
        }
    }

    @Test func `serves a sink that is an object`() throws {
        final class Counter: SSEEventSink {
            var events = 0
            func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) { events += 1 }
            func comment(_ text: Span<UInt8>) {}
        }
        let counter = Counter()
        var decoder = SSEDecoder()
        try decoder.decode(Array("data:1\n\ndata:2\n\n".utf8).span, into: counter)
        #expect(counter.events == 2)
    }

    /// Fragments that matter, in random order.
    private static func randomStream(using random: inout TestGenerator) -> [UInt8] {
        let fragments: [[UInt8]] = [
            [0x0A], [0x0D], [0x0D, 0x0A], [0x0A, 0x0A], [0x3A], [0x20], [0x00], [0xEF, 0xBB, 0xBF],
            [0xEF], [0xBB], [0xC3], [0xF0, 0x9F], [0xE2, 0x80, 0xA8], Array("data".utf8),
            Array("data:".utf8), Array("data: {\"a\":1}\n\n".utf8), Array("event: x\n".utf8),
            Array("id: 5\n".utf8), Array("\nid\n".utf8), Array("retry: 5".utf8), Array("x".utf8),
            Array("\n: ok\n".utf8),
        ]
        return (0..<Int.random(in: 0...24, using: &random)).flatMap { _ in
            fragments.randomElement(using: &random) ?? []
        }
    }
}
