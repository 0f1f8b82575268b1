import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// The emulator's limits, set on its command line and met by our own runs.
    @Suite struct ServeLimitTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// Outcomes of eight requests, one after the other, to a server with `options`. One that asked to
        /// wait would be left alone for so long.
        private func outcomes(
            _ options: [String], run: [String] = []
        ) async throws -> [Outcome] {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "5", "--gap", "1", "--tokens", "4"] + options, in: folder)
            let result = try await StreamGauge.call(
                ["run", "--base-url", address, "--requests", "8", "-c", "1"] + run,
                in: folder)
            server.send(SIGTERM)
            #expect(result.status == 0, "\(result.errors)")
            return try folder.record().run().requests.map(\.outcome)
        }

        @Test func `a limit given as an option refuses what is over it`() async throws {
            let outcomes = try await outcomes([
                "--limit", "requests=5", "--limit", "window_ms=3600000", "--limit", "headers=none",
            ])
            #expect(outcomes.count { $0 == .rateLimited } == 3)
            #expect(outcomes.count { $0 == .ok } == 5)
        }

        @Test func `options have the last word over a profile`() async throws {
            let profile = "default_tier: slow\ntiers:\n  slow:\n    requests: 2\n"
            try folder.write(
                profile + "    window_ms: 3600000\n    headers: none\n", to: "tiers.yaml")
            let options = ["--profile", folder.file("tiers.yaml")]
            #expect(try await outcomes(options).count { $0 == .rateLimited } == 6)
        }

        @Test func `a key in a file has the tier behind it`() async throws {
            try folder.write("  one\n\ntwo gold\n", to: "keys")
            try folder.write("two\n", to: "key")
            let outcomes = try await outcomes(
                ["--api-keys-file", folder.file("keys"), "--limit", "gold.requests=3"]
                    + ["--limit", "gold.window_ms=3600000", "--limit", "gold.headers=none"],
                run: ["--api-key-file", folder.file("key")])
            #expect(outcomes.count { $0 == .ok } == 3)
            #expect(outcomes.count { $0 == .rateLimited } == 5)
        }

        @Test(arguments: [
            (["--limit", "stream=3"], "--limit: tiers.default.stream: there is no such key"),
            (["--limit", "streams"], "write 'streams' as key=value"),
            (["--limit", "free.window=rolling"], "'rolling' is not one of fixed, sliding, bucket"),
            (["--profile", "nowhere.yaml"], "--profile: cannot read 'nowhere.yaml'"),
            (["--default-tier", "silver"], "there is no tier 'silver'"),
        ])
        func `a limit that makes no sense is refused`(
            options: [String], message: String
        ) async throws {
            let result = try await StreamGauge.call(["serve", "--port", "0"] + options, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(message), "\(result.errors)")
        }

        @Test func `a tier in a keys file must exist, and its key is not told`() async throws {
            try folder.write("sk-secret silver\n", to: "keys")
            let result = try await StreamGauge.call(
                ["serve", "--port", "0", "--api-keys-file", folder.file("keys")], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("there is no tier 'silver'; known are ent, free, pro"))
            #expect(!result.errors.contains("secret"))
        }
    }
}
