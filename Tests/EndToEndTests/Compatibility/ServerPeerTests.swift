import Foundation
import RunModel
import Testing

extension CompatibilityTests {
    /// Servers that run a model, tiny and of random weights: what is recorded of their answers is what another reader makes of
    /// them. `scripts/compatibility servers` alone runs this: its environment takes gigabytes.
    @Suite struct ServerPeerTests {
        @Test func `transformers serve says the same by chat and by Responses`() async throws {
            let folder = try TemporaryFolder()
            let model = folder.file("model")
            let server = try Peer.start(
                "Tests/EndToEndTests/Peers/transformers_server.py", [model], in: folder,
                environment: ".venv-servers")
            defer { server.send(SIGKILL) }
            try await server.until(.seconds(300)) { server.output.contains("\n") }
            let relay = try await CountingRelay(
                before: String(server.output.prefix { $0 != "\n" }), readyAt: "/health", in: folder)
            defer { relay.end() }
            for api in [APIName.chat, .responses] {
                let requests = try await relay.compare(api, model: model, in: folder)
                #expect(requests.allSatisfy { $0.events.output > 1 })
            }
        }
    }
}
