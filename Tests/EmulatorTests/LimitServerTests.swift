import Emulator
import Foundation
import RunModel
import Testing

/// Limits as a client meets them. Windows are long where nothing may pass, short where time must.
@Suite struct LimitServerTests {
    private static let key = "Authorization: Bearer sk-own-1"

    private func statistics(_ server: EmulatorServer) throws -> KeyStatistics {
        try #require(server.statistics(ofKey: "sk-own-1"))
    }

    private func ask(
        _ client: RawClient, stream: Bool = true, emulator: String = "{}", key: String = key
    ) -> RawResponse {
        client.post(chatBody(stream: stream, emulator: emulator), fields: [key])
        return client.response()
    }

    /// A stream that is open until its client leaves.
    private func open(_ server: EmulatorServer, key: String = key) throws -> RawClient {
        let client = try RawClient(port: server.port)
        client.post(chatBody(emulator: #"{"ttft_ms":3600000,"role_first":true}"#), fields: [key])
        #expect(client.readUntil("assistant", times: 1))
        return client
    }

    @Test func `the free tier has three streams, for each key its own`() async throws {
        try await withServer { server in
            let key = "Authorization: Bearer sk-free-a"
            let streams = try (0..<3).map { _ in try open(server, key: key) }
            let refused = ask(try RawClient(port: server.port), key: key)
            #expect(refused.status == 429)
            #expect(refused.body.contains(#""code":"rate_limit_exceeded""#))
            #expect(refused.body.contains(#""type":"streams""#))
            #expect(refused.fields["x-ratelimit-limit-requests"] == "60")
            #expect(refused.fields["retry-after"] == nil)
            let other = ask(
                try RawClient(port: server.port), key: "Authorization: Bearer sk-free-b")
            #expect(other.status == 200)
            #expect(other.fields["x-ratelimit-remaining-requests"] == "59")
            let told = try #require(server.statistics(ofKey: "sk-free-a"))
            #expect(told.streamsOpen == 3 && told.streamsPeak == 3)
            #expect(told.rejected == [.streams: 1])
            #expect(told.tier == "free")
            withExtendedLifetime(streams) {}
        }
    }

    @Test func `without a tier there is no limit and no field about one`() async throws {
        let response = try await EmulatorTests.ask("{}")
        #expect(response.fields.keys.allSatisfy { !$0.hasPrefix("x-ratelimit") })
    }

    @Test func `a budget of requests is exact, counts down, and says when it is back`() async throws
    {
        try await withTier {
            $0.requests.limit = 3
        } _: { server in
            let client = try RawClient(port: server.port)
            for left in ["2", "1", "0"] {
                let response = ask(client, stream: left == "1")
                #expect(response.status == 200)
                #expect(response.fields["x-ratelimit-remaining-requests"] == left)
            }
            let refused = ask(client)
            #expect(refused.status == 429)
            let wait = try #require(refused.fields["retry-after"].flatMap { Int($0) })
            #expect((1...60).contains(wait))
            #expect(refused.body.contains("limit 3 in 1m0s. Please try again in "))
            #expect(try statistics(server).busiestWindow == 3)
        }
    }

    @Test func `on several threads a limit is exact to the stream`() async throws {
        try await withTier(threads: 3) {
            $0.streams.limit = 5
        } _: { server in
            let clients = try (0..<30).map { _ in try RawClient(port: server.port) }
            let body = chatBody(emulator: #"{"ttft_ms":3600000,"role_first":true}"#)
            for client in clients { client.post(body, fields: [Self.key]) }
            #expect(
                try await eventually {
                    let told = server.statistics(ofKey: "sk-own-1")
                    return (told?.accepted ?? 0) + (told?.rejected[.streams] ?? 0) == 30
                })
            let told = try statistics(server)
            #expect(told.accepted == 5 && told.streamsOpen == 5 && told.streamsPeak == 5)
            withExtendedLifetime(clients) {}
        }
    }

    @Test func `a bucket gives what it holds and fills up`() async throws {
        try await withTier {
            $0.requests.limit = 10
            $0.window.kind = .bucket
            $0.window.bucketCapacity = 2
            $0.window.length = .seconds(2)
        } _: { server in
            let client = try RawClient(port: server.port)
            var statuses: [Int] = []
            for _ in 0..<2 { statuses.append(ask(client).status) }
            #expect(statuses == [200, 200])
            while ask(client).status == 429 {}
            // One comes every fifth of a second.
            #expect(try statistics(server).accepted == 3)
            #expect(try statistics(server).rejected[.requests] ?? 0 > 0)
        }
    }

    @Test func `somebody else's slots and lies show to a client`() async throws {
        try await withTier {
            $0.streams.limit = 3
            $0.others.streams = 2
            $0.requests.limit = 4
            $0.requests.offset = -1
            $0.headers.truth = .lying
            $0.headers.retryAfterFactor = 10
            $0.headers.statedRequests = 50
        } _: { server in
            let stream = try open(server)
            #expect(ask(try RawClient(port: server.port)).status == 429)
            let client = try RawClient(port: server.port)
            for _ in 0..<2 { #expect(ask(client, stream: false).status == 200) }
            let refused = ask(client, stream: false)
            #expect(refused.status == 429)
            #expect(refused.fields["x-ratelimit-limit-requests"] == "50")
            #expect(refused.fields["x-ratelimit-remaining-requests"] == "1")
            #expect(refused.fields["retry-after"].flatMap { Int($0) } ?? 0 > 60)
            withExtendedLifetime(stream) {}
        }
    }

    @Test func `delayed requests are answered when the budget allows`() async throws {
        try await withTier {
            $0.requests.limit = 1
            $0.requests.excess = .delay
            $0.window.kind = .sliding
            $0.window.length = .milliseconds(200)
        } _: { server in
            let begun = MonotonicInstant.now()
            let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
            for client in clients { client.post(chatBody(), fields: [Self.key]) }
            for client in clients { #expect(EventText(client.response().body).isDone) }
            #expect(MonotonicInstant.now() - begun >= .milliseconds(400))
            let told = try statistics(server)
            #expect(told.accepted == 3)
            #expect(told.waitingPeak == 2)
            #expect(told.busiestWindow == 1)
        }
    }

    @Test(arguments: [StreamLimit.QueuedHead.atOnce, .withSlot])
    func `a queued stream begins when a slot is free`(
        head: StreamLimit.QueuedHead
    ) async throws {
        try await withTier(threads: 2) {
            $0.streams.limit = 1
            $0.streams.excess = .queue
            $0.streams.queuedHead = head
            $0.queueLength = 1
        } _: { server in
            var first: RawClient? = try open(server)
            let second = try RawClient(port: server.port)
            second.post(chatBody(), fields: [Self.key])
            if head == .atOnce { #expect(second.readUntil("x-request-id", times: 1)) }
            #expect(try await eventually { server.statistics(ofKey: "sk-own-1")?.waiting == 1 })
            let refused = ask(try RawClient(port: server.port))
            #expect(refused.body.contains(#""type":"queue""#))
            let left = MonotonicInstant.now()
            first = nil
            let response = second.response()
            #expect(response.status == 200)
            #expect(EventText(response.body).isDone)
            let received = try #require(
                EventText(response.body).blocks.first?.comment("received-ns"))
            #expect(received < left.nanoseconds)
            #expect((response.headReceived > left) || head == .atOnce)
            #expect(try statistics(server).streamsPeak == 1)
            _ = first
        }
    }

    @Test func `who leaves the queue is forgotten`() async throws {
        try await withTier {
            $0.streams.limit = 1
            $0.streams.excess = .queue
        } _: { server in
            let first = try open(server)
            var second: RawClient? = try RawClient(port: server.port)
            second?.post(chatBody(), fields: [Self.key])
            #expect(try await eventually { server.statistics(ofKey: "sk-own-1")?.waiting == 1 })
            second = nil
            #expect(try await eventually { server.statistics(ofKey: "sk-own-1")?.gaveUp == 1 })
            #expect(try statistics(server).waiting == 0)
            withExtendedLifetime(first) {}
        }
    }

    @Test func `streams beyond the limit slow each other down`() async throws {
        try await withTier {
            $0.streams.limit = 1
            $0.streams.excess = .slow
        } _: { server in
            let crowd = try (0..<3).map { _ in try open(server) }
            let response = ask(
                try RawClient(port: server.port), emulator: #"{"gap_ms":5,"tokens":5}"#)
            let blocks = EventText(response.body)
            let received = try #require(blocks.blocks.first?.comment("received-ns"))
            let last = try #require(blocks.contents.last?.comment("sent-ns"))
            // A millisecond, and four gaps of 5 ms, each four times as long.
            #expect(last - received >= 81_000_000)
            withExtendedLifetime(crowd) {}
        }
    }
}
