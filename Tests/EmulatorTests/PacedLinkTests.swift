import NIOCore
import RunModel
import Testing

@testable import Emulator

@Suite struct PacedLinkTests {
    private func link(_ change: (inout LinkShape) -> Void) -> PacedLink {
        var shape = LinkShape()
        change(&shape)
        return PacedLink(shape)
    }

    private func write(_ count: Int) -> ByteBuffer {
        ByteBuffer(repeating: 0x78, count: count)
    }

    @Test func `a write leaves its delay after it came, whatever came before`() {
        var link = link { $0.delay = .milliseconds(50) }
        link.accept(write(3), at: seconds(0))
        link.accept(write(4), at: seconds(0.01))
        #expect(link.release(by: seconds(0.05) + .nanoseconds(-1)) == nil)
        #expect(link.release(by: seconds(0.05))?.readableBytes == 3)
        #expect(link.due == seconds(0.06))
        #expect(link.release(by: seconds(0.06))?.readableBytes == 4)
        #expect(link.isEmpty)
    }

    @Test func `writes keep their distance where they are to`() {
        var link = link { $0.gap = .milliseconds(10) }
        for _ in 0..<3 { link.accept(write(1), at: seconds(0)) }
        var times: [MonotonicInstant] = []
        while let due = link.due {
            times.append(due)
            _ = link.release(by: due)
        }
        #expect(times == [seconds(0), seconds(0.01), seconds(0.02)])
    }

    @Test func `at a rate bytes pass in pieces, none sooner than the rate allows`() {
        var link = link { $0.bytesPerSecond = 1000 }
        link.accept(write(50), at: seconds(0))
        link.accept(write(10), at: seconds(0))
        var pieces: [Int] = []
        var last = seconds(0)
        while let due = link.due, let piece = link.release(by: due) {
            pieces.append(piece.readableBytes)
            last = due
        }
        #expect(pieces == [20, 20, 10, 10])
        #expect(last == seconds(0.06))
        link.accept(write(20), at: seconds(1))
        #expect(link.due == seconds(1.02))
    }

    @Test func `a link is full when it holds what a socket's buffer would`() {
        var link = link { $0.bytesPerSecond = 1 }
        link.accept(write(PacedLink.buffer - 1), at: seconds(0))
        #expect(!link.isFull)
        link.accept(write(1), at: seconds(0))
        #expect(link.isFull)
        link.clear()
        #expect(link.isEmpty && !link.isFull)
    }

    @Test func `a slow link changes no text and bounds the rate`() async throws {
        let free = EventText(try await ask(#"{"tokens":10}"#).body)
        let begun = MonotonicInstant.now()
        let response = try await ask(#"{"tokens":10,"link":{"bytes_per_second":20000}}"#)
        let taken = (MonotonicInstant.now() - begun).seconds
        #expect(response.ending == .complete)
        let events = EventText(response.body)
        #expect(
            events.contents.map { $0.delta("content") } == free.contents.map { $0.delta("content") }
        )
        #expect(free.contents.count == 10 && events.isDone)
        #expect(events.blocks.allSatisfy { $0.comments.isEmpty })
        #expect(taken >= Double(response.body.utf8.count) / 20_000)
    }

    @Test func `a link has its time`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            let begun = MonotonicInstant.now()
            client.post(chatBody(emulator: #"{"tokens":1,"link":{"delay_ms":80}}"#))
            let response = client.response()
            #expect(EventText(response.body).isDone)
            #expect(MonotonicInstant.now() - begun >= .milliseconds(80))
            let again = MonotonicInstant.now()
            client.post(
                chatBody(stream: false, emulator: #"{"link":{"bytes_per_second":5000}}"#))
            let whole = client.response()
            #expect(whole.ending == .complete)
            let bytes = Double(whole.body.utf8.count)
            #expect((MonotonicInstant.now() - again).seconds >= bytes / 5000)
        }
    }

    @Test func `the connection closes only when the link has carried all`() async throws {
        try await withServer {
            $0.link = LinkShape()
            $0.link?.delay = .milliseconds(30)
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: ["Connection: close"])
            #expect(EventText(client.response().body).isDone)
            #expect(client.readToEnd() == ("", .closed))
        }
    }
}

@Suite struct WriteCutsTests {
    private func pieces(_ cuts: inout WriteCuts, _ text: String) -> [String] {
        cuts.add(ByteBuffer(string: text)).map { String(buffer: $0) }
    }

    @Test func `bytes leave from one position to the next, split or merged`() {
        var cuts = WriteCuts(at: [2, 3, 9])
        #expect(pieces(&cuts, "abcd") == ["ab", "c"])
        #expect(pieces(&cuts, "ef") == [])
        #expect(pieces(&cuts, "ghijk") == ["defghi", "jk"])
        #expect(pieces(&cuts, "lm") == ["lm"])
        #expect(cuts.rest() == nil)
    }

    @Test func `what no position let go leaves at the end`() {
        var cuts = WriteCuts(at: [100])
        #expect(pieces(&cuts, "abc") == [])
        #expect(cuts.rest().map { String(buffer: $0) } == "abc")
    }

    @Test(arguments: ["[0]", "[3,3]", "[3,2]", "[-1]", #"["a"]"#])
    func `positions that do not ascend are refused`(positions: String) async throws {
        let response = try await ask(#"{"write_at":\#(positions)}"#)
        #expect(response.status == 400)
        #expect(response.body.contains("emulator.write_at"))
    }

    @Test(arguments: [true, false], ["[1]", "[1,2,3,700]", "[100000]"])
    func `cuts change no byte`(stream: Bool, positions: String) async throws {
        let plain = try await ask(#"{"truth":false}"#, stream: stream)
        let cut = try await ask(#"{"write_at":\#(positions)}"#, stream: stream)
        #expect(cut.ending == .complete)
        #expect(cut.body.utf8.count == plain.body.utf8.count)
    }

    @Test func `cuts show on the wire where the link keeps them apart`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(
                chatBody(emulator: #"{"write_at":[1,400],"link":{"gap_ms":60}}"#))
            var sizes: [Int] = []
            while let size = client.readOnce() { sizes.append(size) }
            // The head, and what follows it: one byte, 399, and the rest.
            #expect(sizes.dropFirst().prefix(2) == [1, 399])
        }
    }
}

@Suite struct RefusedConnectionTests {
    @Test func `a request can ask for a connection that closes without an answer`() async throws {
        let response = try await ask(#"{"fault":{"kind":"refuse"}}"#)
        #expect(response.status == 0)
        #expect(response.ending == .closed)
    }

    @Test func `a share of all connections can be closed when accepted`() async throws {
        try await withServer {
            $0.plan.fault = "refuse"
            $0.plan.faultShare = 0.5
        } _: { server in
            var refused = 0
            for _ in 0..<40 {
                let client = try RawClient(port: server.port)
                client.post(chatBody())
                if client.response().status == 0 { refused += 1 }
            }
            #expect(server.statistics().errors["fault_refuse"] == refused)
            #expect((8...32).contains(refused))
        }
    }
}
