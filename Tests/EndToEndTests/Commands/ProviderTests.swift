import Foundation
import RunModel
import Testing

extension CommandTests {
    /// Whose API is asked, by which of them, and with whose key.
    @Suite struct ProviderTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func call(
            _ options: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                ["run", "--modes", "streaming", "-n", "1", "-c", "1"] + options, in: folder,
                environment: environment)
        }

        private static let keys = [
            "OPENAI_API_KEY": "sk-openai-000111222333", "ANTHROPIC_API_KEY": "sk-ant-444555666777",
        ]

        @Test func `a provider's own key goes to it, and no other's`() async throws {
            let answer = SpokenAnswer.of(.messages)
            let server = try RecordingServer { answer.text($0) }
            let result = try await call(
                ["--provider", "anthropic", "--base-url", server.baseURL], environment: Self.keys)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("by the API messages"))
            let head = try #require(server.requests.first).head
            #expect(head.contains("x-api-key: sk-ant-444555666777"))
            #expect(!head.contains("sk-openai"))
        }

        @Test func `its address is in the plan, and not that of another's variable`() async throws {
            let environment = Self.keys.merging(["OPENAI_BASE_URL": "http://127.0.0.1:9/v1"]) {
                $1
            }
            let own = try await call(
                ["--provider", "anthropic", "--print-plan"], environment: environment)
            #expect(own.output.contains("base_url: https://api.anthropic.com/v1"))
            #expect(own.output.contains("provider: anthropic"))
            #expect(!own.output.contains("sk-"))
            // Where the key is OPENAI_API_KEY, so is the address.
            let shared = try await call(
                ["--provider", "vllm", "--api", "responses", "--print-plan"],
                environment: environment)
            #expect(shared.output.contains("base_url: http://127.0.0.1:9/v1"))
            #expect(shared.output.contains("api: responses"))
        }

        @Test func `one without an address asks for it`() async throws {
            let result = try await call(["--provider", "azure"])
            #expect(result.status == 64)
            #expect(result.errors.contains("--provider") && result.errors.contains("--base-url"))
        }

        @Test func `a prompt that the API has no form for is refused with its line`() async throws {
            let path = try folder.write(
                """
                "one"
                [{"role": "system", "content": "brief"}, {"role": "user", "content": "two"}]
                """, to: "prompts.jsonl")
            let result = try await call([
                "--base-url", "http://127.0.0.1:9/v1", "--api", "completions", "--prompts", path,
            ])
            #expect(result.status == 64)
            #expect(result.errors.contains("prompts.jsonl, line 2: "))
            #expect(result.errors.contains("completions"))
        }
    }
}
