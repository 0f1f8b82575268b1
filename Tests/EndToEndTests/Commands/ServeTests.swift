import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// The emulator alone, asked by our own runs.
    @Suite struct ServeTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// Starts `serve` and waits for its line.
        private func serve(_ options: [String]) async throws -> (RunningCommand, address: String) {
            try await StreamGauge.serve(
                ["--ttft", "10", "--gap", "2", "--tokens", "12"] + options, in: folder)
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
            #expect(try await server.end().status == 0)
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
    }
}
