import Analysis
import Emulator
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CompatibilityTests {
    /// Programs that none of us wrote between us and a server that streams: whether it is seen that they hold
    /// events back, and said what to set.
    @Suite struct StreamPeerTests {
        /// A run of `tokens` an answer, 20 ms apart, through `program`: its summary and what it printed.
        private func run(
            _ program: PeerLimiter.Program, tokens: Int, requests: Int = 12,
            _ options: String...
        ) async throws -> (summary: RunSummary, output: String) {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "150"
            plan.gapMilliseconds = "20"
            plan.tellsTruth = false
            let folder = try TemporaryFolder()
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let proxy = try await PeerLimiter(program, as: "stream", before: server.port)
            let result = try await StreamGauge.call(
                [
                    "run", "--base-url", proxy.baseURL, "--modes", "streaming", "--requests",
                    "\(requests)", "--concurrency", "\(requests / 2)", "--max-tokens", "\(tokens)",
                ] + options, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let file = try folder.record().path(of: .summary)
            let summary = try SummaryJSON.summary(from: Data(contentsOf: URL(filePath: file)))
            return (
                summary, result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            )
        }

        @Test(arguments: [8, 20, 64])
        func `haproxy as it comes sends bursts, in answers of any length`(tokens: Int) async throws
        {
            let (summary, output) = try await run(.haproxy, tokens: tokens)
            let shape = try #require(summary.shape)
            #expect(shape.kind == .buffered)
            // A busy machine may add to what the kernel keeps back.
            #expect((10...12).contains(shape.flows?.inBursts ?? 0), "\(shape)")
            #expect(output.contains("came in bursts of about"))
            guard tokens == 64 else { return }
            // 200 ms, and up to two ticks of the kernel's clock.
            #expect((195...250).contains(try #require(shape.burstIntervalMilliseconds)))
            #expect((9...12).contains(try #require(shape.burstEvents)))
            #expect(output.contains("option http-no-delay"))
        }

        @Test func `nginx that compresses holds a part of the streams to their end`() async throws {
            let (summary, output) = try await run(
                .nginx, tokens: 20, requests: 24, "--compressed")
            let shape = try #require(summary.shape)
            let flows = try #require(shape.flows)
            let held = flows.heldToEnd
            let compressed = try #require(shape.observations.first { $0.sign == .compressed })
            #expect(held > 0 && flows.oneByOne > held, "\(shape)")
            #expect(compressed.share == 1)
            #expect(summary.manifest.servers?.first?.server?.hasPrefix("nginx/") == true)
            #expect(output.contains("\(held) of \(flows.told) were held back to their end"))
            #expect(output.contains("set 'proxy_buffering off;'"))
        }
    }
}
