import Foundation
import Reporting
import Testing

extension PeerTests {
    /// docs/doctor.schema.json says what `doctor --json` prints.
    @Suite struct DoctorSchemaTests {
        private let folder: TemporaryFolder
        private let schema = SchemaFile(name: "doctor.schema.json")

        init() throws { folder = try TemporaryFolder() }

        @Test func `what is printed follows it, with a target and without`() async throws {
            let calls = [
                [], ["--emulator"] + StreamGauge.quickEmulator,
                ["--base-url", "http://127.0.0.1:9/v1"],
            ]
            for words in calls {
                let result = try await StreamGauge.call(["doctor", "--json"] + words, in: folder)
                #expect(try await schema.findings(in: [result.output], folder) == [[]], "\(words)")
            }
        }

        @Test func `what is misspelt is seen`() async throws {
            let result = try await StreamGauge.call(
                ["doctor", "--json", "--base-url", "http://127.0.0.1:9/v1"], in: folder)
            let unseen = try await schema.unseen(
                [
                    ("\"is_healthy\"", "\"healthy\""), ("\"remedy\"", "\"todo\""),
                    ("\"mend\"", "\"bad\""), ("\"connection\"", "\"link\""),
                    ("\"machine\"", "\"host\""),
                ], in: result.output, folder)
            #expect(unseen.isEmpty)
        }

        @Test func `its labels are those of the program`() throws {
            let pairs = [
                ("check", Check.allCases.map(\.rawValue)),
                ("state", Finding.State.allCases.map(\.rawValue)),
                ("area", Finding.Area.allCases.map(\.rawValue)),
            ]
            for (key, labels) in pairs {
                #expect(try schema.difference(of: labels, from: "finding", key: key).isEmpty)
            }
        }
    }
}
