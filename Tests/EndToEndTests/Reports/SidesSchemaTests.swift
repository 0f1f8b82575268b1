import Analysis
import Foundation
import Reporting
import SyntheticRuns
import Testing

extension PeerTests {
    /// docs/comparison.schema.json says what comparison.json is, no more and no less.
    @Suite struct SidesSchemaTests {
        private static let schema = SchemaFile(name: "comparison.schema.json")
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static func json(_ comparison: SideComparison) throws -> String {
            String(decoding: try SidesJSON.data(comparison), as: UTF8.self)
        }

        @Test func `comparisons are as it says`() async throws {
            let found = try await Self.schema.findings(
                in: SyntheticSides.allCases.map { try Self.json($0.comparison) }, folder)
            let all = found.flatMap { $0 }
            #expect(all.isEmpty, "\(all.prefix(5))")
        }

        private static let misspellings: [(right: String, wrong: String)] = [
            (#""format" :"#, #""fromat" :"#), (#""verdict" :"#, #""verdickt" :"#),
            (#""smallest_effect" :"#, #""effect_size" :"#), (#""kind" :"#, #""sort" :"#),
            (#""word" :"#, #""words" :"#), (#""band_above" :"#, #""band" :"#),
            (#""start_seconds" :"#, #""start" :"#), (#""subject" :"#, #""subjects" :"#),
            (#""is_forced" :"#, #""forced" :"#), (#""is_of_work" :"#, #""of_work" :"#),
            (#""milliseconds" :"#, #""values" :"#),
            (#""ttft.p50""#, #""ttft_p50""#), (#""not_comparable""#, #""incomparable""#),
        ]

        @Test func `a misspelt word is refused`() async throws {
            let text = try Self.json(SyntheticSides.forced.comparison)
            let unseen = try await Self.schema.unseen(Self.misspellings, in: text, folder)
            #expect(unseen.isEmpty)
        }

        @Test(arguments: lists)
        func `its closed lists are those of the code`(
            name: String, key: String?, labels: [String]
        ) throws {
            let differing = try Self.schema.difference(of: labels, from: name, key: key)
            #expect(differing.isEmpty, "\(name): \(differing)")
        }

        static let lists: [(name: String, key: String?, labels: [String])] = [
            ("verdict", nil, SideComparison.Verdict.allCases.map(\.rawValue)),
            ("unit", nil, SideComparison.Unit.allCases.map(\.rawValue)),
            ("judged_metric", nil, JudgedMetric.allCases.map(\.rawValue)),
            ("hindrance", "kind", Hindrance.Kind.allCases.map(\.rawValue)),
            ("metric", "word", MetricVerdict.Word.allCases.map(\.rawValue)),
            ("metric", "lack", MetricVerdict.Lack.allCases.map(\.rawValue)),
            ("work", "subject", WorkComparison.Subject.allCases.map(\.rawValue)),
            ("hint", "kind", HintValue.Kind.allCases.map(\.rawValue)),
        ]
    }
}
