import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CompatibilityTests {
    /// LiteLLM's proxy between us and the emulator, in all four APIs: what is recorded is what another reader, between the two,
    /// makes of the very same answers.
    @Suite struct GatewayPeerTests {
        /// An API of the proxy's and the model by which it asks upstream; `other` is asked by chat, so that it translates.
        private static let ways: [(api: APIName, model: String)] = [
            (.chat, "chat"), (.completions, "text"), (.responses, "chat"), (.responses, "other"),
            (.messages, "claude"), (.messages, "other"),
        ]

        @Test func `LiteLLM's proxy says the same by every API to us and to another reader`()
            async throws
        {
            let folder = try TemporaryFolder()
            try folder.write(
                #"[{"type":"function","function":{"name":"gauge","parameters":{"type":"object"}}}]"#,
                to: "tools.json")
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "60", "--gap", "15", "--tokens", "12"], in: folder)
            defer { server.send(SIGTERM) }
            let proxy = try Peer.start(
                "Tests/EndToEndTests/Peers/litellm_proxy.py",
                [String(address.dropLast("/v1".count))], in: folder)
            defer { proxy.send(SIGKILL) }
            try await proxy.until { proxy.output.contains("\n") }
            let relay = try await CountingRelay(
                before: String(proxy.output.prefix { $0 != "\n" }), readyAt: "/health/liveliness",
                in: folder)
            defer { relay.end() }
            for way in Self.ways {
                let plain = try await relay.compare(way.api, model: way.model, in: folder)
                #expect(plain.allSatisfy { $0.events.output == 12 && $0.calls.all == 0 })
                // The counts of a model that the proxy knows are its server's; others it counts itself.
                if way.model != "other" {
                    #expect(plain.allSatisfy { $0.tokens.output == 12 })
                }
                guard way.api != .completions else { continue }
                let called = try await relay.compare(
                    way.api, model: way.model,
                    ["--tools", folder.file("tools.json"), "--tool-choice", "required"], in: folder)
                #expect(called.allSatisfy { $0.calls.all == 1 && $0.calls.broken == 0 })
                #expect(called.allSatisfy { $0.events.output == 13 })
            }
        }

        @Test func `how many requests LiteLLM lets in at a time is told`() async throws {
            let folder = try TemporaryFolder()
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "30", "--gap", "15", "--tokens", "400"], in: folder)
            defer { server.send(SIGTERM) }
            let proxy = try Peer.start(
                "Tests/EndToEndTests/Peers/litellm_proxy.py",
                [String(address.dropLast("/v1".count))], in: folder)
            defer { proxy.send(SIGKILL) }
            try await proxy.until { proxy.output.contains("\n") }
            let place = String(proxy.output.prefix { $0 != "\n" })
            let port = try #require(place.split(separator: ":").last.flatMap { UInt16($0) })
            try await proxy.until { LoopbackSocket.isListening(port) }
            let result = try await StreamGauge.call(
                [
                    "limits", "--base-url", "\(place)/v1", "--model", "few", "--expect-streams",
                    "3", "--only", "streams", "--rounds", "2",
                ], in: folder)
            let file = try folder.record().path(of: .limits)
            let summary = try LimitsJSON.summary(from: Data(contentsOf: URL(filePath: file)))
            // A busy machine may leave it open; what is told must be right.
            #expect(summary.contradicted.isEmpty, "\(result.output)")
            #expect(
                ["3", nil].contains(summary[.concurrentStreams]?.observed), "\(result.output)")
            let refusal = try #require(summary[.errorShape]?.reason, "\(result.output)")
            #expect(refusal.contains("max_parallel_requests"))
        }
    }
}
