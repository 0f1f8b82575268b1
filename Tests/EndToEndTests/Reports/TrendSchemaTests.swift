import Analysis
import Reporting
import SyntheticRuns
import Testing

extension PeerTests {
    /// docs/trend.schema.json says what trend.json is, no more and no less.
    @Suite struct TrendSchemaTests {
        private static let schema = SchemaFile(name: "trend.schema.json")
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static func json(_ trend: HistoryTrend) throws -> String {
            String(decoding: try TrendJSON.data(trend), as: UTF8.self)
        }

        @Test func `trends are as it says`() async throws {
            let found = try await Self.schema.findings(
                in: SyntheticTrends.allCases.map { try Self.json($0.trend) }, folder)
            let all = found.flatMap { $0 }
            #expect(all.isEmpty, "\(all.prefix(5))")
        }

        private static let misspellings: [(right: String, wrong: String)] = [
            (#""format" :"#, #""fromat" :"#), (#""older_runs" :"#, #""older" :"#),
            (#""word" :"#, #""words" :"#), (#""left_out" :"#, #""left" :"#),
            (#""before" :"#, #""since" :"#), (#""stands" :"#, #""still" :"#),
            (#""is_spike" :"#, #""spike" :"#), (#""count" :"#, #""counts" :"#),
            (#""ttft.p50""#, #""ttft_p50""#), (#""excluded""#, #""left""#),
        ]

        @Test func `a misspelt word is refused`() async throws {
            var trend = SyntheticTrends.worse.trend
            trend.metrics[0].points[5].isSpike = true
            let unseen = try await Self.schema.unseen(
                Self.misspellings, in: try Self.json(trend), folder)
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
            ("kind", nil, PastRun.Kind.allCases.map(\.rawValue)),
            ("word", nil, TrendWord.allCases.map(\.rawValue)),
            ("run", "verdict", GateResult.Verdict.allCases.map(\.rawValue)),
            ("run", "left_out", PassedOver.Reason.allCases.map(\.rawValue)),
            ("metric", "lack", MetricTrend.Lack.allCases.map(\.rawValue)),
            ("point", "lack", MetricVerdict.Lack.allCases.map(\.rawValue)),
        ]
    }
}
