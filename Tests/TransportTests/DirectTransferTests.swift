import Glibc
import Reactor
import RunModel
import Testing

@testable import Transport

/// Requests on connections that this side reads, against a server that does what it is told.
@Suite struct DirectTransferTests {
    private static let whole =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"

    @Test func `a kept connection carries one request after another`() throws {
        let server = try ScriptedServer([[.answer(Self.whole), .answer(Self.whole)]])
        let client = try Client(server.url)
        let first = try client.request()
        let second = try client.request()
        #expect(first.end?.failure == nil && second.end?.failure == nil)
        #expect(first.body == "hello" && second.body == "hello")
        #expect(first.end?.connection == .cold && second.end?.connection == .warm)
        #expect(second.end?.wire?.received == Self.whole.utf8.count)
        #expect(first.end?.headBytes == Self.whole.utf8.count - 5)
        #expect(first.end?.way.outOfOrderSegments == 0)
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.hasPrefix("POST /v1 HTTP/1.1\r\n") })
    }

    @Test func `arrivals are stamped, in order, and bounded below`() throws {
        let server = try ScriptedServer([[.answer(Self.whole)]])
        let receiver = try Client(server.url).request()
        let arrivals = receiver.arrivals
        try #require(!arrivals.isEmpty)
        let sent = try #require(receiver.sent.first)
        for arrival in arrivals {
            #expect(arrival.isStamped && arrival.number > 0)
            #expect(arrival.earliest <= arrival.arrived && arrival.arrived <= arrival.read)
            #expect(arrival.earliest >= sent)
        }
    }

    /// Five megabytes fit into no socket's buffer.
    @Test(arguments: [false, true])
    func `an answer to the head alone is the answer, whatever becomes of the body`(
        isSecond: Bool
    ) throws {
        let refusal =
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello"
        let before: [ScriptedServer.Step] = isSecond ? [.answer(Self.whole)] : []
        let server = try ScriptedServer([
            before + [.answerHeadOnly(refusal)], [.answer(Self.whole)],
        ])
        let client = try Client(server.url)
        if isSecond { _ = try client.request() }
        let refused = try client.request(bodyBytes: 5 << 20)
        #expect(refused.end?.failure == nil && refused.body == "hello")
        #expect(refused.sent.count == 1)
    }

    @Test func `a connection that dies with its request unanswered is replaced once`() throws {
        let server = try ScriptedServer([
            [.answer(Self.whole), .readAndClose], [.answer(Self.whole)],
        ])
        let client = try Client(server.url)
        _ = try client.request()
        let again = try client.request()
        #expect(again.end?.failure == nil && again.body == "hello")
        #expect(again.sent.count == 2)
        #expect(again.end?.connection == .cold)
        #expect(server.requests.count == 3)
    }

    @Test func `a new connection that dies is not replaced`() throws {
        let server = try ScriptedServer([[.readAndClose], [.answer(Self.whole)]])
        let receiver = try Client(server.url).request()
        #expect(receiver.end?.failure == .reset && receiver.sent.count == 1)
    }

    @Test func `an answer that has begun is never asked for again`() throws {
        let begun = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"
        let server = try ScriptedServer([[.answer(Self.whole), .answer(begun), .close], []])
        let client = try Client(server.url)
        _ = try client.request()
        let cut = try client.request()
        #expect(cut.end?.failure == .reset && cut.body == "hel" && cut.sent.count == 1)
        #expect(cut.end?.connection == .warm)
    }

    private static let ends: [(text: String, failure: TransferFailure?)] = [
        ("HTTP/1.1 200 OK\r\n\r\nhello", nil),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense", .protocol),
        ("SSH-2.0\r\n", .protocol),
        ("", .reset),
    ]

    @Test(arguments: ends)
    func `an end of the connection means what the framing says`(
        text: String, failure: TransferFailure?
    ) throws {
        let server = try ScriptedServer([[.answer(text), .close]])
        let receiver = try Client(server.url).request()
        #expect(receiver.end?.failure == failure)
    }

    @Test func `a receiver that has enough ends the transfer and its connection`() throws {
        let server = try ScriptedServer([[.answer(Self.whole)], [.answer(Self.whole)]])
        let client = try Client(server.url)
        let stopped = try client.request(until: 1)
        #expect(stopped.end?.failure == .stoppedByReceiver)
        #expect(try client.request().end?.connection == .cold)
    }

    @Test func `a large request is sent whole`() throws {
        let server = try ScriptedServer([[.answer(Self.whole)]])
        let receiver = try Client(server.url).request(bodyBytes: 8 << 20)
        #expect(receiver.body == "hello")
        #expect((server.requests.first?.utf8.count ?? 0) > 8 << 20)
    }

    @Test func `nobody there is a failure to connect`() throws {
        let port = try ScriptedServer([]).closedPort()
        let receiver = try Client("http://127.0.0.1:\(port)/v1").request()
        #expect(receiver.end?.failure == .connect && receiver.sent.isEmpty)
        #expect(receiver.end?.connection == nil)
    }

    @Test func `a cancelled request tells nothing more`() throws {
        let server = try ScriptedServer([[.answer("HTTP/1.1 200 OK\r\n\r\nhel"), .wait]])
        let client = try Client(server.url)
        let receiver = try client.request(cancelsAfter: 3)
        #expect(receiver.body == "hel" && receiver.end == nil)
        #expect(client.cancelled?.connection == .cold)
    }
}
