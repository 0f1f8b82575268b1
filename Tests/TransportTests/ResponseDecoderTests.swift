import Testing

@testable import Transport

@Suite struct ResponseDecoderTests {
    /// What a response came to.
    private struct Reading: Equatable {
        var heads: [ResponseHead] = []
        var body = ""
        var fault: ResponseFault?
        var isWhole = false
        var keepsAlive = false
        var headBytes = 0
        var left = 0
    }

    /// Reads `pieces` one after the other, and then the connection's end where that is asked for.
    private func read(_ pieces: [ArraySlice<UInt8>], closes: Bool) -> Reading {
        var decoder = ResponseDecoder(wanting: ["retry-after", "x-ratelimit-reset-tokens"])
        var reading = Reading()
        func note(_ piece: ResponseDecoder.Piece, _ bytes: [UInt8]) -> Bool {
            switch piece {
            case .more: return false
            case .head: reading.heads.append(decoder.head)
            case .body(let range): reading.body += String(decoding: bytes[range], as: UTF8.self)
            case .end: reading.isWhole = true
            case .broken(let fault): reading.fault = fault
            }
            return !reading.isWhole && reading.fault == nil
        }
        for piece in pieces where !reading.isWhole && reading.fault == nil {
            let bytes = Array(piece)
            var position = 0
            while note(decoder.next(in: bytes.span, from: &position), bytes) {}
            if reading.isWhole { reading.left += bytes.count - position }
        }
        if closes, !reading.isWhole, reading.fault == nil {
            _ = note(decoder.connectionClosed(), [])
        }
        reading.keepsAlive = decoder.keepsAlive
        reading.headBytes = decoder.headBytes
        return reading
    }

    /// The same, whole and cut at every position; all must agree.
    private func read(_ text: String, closes: Bool = true) -> Reading {
        let bytes = Array(text.utf8)
        let whole = read([bytes[...]], closes: closes)
        for cut in bytes.indices {
            var parts = read([bytes[..<cut], bytes[cut...]], closes: closes)
            // Bytes behind the end of a response are only counted where they came with it.
            parts.left = whole.left
            #expect(parts == whole, "cut at \(cut)")
        }
        var single = read(bytes.indices.map { bytes[$0...$0] }, closes: closes)
        single.left = whole.left
        #expect(single == whole, "byte by byte")
        return whole
    }

    private static let chunkedHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func `chunks with extensions and trailers are the body and nothing else`() {
        let reading = read(
            Self.chunkedHead
                + "5\r\nhello\r\n1;name=\"a;b\"\r\n \r\n00A  \r\n0123456789\r\n"
                + "0\r\nX-Trailer: 1\r\nContent-Length: 7\r\n\r\n",
            closes: false)
        #expect(reading.body == "hello 0123456789")
        #expect(reading.isWhole && reading.keepsAlive && reading.left == 0)
        #expect(reading.heads.map(\.status) == [200])
        #expect(reading.heads.first?.contentType == "text/event-stream")
        #expect(reading.headBytes == Self.chunkedHead.utf8.count)
    }

    @Test func `bare line feeds end lines`() {
        let reading = read(
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n", closes: false)
        #expect(reading.body == "abc" && reading.isWhole)
    }

    @Test func `interim heads are passed over and counted`() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        let reading = read(interim + head + "ok", closes: false)
        #expect(reading.body == "ok" && reading.isWhole && reading.heads.count == 1)
        #expect(reading.headBytes == (interim + head).utf8.count)
    }

    @Test func `a counted body ends by itself, and what follows is left`() {
        let reading = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1", closes: false)
        #expect(reading.body == "ok" && reading.isWhole && reading.left == 8)
    }

