import Foundation
import Testing

extension CommandTests {
    /// A watch is bound to time: rounds are ten seconds apart at the least.
    @Suite struct WatchTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func entries() throws -> [String] {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.file(".streamgauge/history/runs"))
        }

        @Test func `a watch that is started again goes on where it was, with a plan that changed`()
            async throws
        {
            let plan = """
                name: small
                request: {modes: streaming}
                load: {requests: 20, concurrency: 2}
                target: {emulator: {time_to_first_token_milliseconds: "20", gap_milliseconds: "2", output_tokens: "10"}}

                """
            _ = try folder.write(plan, to: "plan.yaml")
            let first = try await StreamGauge.call(
                ["watch", "plan.yaml", "--emulator", "--every", "10s", "--times", "1"], in: folder)
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.errors.contains("every 10s, about 8640 rounds a day"), "\(first.errors)")
            #expect(first.output.contains("20 of 20 ok, TTFT p50"), "\(first.output)")
            #expect(try entries().count == 1)
            let again = try StreamGauge.start(
                [
                    "watch", "plan.yaml", "--emulator", "--every", "10s", "--keep", "1", "--port",
                    "0",
                ], in: folder)
            try await again.until { try self.entries().count == 2 }
            // Of this process there is one round, of the history there are two.
            let address = try #require(
                again.errors.firstMatch(of: /Metrics: (http:\/\/127.0.0.1:\d+)\/metrics/)?.1)
            func page(_ path: String) throws -> String {
                try PlainHTTP.call("GET", address + path).text
            }
            var metrics = ""
            for _ in 0..<200 where !metrics.contains("result=\"measured\"} 1") {
                metrics = try page("/metrics")
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(
                metrics.contains("streamgauge_watch_ttft_seconds_count{mode=\"streaming\"} 20"),
                "\(metrics.prefix(3000))")
            #expect(try page("/").contains("<title>"))
            let other = try PlainHTTP.call(
                "GET", address + "/metrics",
                headers: ["Accept": "application/openmetrics-text;version=1.0.0"])
            #expect(other.text.hasSuffix("# EOF\n"))
            let stranger = try PlainHTTP.call(
                "GET", address + "/metrics", headers: ["Host": "rebound.example"])
            #expect(stranger.status == 403)
            // The plan is read anew when a service is told so, here before the third round.
            _ = try folder.write(
                plan.replacing("requests: 20", with: "requests: 21"), to: "plan.yaml")
            again.send(SIGHUP)
            try await again.until { try self.entries().count == 3 }
            again.send(SIGINT)
            let result = try await again.end()
            #expect(result.status == 130, "\(result.errors)")
            #expect(result.errors.contains("the next one begins in"), "\(result.errors)")
            #expect(result.output.contains("the plan was read anew"), "\(result.output)")
            #expect(result.output.contains("21 of 21 ok"), "\(result.output)")
            // One record is kept, and all numbers.
            let records = try FileManager.default.contentsOfDirectory(
                atPath: folder.file("reports")
            ).filter { $0.hasSuffix("-small") }
            #expect(records.count <= 2, "\(records)")
        }

        @Test func `an outage is told to the command once, after two rounds`() async throws {
            let result = try await StreamGauge.call(
                [
                    "watch", "--base-url", "http://127.0.0.1:1/v1", "--requests", "2", "--every",
                    "10s", "--times", "3", "--on-change",
                    "echo \"$STREAMGAUGE_EVENT $STREAMGAUGE_TEXT\" >>told.txt",
                ], in: folder)
            // The watch itself came to its end.
            #expect(result.status == 0, "\(result.errors)")
            let told = try String(contentsOfFile: folder.file("told.txt"), encoding: .utf8)
            #expect(told.split(separator: "\n").count == 1, "\(told)")
            #expect(told.hasPrefix("down no request succeeded, 2 rounds in a row"), "\(told)")
            #expect(result.output.contains("DOWN: "), "\(result.output)")
        }

        @Test func `a day's cost is told before, and rounds beyond it are left out`() async throws {
            func watch(_ most: String, times: String) async throws -> CommandResult {
                try await StreamGauge.call(
                    [
                        "watch", "--emulator", "--requests", "2", "--max-tokens", "10", "--price",
                        "in=1000,out=1000", "--max-cost-per-day", most, "--every", "10s",
                        "--times", times,
                    ], in: folder)
            }
            let none = try await watch("0.1", times: "1")
            #expect(
                none.status == 64 && none.errors.contains("pays for no round"), "\(none.errors)")
            // The first round can cost 0.71; what it did cost leaves too little of 0.72.
            let one = try await watch("0.72", times: "2")
            #expect(one.status == 0, "\(one.errors)")
            #expect(one.errors.contains("is kept to 0.72"), "\(one.errors)")
            #expect(one.output.contains("rounds are left out"), "\(one.output)")
            #expect(try entries().count == 1)
        }
    }
}
