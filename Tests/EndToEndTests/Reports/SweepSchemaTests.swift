import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

extension PeerTests {
    /// docs/sweep.schema.json says what sweep.json is, no more and no less.
    @Suite struct SweepSchemaTests {
        private static let schema = SchemaFile(name: "sweep.schema.json")

        @Test func `sweeps are as it says, and a misspelt word is refused`() async throws {
            let folder = try TemporaryFolder()
            var slower = SyntheticSweep()
            slower.slowdown = 1.5
            slower.limitedRates = [3]
            let texts = try [SyntheticSweep(), slower].map {
                String(decoding: try SweepJSON.data($0.summary()), as: UTF8.self)
            }
            let found = try await Self.schema.findings(in: texts, folder)
            #expect(found == [[], []], "\(found)")
            let unseen = try await Self.schema.unseen(
                [
                    (#""ttft_ms" :"#, #""ttft" :"#), (#""attempt" :"#, #""try" :"#),
                    (#""most_failures" :"#, #""failures_most" :"#),
                    (#""is_saturated" :"#, #""saturated" :"#),
                ], in: texts[1], folder)
            #expect(unseen.isEmpty)
        }

        @Test(arguments: lists)
        func `its closed lists are those of the code`(
            name: String, key: String?, labels: [String]
        ) throws {
            #expect(try Self.schema.difference(of: labels, from: name, key: key).isEmpty)
        }

        static let lists: [(name: String, key: String?, labels: [String])] = [
            ("ending", nil, SweepEnding.allCases.map(\.rawValue)),
            ("step_ending", nil, SweepStep.Ending.allCases.map(\.rawValue)),
            ("settling", nil, SweepStep.Settling.allCases.map(\.rawValue)),
            ("kind", nil, SweepLoad.Kind.allCases.map(\.rawValue)),
            ("disagreement", "quantity", PassDisagreement.Quantity.allCases.map(\.rawValue)),
        ]
    }
}
