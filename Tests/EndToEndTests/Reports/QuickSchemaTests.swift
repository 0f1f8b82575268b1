import Analysis
import Foundation
import Testing

extension PeerTests {
    /// docs/quick.schema.json says what `quick --json` prints.
    @Suite struct QuickSchemaTests {
        private let folder: TemporaryFolder
        private let schema = SchemaFile(name: "quick.schema.json")

        init() throws { folder = try TemporaryFolder() }

        @Test func `what is printed follows it, and what is misspelt is seen`() async throws {
            let result = try await StreamGauge.call(
                ["quick", "--emulator", "--json", "--duration", "5s", "--most", "1"]
                    + StreamGauge.quickEmulator, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try await schema.findings(in: [result.output], folder) == [[]])
            let unseen = try await schema.unseen(
                [
                    ("\"gave_out\"", "\"gave_up\""), ("\"bound_ms\"", "\"bound\""),
                    ("\"in_time\"", "\"good\""), ("\"ttft_ms\"", "\"ttft\""),
                    ("\"least\"", "\"most\""), ("\"ending\"", "\"end\""),
                ], in: result.output, folder)
            #expect(unseen.isEmpty)
        }
    }
}
