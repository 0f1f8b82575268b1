import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension PeerTests {
    /// docs/summary.schema.json says what summary.json is, no more and no less.
    @Suite struct ReportSchemaTests {
        private static let schema = SchemaFile(name: "summary.schema.json")
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func findings(_ paths: [String]) async throws -> [Substring] {
            try await Self.schema.findings(paths, in: folder)
        }

        @Test(arguments: [
            ["--modes", "streaming"], ["--modes", "both"], ["--rate", "100", "--modes", "both"],
            ["--base-url", "http://127.0.0.1:9/v1", "--requests", "4"],
            ["--emulator-fault", "not_a_stream", "--modes", "streaming"],
        ])
        func `summaries of real runs are as it says`(options: [String]) async throws {
            _ = try await StreamGauge.call(
                ["run", "--quiet"]
                    + (options.contains("--base-url") ? [] : StreamGauge.quickEmulator)
                    + ["--requests", "40"] + options,
                in: folder)
            let record = try folder.record()
            let found = try await findings([record.path(of: .summary)])
            #expect(found.isEmpty, "\(found.prefix(5))")
        }

        @Test func `every value of a summary is as it says`() async throws {
            let summary = try SummaryJSON.summary(from: Data(try FullSummary.json().utf8))
            let path = folder.file("summary.json")
            try SummaryJSON.data(summary).write(to: URL(filePath: path))
            let found = try await findings([path])
            #expect(found.isEmpty, "\(found.prefix(5))")
            // Nothing of the example was left out in reading it.
            let read = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
            let given = try JSONSerialization.jsonObject(with: Data(try FullSummary.json().utf8))
            #expect(read as? NSDictionary == given as? NSDictionary)
        }

        private static let misspellings: [(right: String, wrong: String)] = [
            (#""format" :"#, #""fromat" :"#), (#""verdict" :"#, #""verdickt" :"#),
            (#""statistic" :"#, #""statistics" :"#), (#""is_fresh" :"#, #""fresh" :"#),
            (#""fluidity" :"#, #""flow" :"#), (#""complete_pairs" :"#, #""whole_pairs" :"#),
            (#""first_token_streaming""#, #""first_token""#), (#""one_burst""#, #""burst""#),
            (#""ticks" :"#, #""tick" :"#), (#""trustworthy""#, #""fine""#),
        ]

        @Test func `a misspelt word is refused`() async throws {
            let text = try FullSummary.json()
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
            ("metric", nil, MetricName.all.map(\.rawValue)),
            ("mode", nil, ResponseMode.allCases.map(\.rawValue)),
            ("phase", nil, Phase.allCases.map(\.rawValue)),
            ("outcome", nil, Outcome.allCases.map(\.rawValue)),
            ("statistic", nil, Statistic.allCases.map(\.rawValue)),
            ("unit", nil, SummaryUnit.allCases.map(\.rawValue)),
            ("connection", nil, ConnectionScope.allCases.map(\.rawValue)),
            ("verdict", nil, Verdict.allCases.map(\.rawValue)),
            ("check", "kind", ValidityCheck.Kind.allCases.map(\.rawValue)),
            ("shape", "kind", StreamShape.Kind.allCases.map(\.rawValue)),
            ("difference", "quantity", PairedDifference.Quantity.allCases.map(\.rawValue)),
            ("claim", "subject", JudgedClaim.Subject.allCases.map(\.rawValue)),
            ("claim", "verdict", JudgedClaim.Verdict.allCases.map(\.rawValue)),
        ]
    }
}
