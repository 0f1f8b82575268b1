import Emulator
import RunModel
import Testing

@Suite struct GroundTruthTests {
    @Test func `the instants told are in order and within the test's own`() async throws {
        let before = MonotonicInstant.now().nanoseconds
        let response = try await ask(
            #"{"tokens":50,"gap_ms":0.1}"#, more: #""stream_options":{"include_usage":true}"#)
        let after = MonotonicInstant.now().nanoseconds
        let events = EventText(response.body)
        let received = try #require(events.blocks[0].comment("received-ns"))
        let sent = try events.events.map { try #require($0.comment("sent-ns")) }
        #expect(sent.count == 54)
        let all = [before, received] + sent + [after]
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(sent[0] - received >= 1_000_000)
    }

    @Test func `one seed gives one text for each prompt, another another`() async throws {
        func texts(seed: UInt64) async throws -> [String] {
            try await withServer {
                $0.plan.seed = seed
                $0.plan.outputTokens = "5..50"
            } _: { server in
                let client = try RawClient(port: server.port)
                return ["a", "b", "c"].map { prompt in
                    client.post(chatBody(prompt: prompt))
                    return EventText(client.response().body).content
                }
            }
        }
        let first = try await texts(seed: 1)
        #expect(try await texts(seed: 1) == first)
        #expect(try await texts(seed: 2) != first)
        #expect(Set(first).count == 3)
    }

    @Test func `a server-wide fault befalls its share, the same each time`() async throws {
        func statuses() async throws -> [Int] {
            try await withServer {
                $0.faults = [FaultShare(Fault(.rateLimit), share: 0.25)]
            } _: { server in
                let client = try RawClient(port: server.port)
                return (0..<40).map { _ in
                    client.post(chatBody())
                    return client.response().status
                }
            }
        }
        let first = try await statuses()
        #expect((3...20).contains(first.count { $0 == 429 }))
        #expect(try await statuses() == first)
    }

    @Test func `a plan's fault befalls its share, and every request unless told`() async throws {
        func statuses(share: Double?) async throws -> [Int] {
            try await withServer {
                $0.plan.fault = "http_error"
                if let share { $0.plan.faultShare = share }
            } _: { server in
                let client = try RawClient(port: server.port)
                return (0..<40).map { _ in
                    client.post(chatBody())
                    return client.response().status
                }
            }
        }
        #expect(Set(try await statuses(share: nil)) == [500])
        #expect((3...20).contains(try await statuses(share: 0.25).count { $0 == 500 }))
        #expect(Set(try await statuses(share: 0)) == [200])
    }

    @Test(arguments: [("bad_luck", 0.5), ("close", 1.5), ("close", -0.1), ("close", .nan)])
    func `a plan's fault that cannot be is refused`(name: String, share: Double) async throws {
        var configuration = EmulatorConfiguration()
        configuration.plan.fault = name
        configuration.plan.faultShare = share
        await #expect(throws: EmulatorPlanError.self) {
            _ = try await EmulatorServer.start(configuration)
        }
    }

    @Test func `a client that does not read collects tokens in adaptive batches`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(
                chatBody(
                    emulator: #"{"tokens":20000,"batching":"adaptive","chunk_bytes":65536}"#))
            // It fills the buffers of both sockets, and must then hold what it has not sent.
            var chunks = 0
            var quietLooks = 0
            let isHeld = try await eventually {
                let now = server.statistics().chunks
                quietLooks = now > 0 && now == chunks ? quietLooks + 1 : 0
                chunks = now
                return quietLooks == 50
            }
            try #require(isHeld)
            #expect(server.statistics().streamsOpen == 1)
            let events = EventText(client.response().body)
            #expect(events.isDone)
            // 1,404 of up to 16 tokens would have gone to a client that reads.
            #expect(events.contents.count < 700)
        }
    }
}
