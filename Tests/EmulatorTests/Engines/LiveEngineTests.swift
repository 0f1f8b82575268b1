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

    /// Two answered, one after the other in a batch of one, with the same prompt; one that left; one refused.
    @Test func `stats tell what became of requests, tokens and the cache`() async throws {
        try await withServer {
            $0.plan.engine = "batch=1,queue=1,prefill=10000/s,step=10ms,cache=4096"
        } _: { server in
            let prompt = Self.words(100)
            let body = chatBody(emulator: #"{"tokens":12}"#, prompt: prompt)
            for _ in 0..<2 {
                let client = try RawClient(port: server.port)
                client.post(body)
                #expect(client.response().status == 200)
            }
            let first = try RawClient(port: server.port)
            first.post(chatBody(emulator: #"{"tokens":200}"#, prompt: prompt))
            #expect(first.readUntil("received-ns", times: 1))
            let second = try RawClient(port: server.port)
            second.post(body)
            #expect(second.readUntil("received-ns", times: 1))
            let refused = try RawClient(port: server.port)
            refused.post(body)
            #expect(refused.response().status == 503)
            let busy = try #require(try Self.statistics(server))
            #expect(busy.running == 1 && busy.waiting == 1)
            #expect(busy.runningPeak == 1 && busy.waitingPeak == 1)
            first.leave(withReset: false)
            #expect(second.response().status == 200)

            let found = try #require(try Self.statistics(server))
            #expect(found.answered == 3)
            #expect(found.refused == 1)
            #expect(found.cancelled == 1)
            #expect(found.running == 0 && found.waiting == 0)
            // 36 tokens of three answers, and what the one that left had got.
            #expect((36...236).contains(found.outputTokens))
            #expect(found.steps >= 36)
            #expect(found.busyMilliseconds >= 330)
            // A prompt of 100 words has six whole blocks of 16, which the first left in the cache.
            #expect(found.cacheHits == 3)
            #expect(found.cachedTokens == 3 * 96)
            #expect(found.prefillTokens == 100 + 3 * 4)
            #expect(found.cacheTokens == 96)
            #expect(found.otherRequests == 0)
        }
    }

    @Test func `stats tell somebody else's part`() async throws {
        try await withServer {
            $0.plan.engine =
                "batch=4,step=2ms,prefill=100000/s,other=50/s,other-prompt=10,other-output=2"
        } _: { server in
            // Others come from the first request on.
            let client = try RawClient(port: server.port)
            client.post(chatBody(emulator: #"{"tokens":150}"#))
            #expect(client.response().status == 200)
            let found = try #require(try Self.statistics(server))
            #expect(found.answered == 1)
            #expect(found.otherRequests > 0)
            #expect(found.otherOutputTokens > 0)
            #expect(found.outputTokens >= 150 + found.otherOutputTokens)
            #expect(found.otherRefused == 0)
        }
    }

    private static func statistics(_ server: EmulatorServer) throws -> EngineStatistics? {
        struct Statistics: Decodable { var engine: EngineStatistics? }
        let client = try RawClient(port: server.port)
        let text = client.get("/stats").body
        return try JSONDecoder().decode(Statistics.self, from: Data(text.utf8)).engine
    }

    private static func words(_ count: Int) -> String {
        (0..<count).map { "w\($0)" }.joined(separator: " ")
    }
}
