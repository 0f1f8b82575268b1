import Emulator
import Foundation
import RunModel
import Testing

/// When slots come back, and how refusals look.
@Suite struct LimitReleaseTests {
    private static let key = "Authorization: Bearer sk-own-1"

    private func release(_ server: EmulatorServer, _ cause: ReleaseCause) -> ReleaseTally? {
        server.statistics(ofKey: "sk-own-1")?.releases[cause]
    }

    @Test func `a client that closes has cancelled, one that resets has cut`() async throws {
        try await withTier {
            $0.streams.limit = 2
        } _: { server in
            for cause in [ReleaseCause.cancel, .cut] {
                let client = try RawClient(port: server.port)
                client.post(chatBody(emulator: #"{"ttft_ms":3600000}"#), fields: [Self.key])
                #expect(client.readUntil("received-ns", times: 1))
                client.leave(withReset: cause == .cut)
                #expect(try await eventually { release(server, cause)?.count == 1 })
            }
            #expect(try await eventually { server.statistics().cancelled == 2 })
        }
    }

    @Test func `a slot can outlive a stream that was cancelled`() async throws {
        try await withTier {
            $0.streams.limit = 1
            $0.streams.releaseOnCancel = .atNaturalEnd
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(
                chatBody(emulator: #"{"ttft_ms":1,"gap_ms":3600000,"tokens":2}"#),
                fields: [Self.key])
            #expect(client.readUntil("chat.completion.chunk", times: 2))
            client.leave(withReset: false)
            #expect(try await eventually { release(server, .cancel)?.count == 1 })
            let next = try RawClient(port: server.port)
            next.post(chatBody(), fields: [Self.key])
            #expect(next.response().status == 429)
            let delay = try #require(release(server, .cancel)?.delayMaxMilliseconds)
            #expect(delay > 3_500_000 && delay <= 3_600_001)
            let told = try #require(server.statistics(ofKey: "sk-own-1"))
            #expect(told.streamsOpen == 0 && told.slotsHeld == 1)
        }
    }

    @Test func `who waits gets a slot when its delay is over, though nobody does anything`()
        async throws
    {
        try await withTier {
            $0.streams.limit = 1
            $0.streams.excess = .queue
            $0.streams.releaseOnEnd = .after(.milliseconds(150))
        } _: { server in
            let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
            let begun = MonotonicInstant.now()
            for client in clients { client.post(chatBody(), fields: [Self.key]) }
            for client in clients { #expect(client.response().status == 200) }
            #expect(MonotonicInstant.now() - begun >= .milliseconds(300))
            #expect(server.statistics(ofKey: "sk-own-1")?.slotsPeak == 1)
        }
    }

    @Test func `on several threads a slot is free as soon as its stream was seen to end`()
        async throws
    {
        try await withTier(threads: 3) {
            $0.streams.limit = 1
        } _: { server in
            let clients = try (0..<6).map { _ in try RawClient(port: server.port) }
            for round in 0..<120 {
                let client = clients[round % clients.count]
                client.post(chatBody(stream: true), fields: [Self.key])
                #expect(client.response().status == 200)
            }
            let told = try #require(server.statistics(ofKey: "sk-own-1"))
            #expect(told.streamsPeak == 1)
            #expect(told.accepted == 120)
        }
    }

    @Test func `whoever leaves whenever, no slot and no place in a queue is lost`() async throws {
        try await withTier(threads: 3) {
            $0.streams.limit = 2
            $0.streams.excess = .queue
            $0.streams.queuedHead = .atOnce
            $0.streams.releaseOnCut = .after(.milliseconds(2))
            $0.requests.limit = 20
            $0.requests.excess = .delay
            $0.window.length = .milliseconds(50)
            $0.queueLength = 30
        } _: { server in
            for round in 0..<6 {
                var clients = try (0..<30).map { _ in try RawClient(port: server.port) }
                for client in clients {
                    client.post(chatBody(emulator: #"{"gap_ms":1}"#), fields: [Self.key])
                }
                while let client = clients.popLast() {
                    switch (clients.count + round) % 3 {
                    case 0: client.leave(withReset: false)
                    case 1: client.leave(withReset: true)
                    default: _ = client.response()
                    }
                }
            }
            #expect(
                try await eventually {
                    guard let told = server.statistics(ofKey: "sk-own-1") else { return false }
                    return told.streamsOpen == 0 && told.slotsHeld == 0 && told.waiting == 0
                })
            let told = try #require(server.statistics(ofKey: "sk-own-1"))
            #expect(told.slotsPeak <= 2)
            #expect(told.busiestWindow <= 20)
            let released = told.releases.values.reduce(0) { $0 + $1.count }
            #expect(released == told.accepted)
            // A reset can overtake the request it follows.
            let answered = told.accepted + told.gaveUp + told.rejected.values.reduce(0, +)
            #expect((60...180).contains(answered))
            #expect(try await eventually { server.statistics().streamsOpen == 0 })
        }
    }

    @Test func `faults give their slots back`() async throws {
        try await withTier {
            $0.streams.limit = 1
        } _: { server in
            for kind in ["reset", "close", "http_error", "truncate", "error_event", "not_http"] {
                let client = try RawClient(port: server.port)
                let body = chatBody(emulator: #"{"fault":{"kind":"\#(kind)"}}"#)
                client.post(body, fields: [Self.key])
                #expect(client.response().status != 429)
            }
            #expect(try await eventually { release(server, .cut)?.count == 3 })
            #expect(release(server, .end)?.count == 3)
            #expect(server.statistics(ofKey: "sk-own-1")?.streamsOpen == 0)
        }
    }

    @Test(arguments: RefusalShape.allCases)
    func `a refusal has the shape asked for`(shape: RefusalShape) async throws {
        try await withTier {
            $0.requests.limit = 1
            $0.errorShape = shape
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(), fields: [Self.key])
            #expect(client.response().status == 200)
            client.post(chatBody(), fields: [Self.key])
            let refused = client.response()
            switch shape {
            case .json429: #expect(refused.status == 429)
            case .json503: #expect(refused.status == 503)
            case .close: #expect(refused.ending == .closed && refused.status == 0)
            case .errorEvent:
                #expect(refused.status == 200 && refused.ending == .complete)
                let events = EventText(refused.body).events
                #expect(events.count == 1 && events[0].json["error"] is [String: Any])
            }
            #expect(server.statistics(ofKey: "sk-own-1")?.rejected == [.requests: 1])
        }
    }

    @Test func `tokens that were generated count once they are`() async throws {
        try await withTier {
            $0.tokens.limit = 10
            $0.tokens.cost = .generated
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(stream: false), fields: [Self.key])
            let first = client.response()
            #expect(first.fields["x-ratelimit-remaining-tokens"] == "6")
            #expect(first.fields["x-ratelimit-limit-tokens"] == "10")
            let told = try #require(server.statistics(ofKey: "sk-own-1"))
            #expect(told.tokensCharged == 8)
            #expect(told.generatedTokens == 4)
            client.post(chatBody(prompt: "a b c"), fields: [Self.key])
            #expect(client.response().body.contains(#""type":"tokens""#))
            client.post(chatBody(stream: false, prompt: "a b"), fields: [Self.key])
            #expect(client.response().fields["x-ratelimit-remaining-tokens"] == "0")
        }
    }
}
