import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// The emulator alone, asked by our own runs and by the official Python client.
    @Suite struct ServeTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// Starts `serve` and waits for its line.
        private func serve(_ options: [String]) async throws -> (RunningCommand, address: String) {
            let server = try StreamGauge.start(
                ["serve", "--ttft", "10", "--gap", "2", "--tokens", "12"] + options, in: folder)
            try await server.until { server.output.contains("\n") }
            let words = server.output.split(separator: " ")
            try #require(words.count > 1 && words[0] == "Serving", "\(server.output)")
            return (server, String(words[1]))
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `says its address, serves a run, and ends at a signal`(signal: Int32) async throws {
            let (server, address) = try await serve(["--port", "0"])
            #expect(address.hasPrefix("http://127.0.0.1:"))
            let result = try await StreamGauge.call(
                ["run", "--modes", "streaming", "--base-url", address, "--requests", "8"],
                in: folder)
            #expect(result.status == 0, "\(result.errors)")
            server.send(signal)
            #expect(try await server.end(within: .seconds(10)).status == 0)
        }

        @Test func `a port that is taken is told`() async throws {
            let (descriptor, port) = try LoopbackSocket.listen()
            defer { close(descriptor) }
            let result = try await StreamGauge.call(["serve", "--port", "\(port)"], in: folder)
            #expect(result.status == 6)
            #expect(result.errors.contains("cannot serve on 127.0.0.1:\(port)"))
        }

        @Test func `over a Unix socket times are the client's own, and it says so`() async throws {
            let socket = folder.file("socket")
            let (server, address) = try await serve(["--unix-socket", socket])
            #expect(address == socket)
            let result = try await StreamGauge.call(
                [
                    "run", "--modes", "streaming", "--base-url", "http://localhost/v1",
                    "--unix-socket", socket,
                ]
                    + ["--requests", "8"], in: folder)
            server.send(SIGTERM)
            #expect(result.status == 0, "\(result.errors)")
            let requests = try folder.record().run().requests
            #expect(requests.count == 8)
            #expect(requests.allSatisfy { $0.events.unstampedReads == $0.events.reads })
            #expect(requests.allSatisfy { $0.events.reads > 0 })
            #expect(result.output.contains("100 % of the reads had no kernel time stamp"))
        }

        @Test func `the official client streams, reads answers whole, and is refused`() async throws
        {
            try folder.write("sk-right\n", to: "keys")
            let (server, address) = try await serve([
                "--port", "0", "--api-keys-file", folder.file("keys"),
            ])
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/openai_client.py", [address, "sk-right", "sk-wrong"],
                in: folder)
            server.send(SIGTERM)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "streamed 12\nwhole 12\nrefused\n")
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

/// A program of the Python environment that scripts/peers makes.
enum Peer {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func call(
        _ script: String, _ arguments: [String], in folder: TemporaryFolder,
        within limit: Duration = .seconds(60)
    ) async throws -> CommandResult {
        let python = repository.appending(path: ".venv/bin/python")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path()),
            "\(python.path()) is missing; run scripts/peers")
        let path = repository.appending(path: script).path()
        return try await RunningCommand(python, [path] + arguments, in: folder).end(within: limit)
    }
}
