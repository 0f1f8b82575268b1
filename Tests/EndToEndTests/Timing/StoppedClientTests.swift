import Analysis
import Foundation
import RecordStore
import RunModel
import Testing

extension TimingTests {
    /// A client that is stopped again and again, beside a server that writes its times of sending: the worst
    /// that can happen to stamps, since segments merge meanwhile.
    @Suite struct StoppedClientTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func `each event lies in its interval, and the run says how late it was`()
            async throws
        {
            let (server, address) = try await StreamGauge.serve(["--port", "0"], in: folder)
            let client = try StreamGauge.start(
                [
                    "run", "--base-url", address, "--modes", "streaming", "-c", "10", "-n", "30",
                    "--quiet",
                ], in: folder)
            #expect(try await client.endStopped().status == 0)
            withExtendedLifetime(server) {}

            let record = try folder.record()
            let truth = try EventTruth(of: record)
            try #require(truth.all > 1000)
            // Fewer where this test got no processor to stop the client in time.
            #expect(truth.intervals > 50)
            #expect(truth.outside * 1000 <= truth.all, "\(truth)")

            let run = try record.run()
            let summary = RunSummary(
                manifest: run.manifest, requests: run.requests, histograms: run.histograms,
                chunks: nil)
            #expect(summary.validity.verdict != .trustworthy)
            let late = summary.numbers[.streaming]?.lateness.all?.tail.value ?? 0
            #expect(late > 100)
        }

        /// What came meanwhile lies in its sockets: the server has kept to the limit.
        @Test func `a stop longer than a time-out is no time-out of the server's`() async throws {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "50", "--gap", "30", "--tokens", "80"], in: folder)
            let run = try StreamGauge.start(
                [
                    "run", "--base-url", address, "--modes", "streaming", "-c", "10", "-n", "10",
                    "--timeout-gap", "2s", "--quiet",
                ], in: folder)
            try await Task.sleep(for: .milliseconds(800))
            run.send(SIGSTOP)
            try await Task.sleep(for: .milliseconds(2500))
            run.send(SIGCONT)
            #expect(try await run.end().status == 0)
            withExtendedLifetime(server) {}
            let requests = try folder.record().run().requests
            #expect(requests.count == 10 && requests.allSatisfy { $0.outcome == .ok })
        }
    }
}
