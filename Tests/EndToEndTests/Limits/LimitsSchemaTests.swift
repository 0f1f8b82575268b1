import Analysis
import Foundation
import Reporting
import RunModel
import SyntheticRuns
import Testing

extension PeerTests {
    /// docs/limits.schema.json says what limits.json is, no more and no less.
    @Suite struct LimitsSchemaTests {
        private static let schema = SchemaFile(name: "limits.schema.json")
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static func json(_ summary: LimitsSummary) throws -> String {
            String(decoding: try LimitsJSON.data(summary), as: UTF8.self)
        }

        @Test func `summaries are as it says`() async throws {
            let summaries = [
                SyntheticLimits.truthful, SyntheticLimits.lying, SyntheticLimits.untold,
                LimitsSummary(manifest: SyntheticLimits.truthful.manifest),
            ]
            let found = try await Self.schema.findings(
                in: summaries.map { try Self.json($0) }, folder)
            let all = found.flatMap { $0 }
            #expect(all.isEmpty)
        }

        private static let misspellings: [(right: String, wrong: String)] = [
            (#""format" :"#, #""fromat" :"#), (#""subject" :"#, #""subjects" :"#),
            (#""concurrent_streams""#, #""streams""#), (#""holds""#, #""fine""#),
            (#""low_milliseconds" :"#, #""low" :"#), (#""turned_away_at" :"#, #""refused_at" :"#),
            (#""limit_low" :"#, #""limit" :"#), (#""is_streaming" :"#, #""streaming" :"#),
            (#""at_natural_end""#, #""natural""#), (#""refused""#, #""rejected""#),
            (#""stated_streams" :"#, #""streams_stated" :"#),
        ]

        @Test func `a misspelt word is refused`() async throws {
            let text = try Self.json(SyntheticLimits.truthful)
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
            ("subject", nil, LimitFinding.Subject.allCases.map(\.rawValue)),
            ("verdict", nil, LimitFinding.Verdict.allCases.map(\.rawValue)),
            ("ceiling", "behaviour", StreamCeiling.Behaviour.allCases.map(\.rawValue)),
            ("release", "cause", SlotRelease.Cause.allCases.map(\.rawValue)),
            ("release", "kind", SlotRelease.Kind.allCases.map(\.rawValue)),
            ("candidate", "kind", RequestWindow.Kind.allCases.map(\.rawValue)),
            ("entry", "state", LimitsTimeline.State.allCases.map(\.rawValue)),
            ("entry", "probe", ProbeStep.allCases.map(\.rawValue)),
        ]
    }
}
