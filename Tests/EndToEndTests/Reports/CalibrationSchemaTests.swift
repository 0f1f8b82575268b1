import Analysis
import Foundation
import RunModel
import Testing

extension PeerTests {
    /// docs/calibration.schema.json says what calibration.json is, no more and no less.
    @Suite struct CalibrationSchemaTests {
        private let folder: TemporaryFolder
        private let schema = SchemaFile(name: "calibration.schema.json")

        init() throws { folder = try TemporaryFolder() }

        @Test func `what is printed follows it, and what is misspelt is seen`() async throws {
            let result = try await StreamGauge.call(
                ["calibrate", "-c", "100", "--find", "--most", "120", "--json", "--bound", "10s"]
                    + ["--calibrations", "kept", "--ttft", "5", "--gap", "1", "--tokens", "8"],
                in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try await schema.findings(in: [result.output], folder) == [[]])
            let unseen = try await schema.unseen(
                [
                    ("\"bound_ms\"", "\"bound\""), ("\"untold_share\"", "\"untold\""),
                    ("\"gap_difference\"", "\"gap_error\""), ("\"p99_ms\"", "\"p99\""),
                    ("\"is_secure\"", "\"secure\""), ("\"asked\"", "\"wanted\""),
                    ("\"kept\"", "\"files\""), ("\"largest\"", "\"most\""),
                ], in: result.output, folder)
            #expect(unseen.isEmpty)
        }
    }
}
