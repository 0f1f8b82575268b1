import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

extension PeerTests {
    /// docs/gate.schema.json says what gate.json is, no more and no less.
    @Suite struct GateSchemaTests {
        private static let schema = SchemaFile(name: "gate.schema.json")
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static func json(_ result: GateResult) throws -> String {
            let data = try #require(try GateFormat.json.contents(of: result))
            return String(decoding: data, as: UTF8.self)
        }

        @Test func `results are as it says`() async throws {
            let found = try await Self.schema.findings(
                in: SyntheticGates.allCases.map { try Self.json($0.result) }, folder)
            let all = found.flatMap { $0 }
            #expect(all.isEmpty, "\(all.prefix(5))")
        }

        private static let misspellings: [(right: String, wrong: String)] = [
            (#""format" :"#, #""fromat" :"#), (#""verdict" :"#, #""verdickt" :"#),
            (#""passed_over" :"#, #""passed" :"#), (#""exit_code" :"#, #""code" :"#),
            (#""is_settled" :"#, #""settled" :"#), (#""excluded""#, #""left""#),
        ]

        @Test func `a misspelt word is refused`() async throws {
            let unseen = try await Self.schema.unseen(
                Self.misspellings, in: try Self.json(SyntheticGates.regression.result), folder)
            #expect(unseen.isEmpty)
        }

        @Test func `its verdicts are those of the code`() throws {
            let differing = try Self.schema.difference(
                of: GateResult.Verdict.allCases.map(\.rawValue), from: "verdict", key: nil)
            #expect(differing.isEmpty, "\(differing)")
        }
    }
}
