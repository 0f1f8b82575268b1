import Emulator
import Foundation
import RunModel
import Testing

/// The engine behind a server of sockets: what the simulation says happens, at its times.
@Suite struct LiveEngineTests {
    private static let text =
        "batch=2,queue=1,prefill=1000/s,step=30ms,step-per-sequence=5ms"

    /// Content instants of a streamed answer, and when its request was received.
    private struct Seen {
        var received: MonotonicInstant
        var tokens: [MonotonicInstant]

        init?(_ text: String) {
            let events = EventText(text)
            guard let received = events.blocks.lazy.compactMap({ $0.comment("received-ns") }).first
            else { return nil }
            self.received = MonotonicInstant(nanoseconds: received)
            tokens = events.contents.compactMap { $0.comment("sent-ns") }
                .map { MonotonicInstant(nanoseconds: $0) }
        }
    }

    @Test(arguments: [1, 3])
    func `it answers as the simulation does, whatever thread serves`(threads: Int) async throws {
        try await withServer {
            $0.plan.engine = Self.text
            $0.threads = threads
        } _: { server in
            let lengths = [30, 25, 5]
            var clients: [RawClient] = []
            for length in lengths {
                let client = try RawClient(port: server.port)
                client.post(
                    chatBody(
                        emulator: #"{"tokens":\#(length)}"#, prompt: Self.words(50 + length)))
                #expect(client.readUntil("received-ns", times: 1))
                clients.append(client)
            }
            let refused = try RawClient(port: server.port)
            refused.post(chatBody())
            #expect(refused.response().status == 503)
            let seen = try clients.map { try #require(Seen($0.response().body)) }
            var engine = EngineSimulation(try EngineSpec(parsing: Self.text))
            let answers = engine.run(
                zip(seen, lengths).map { one, length in
                    EngineArrival(
                        at: MonotonicInstant(nanoseconds: 0) + (one.received - seen[0].received),
                        promptTokens: 50 + length, outputTokens: length)
                })
            for (one, answer) in zip(seen, answers) {
                #expect(one.tokens.count == answer.tokens)
                let first = try #require(one.tokens.first) - one.received
                let expected = try #require(answer.timeToFirstToken)
                #expect(abs((first - expected).milliseconds) < 60, "\(first) for \(expected)")
                let end = try #require(one.tokens.last) - one.received
                #expect(abs((end - answer.endToEnd).milliseconds) < 100)
            }
            // The third waited for the second's end.
            #expect(try #require(answers[2].queued) > .milliseconds(500))
        }
    }

    private static func words(_ count: Int) -> String {
        (0..<count).map { "w\($0)" }.joined(separator: " ")
    }
}