    @Test func `HTTP/1.0 ends with the connection unless it says otherwise`() {
        let closing = read("HTTP/1.0 200 OK\r\n\r\nall of it")
        #expect(closing.body == "all of it" && closing.isWhole && !closing.keepsAlive)
        let kept = read(
            "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
            closes: false)
        #expect(kept.isWhole && kept.keepsAlive)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ])
    func `a connection that must not carry another request is told`(text: String) {
        let reading = read(text, closes: false)
        #expect(reading.isWhole && !reading.keepsAlive && reading.body.isEmpty)
    }

    @Test(arguments: ["204 No Content", "304 Not Modified"])
    func `a status without a body ends with its head`(status: String) {
        let reading = read("HTTP/1.1 \(status)\r\nContent-Length: 5\r\n\r\n", closes: false)
        #expect(reading.isWhole && reading.keepsAlive && reading.body.isEmpty)
    }

    @Test func `fields are found whatever their case, space and folds`() {
        let reading = read(
            """
            HTTP/1.1 429\r\ncontent-TYPE:\ttext/plain;\r\n  charset=utf-8 \r\nRETRY-AFTER:7\r\n\
            Retry-After: 8\r\nno colon here\r\nX-RateLimit-Reset-Tokens: \r\n\
            Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nno
            """, closes: false)
        let head = reading.heads.first
        #expect(head?.status == 429 && reading.body == "no" && reading.isWhole)
        #expect(head?.contentType == "text/plain; charset=utf-8")
        #expect(head?.fields == ["retry-after": "7, 8", "x-ratelimit-reset-tokens": ""])
    }

    private static let refused: [(text: String, fault: ResponseFault)] = [
        ("SSH-2.0-OpenSSH_9.2\r\n", .notHTTP),
        ("HTTP/2 200\r\n\r\n", .notHTTP),
        ("HTTP/1.1 2000 OK\r\n\r\n", .statusLine),
        ("HTTP/1.1  200 OK\r\n\r\n", .statusLine),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .switched),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", .contentLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", .contentLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .contentLength),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .transferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .transferCoding),
        ("\(chunkedHead)x\r\n", .chunkSize),
        ("\(chunkedHead)\r\n", .chunkSize),
        ("\(chunkedHead)-1\r\n", .chunkSize),
        ("\(chunkedHead)5x\r\nhello", .chunkSize),
        ("\(chunkedHead)fffffffffffffffff\r\n", .chunkSize),
        ("\(chunkedHead)3\r\nabcd\r\n", .chunkEnd),
    ]

    @Test(arguments: refused)
    func `what could be taken for something else is refused`(text: String, fault: ResponseFault) {
        #expect(read(text).fault == fault)
    }

    private static let cut: [String] = [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        chunkedHead,
        "\(chunkedHead)5\r\nhello",
        "\(chunkedHead)5\r\nhello\r\n0\r\n",
    ]

    @Test(arguments: cut)
    func `a connection that ends too early cuts the answer`(text: String) {
        let reading = read(text)
        #expect(reading.fault == .cut && !reading.isWhole)
    }

    @Test func `heads, extensions and trailers have bounds`() {
        let long = String(repeating: "a", count: ResponseDecoder.headLimit)
        let texts = [
            "HTTP/1.1 200 OK\r\nX: \(long)", Self.chunkedHead + "1;\(long)",
            Self.chunkedHead + "0\r\nX: \(long)",
        ]
        for text in texts {
            #expect(read([Array(text.utf8)[...]], closes: false).fault == .tooLong)
        }
    }

    @Test func `no bytes whatever make it fail or go on for ever`() {
        let alphabet = Array("0aF;: \t\r\n,xHTTP/1.".utf8)
        var random = Xorshift(state: 88_172_645_463_325_252)
        let heads = ["", "HTTP/1.1 200 OK\r\n", Self.chunkedHead].map { Array($0.utf8) }
        for round in 0..<3000 {
            let noise = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let bytes = heads[round % heads.count] + noise
            let cut = Int.random(in: 0...bytes.count, using: &random)
            var parts = read([bytes[..<cut], bytes[cut...]], closes: true)
            let whole = read([bytes[...]], closes: true)
            parts.left = whole.left
            #expect(parts == whole, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(whole.isWhole != (whole.fault != nil))
        }
    }

    @Test func `a decoder reads one response after another`() {
        var decoder = ResponseDecoder(wanting: ["retry-after", "x-ratelimit-reset-tokens"])
        for _ in 0..<3 {
            let bytes = Array((Self.chunkedHead + "1\r\nx\r\n0\r\n\r\n").utf8)
            var position = 0
            #expect(decoder.next(in: bytes.span, from: &position) == .head)
            let start = Self.chunkedHead.utf8.count + 3
            #expect(decoder.next(in: bytes.span, from: &position) == .body(start..<start + 1))
            #expect(decoder.next(in: bytes.span, from: &position) == .end)
            #expect(position == bytes.count)
            decoder.reset()
        }
    }
}

/// Marsaglia's xorshift64: the same noise in every run.
private struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
