import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// The page of a run under way in a real browser, until it is the report.
    @Suite struct LiveBrowserTests {
        @Test func `a run can be watched, marked and ended by everyone`() async throws {
            let folder = try TemporaryFolder()
            let command = try StreamGauge.start(
                [
                    "run", "--live", "--duration", "170s", "-c", "8", "--emulator-ttft", "60",
                    "--emulator-gap", "10", "--emulator-tokens", "30",
                ], in: folder)
            try await command.until { command.errors.contains("Live: http://127.0.0.1:") }
            let line = try #require(
                command.errors.split(separator: "\n").first { $0.hasPrefix("Live: ") })
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/watch_live.py", [String(line.dropFirst(6))],
                in: folder)
            try #require(result.status == 0, "\(result.errors)")
            let found = try JSONDecoder().decode(
                [[String: BrowserWord]].self, from: Data(result.output.utf8))
            #expect(found.isEmpty, "\(result.output)")
            #expect(try await command.end().status == 130)
            #expect(try folder.record().run().marks.map(\.text) == ["deployed <v2>"])
        }
    }
}

/// A text or a number of a problem, of which it is enough that there is none.
private enum BrowserWord: Decodable {
    case value

    init(from decoder: any Decoder) throws { self = .value }
}
