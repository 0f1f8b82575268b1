import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Documentation is held against the API that it is of, and against no other unless somebody asks.
    @Suite struct ClaimTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func claims(_ options: [String], target: [String]) async throws -> String {
            let result = try await StreamGauge.call(
                ["compare-modes", "--requests", "24", "-c", "4"] + target + options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            return result.output + result.errors
        }

        @Test func `a server has the documented times of nobody else`() async throws {
            var configuration = EmulatorConfiguration()
            configuration.plan.timeToFirstTokenMilliseconds = "5"
            configuration.plan.gapMilliseconds = "1"
            configuration.plan.outputTokens = "8"
            let server = try await EmulatorServer.start(configuration)
            let target = ["--base-url", server.baseURL]
            #expect(try await !claims([], target: target).contains("documented"))
            let asked = try await claims(["--claims", "perf"], target: target)
            #expect(asked.contains("documented") && asked.contains("source        perf"))
            let file = try folder.write(
                "- {metric: ttft.p50, bound: < 10s, source: https://example.com/speed}\n",
                to: "claims.yaml")
            let own = try await claims(["--claims", file, "--name", "claimed"], target: target)
            #expect(own.contains("claimed: holds"), "\(own)")
            #expect(own.contains("source: https://example.com/speed"))
            let runs = try FileManager.default.contentsOfDirectory(atPath: folder.file("reports"))
            let last = try #require(runs.first { $0.hasSuffix("-claimed") })
            let directory = try RecordDirectory(opening: folder.file("reports/\(last)"))
            let summary =
                try JSONSerialization.jsonObject(
                    with: Data(directory.text(.summary).utf8)) as? [String: Any]
            let claims = try #require(summary?["claims"] as? [[String: Any]])
            let result = try #require(claims.first?["result"] as? [String: Any])
            #expect(claims.first?["source"] as? String == "https://example.com/speed")
            #expect(result["outcome"] as? String == "holds")
            #expect(result["text"] as? String == "ttft.p50 < 10s")
            let page = try directory.text(.report)
            #expect(page.contains("What was claimed") && page.contains("https://example.com/speed"))
            let schema = SchemaFile(name: "summary.schema.json")
            #expect(try await schema.findings(in: [directory.text(.summary)], folder) == [[]])
            try await server.stop()
        }

        @Test func `the emulator has its own`() async throws {
            let said = try await claims([], target: StreamGauge.quickEmulator)
            #expect(said.contains("documented") && said.contains("source        perf"))
        }

        @Test func `an address without its version is told the right one`() async throws {
            let server = try await EmulatorServer.start(EmulatorConfiguration())
            let short = server.baseURL.replacing("/v1", with: "")
            let result = try await StreamGauge.call(
                ["run", "--base-url", short, "-n", "3", "-c", "1"], in: folder)
            try await server.stop()
            #expect(result.status == 6)
            #expect(
                result.errorLines.last?.hasSuffix("write --base-url \(server.baseURL).") == true,
                "\(result.errors)")
        }
    }
}
