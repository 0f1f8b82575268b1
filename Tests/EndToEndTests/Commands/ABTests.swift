import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// `ab` through its judgement; how it measures is what `SidesTests` are of.
    @Suite struct ABTests {
        private static let quick = [
            "ab", "--emulator", "--blocks", "6", "--requests", "84", "--concurrency", "7",
            "--settle", "10ms", "--warmup", "1", "--emulator-ttft", "60", "--emulator-gap", "5",
            "--emulator-tokens", "4",
        ]

        @Test func `a slower side B is a regression, and its record says so again`() async throws {
            let folder = try TemporaryFolder()
            let result = try await StreamGauge.call(
                Self.quick + ["--against-emulator-ttft", "240", "--against-emulator-gap", "5"],
                in: folder)
            let record = try folder.record()
            for name in ["comparison.csv", "comparison.json", "compare.html"] {
                #expect(FileManager.default.fileExists(atPath: "\(record.path)/\(name)"))
            }
            let again = try await StreamGauge.call(["report", record.path], in: folder)
            func said(_ result: CommandResult) -> [Substring] {
                result.outputLines.filter { !$0.hasPrefix("written") }
            }
            #expect(said(again) == said(result))
            let refused = try await StreamGauge.call(
                ["compare", record.path, "--to", record.path], in: folder)
            #expect(refused.status == 64)
            guard result.status != 5 || !result.output.contains("cannot be trusted") else { return }
            #expect(result.status == 3, "\(result.output) \(result.errors)")
            #expect(result.output.contains("pairs of blocks"))
        }

        @Test func `what is asked of the judgement is kept with the record`() async throws {
            let folder = try TemporaryFolder()
            let result = try await StreamGauge.call(
                Self.quick + ["--aa", "--gate", "ttft.p50", "--min-effect", "30%", "--json"],
                in: folder)
            let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            let object = try #require(value as? [String: Any])
            #expect(object["is_same_address"] as? Bool == true)
            #expect((object["metrics"] as? [[String: Any]])?.count == 1)
            let rules = try #require(object["rules"] as? [String: Any])
            #expect(rules["smallest_effect"] as? Double == 0.3)
            let again = try await StreamGauge.call(
                ["report", try #require(object["folder"] as? String), "--json"], in: folder)
            #expect(again.output == result.output)
        }

        @Test func `a side that is not there ends the run and is named`() async throws {
            let folder = try TemporaryFolder()
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "20", "--gap", "2", "--tokens", "5"], in: folder)
            // Nothing listens on the discard port of loopback.
            let result = try await StreamGauge.call(
                [
                    "ab", "--base-url", address, "--against", "http://127.0.0.1:9/v1", "--settle",
                    "1ms",
                ],
                in: folder)
            server.send(SIGTERM)
            _ = try await server.end()
            #expect(result.status == 5, "\(result.output)")
            #expect(
                result.errors.contains("requests to side B all failed alike"), "\(result.errors)")
        }
    }
}
