import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// What others wrote asks our server and reads our histograms.
    @Suite struct ClientTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func `the official client streams, reads answers whole, and is refused`() async throws
        {
            try folder.write("sk-right\n", to: "keys")
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--api-keys-file", folder.file("keys")]
                    + ["--ttft", "10", "--gap", "2", "--tokens", "12"], in: folder)
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/openai_client.py", [address, "sk-right", "sk-wrong"],
                in: folder)
            server.send(SIGTERM)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "streamed 12\nwhole 12\nrefused\n")
        }

        @Test func `official clients read all four APIs, thinking and calls of tools among them`()
            async throws
        {
            try folder.write("sk-right\n", to: "keys")
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--api-keys-file", folder.file("keys")]
                    + ["--ttft", "10", "--gap", "2", "--tokens", "12"], in: folder)
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/four_apis.py", [address, "sk-right", "sk-wrong"],
                in: folder)
            server.send(SIGTERM)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.outputLines.count { $0.hasSuffix(" 16") } == 13)
            #expect(result.outputLines.count { $0.hasSuffix(" 6") } == 4)
            #expect(result.outputLines.count { $0.contains("refused 401") } == 4)
            #expect(result.outputLines.count { $0.hasSuffix("inside the stream") } == 2)
        }

        @Test func `HdrHistogram's own tool counts what the rows count`() async throws {
            let options =
                StreamGauge.quickEmulator + [
                    "--modes", "streaming", "--requests", "30", "--rounds", "3",
                ]
            let run = try await StreamGauge.call(["run"] + options, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            let record = try folder.record()
            let result = try await Peer.call(
                "scripts/check-hlog", [record.path(of: .histograms)], in: folder)
            #expect(result.status == 0, "\(result.errors)")

            var rows = 0
            try RecordReader(opening: record.path).forEachChunk { _ in rows += 1 }
            #expect(rows == 240)
            // Each request's first chunk ends no gap.
            #expect(Self.count("icl", in: result) == rows - 30)
        }

        /// The sum over rounds of a line's second word, which is the histogram's count.
        private static func count(_ metric: String, in result: CommandResult) -> Int {
            result.outputLines.filter { $0.hasPrefix("\(metric).streaming.") }
                .reduce(0) { $0 + (Int($1.split(separator: " ")[1]) ?? 0) }
        }
    }
}
