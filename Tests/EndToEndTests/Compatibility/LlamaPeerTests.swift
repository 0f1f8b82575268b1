import Foundation
import RunModel
import Testing

extension CompatibilityTests {
    /// llama.cpp's own server with a tiny model of random weights, in all four APIs: what is recorded is what another reader,
    /// between the two, makes of the very same answers.
    @Suite struct LlamaPeerTests {
        @Test func `llama.cpp's server says the same by every API to us and to another reader`()
            async throws
        {
            let folder = try TemporaryFolder()
            let server = try Peer.start(
                "Tests/EndToEndTests/Peers/llamacpp_server.py", [folder.file("model.gguf")],
                in: folder)
            defer { server.send(SIGKILL) }
            try await server.until { server.output.contains("\n") }
            let relay = try await CountingRelay(
                before: String(server.output.prefix { $0 != "\n" }), readyAt: "/health", in: folder)
            defer { relay.end() }
            for api in [APIName.chat, .completions, .responses, .messages] {
                let requests = try await relay.compare(api, model: "tiny", in: folder)
                #expect(requests.allSatisfy { $0.events.output > 1 })
            }
        }
    }
}
