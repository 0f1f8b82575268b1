import Foundation
import RecordStore
import RunModel
import Synchronization
import Testing

extension CompatibilityTests {
    /// A record's tables in the hands of pandas, DuckDB and LibreOffice.
    @Suite struct CsvTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// What the readers understood otherwise than it stands in the files.
        private func misreadings() async throws -> [String] {
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/read_tables.py", [try folder.record().path], in: folder,
                within: .seconds(120))
            try #require(result.status == 0, "\(result.errors)")
            return try JSONDecoder().decode([String].self, from: Data(result.output.utf8))
        }

        @Test func `every reader finds all rows and columns with their types`() async throws {
            let run = try await StreamGauge.call(
                ["run", "--quiet", "--modes", "both", "--requests", "60"]
                    + ["--emulator-fault", "close", "--emulator-fault-share", "0.1"]
                    + StreamGauge.quickEmulator, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try await misreadings() == [])
        }

        @Test func `what a server says is no formula`() async throws {
            let texts = [
                "=1+1", "+1+1", "-1+1", "@SUM(1;1)", "\\t=1+1", "'=1+1", "a, \\\"b\\\"\\n=c",
            ]
            let answered = Mutex(0)
            let server = try RecordingServer { _ in
                let index = answered.withLock { count in
                    defer { count += 1 }
                    return count
                }
                let body = #"{"error":{"message":"\#(texts[index % texts.count])"}}"#
                return "HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
            }
            let run = try await StreamGauge.call(
                ["run", "--quiet", "--modes", "streaming", "--requests", "28", "-c", "1"]
                    + ["--base-url", server.baseURL], in: folder)
            #expect(run.status == 6, "\(run.errors)")
            let record = try folder.record()
            let messages = try record.run().requests.compactMap(\.message)
            #expect(messages.contains { $0.hasSuffix("=1+1") }, "\(messages)")
            #expect(try await misreadings() == [])
        }
    }
}
