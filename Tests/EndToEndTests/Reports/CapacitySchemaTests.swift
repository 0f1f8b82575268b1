import Analysis
import Foundation
import Reporting
import RunModel
import Statistics
import Testing

extension PeerTests {
    /// docs/capacity.schema.json says what capacity.json is, no more and no less.
    @Suite struct CapacitySchemaTests {
        private static let schema = SchemaFile(name: "capacity.schema.json")

        @Test func `searches are as it says, and a misspelt word is refused`() async throws {
            let folder = try TemporaryFolder()
            let texts = [true, false].map { isFound in
                String(
                    decoding: (try? CapacityJSON.data(Self.summary(isFound))) ?? Data(),
                    as: UTF8.self)
            }
            let found = try await Self.schema.findings(in: texts, folder)
            #expect(found == [[], []], "\(found)")
            let unseen = try await Self.schema.unseen(
                [
                    (#""missed_low" :"#, #""low_missed" :"#), (#""purpose" :"#, #""why" :"#),
                    (#""max_requests" :"#, #""requests_max" :"#),
                    (#""is_saturated" :"#, #""saturated" :"#),
                ], in: texts[0], folder)
            #expect(unseen.isEmpty)
        }

        @Test(arguments: lists)
        func `its closed lists are those of the code`(
            name: String, key: String?, labels: [String]
        ) throws {
            #expect(try Self.schema.difference(of: labels, from: name, key: key).isEmpty)
        }

        static let lists: [(name: String, key: String?, labels: [String])] = [
            ("outcome", nil, CapacitySummary.Outcome.allCases.map(\.rawValue)),
            ("reason", nil, CapacitySummary.Reason.allCases.map(\.rawValue)),
            ("kind", nil, CapacityPlan.LoadKind.allCases.map(\.rawValue)),
            ("purpose", nil, CapacitySearch.Purpose.allCases.map(\.rawValue)),
            ("verdict", nil, CapacityStep.Verdict.allCases.map(\.rawValue)),
        ]

        private static func summary(_ isFound: Bool) throws -> CapacitySummary {
            var plan = CapacityPlan()
            plan.objectives = ["ttft.p95 < 500ms"]
            plan.start = 2
            plan.required = isFound ? 4 : nil
            var search = CapacitySearch(.init(allowed: [0.05], range: 0.1...100))
            let objective = try ServiceObjective("ttft.p95 < 500ms")
            var summary = CapacitySummary(
                version: "1", plan: RunPlan(), capacity: plan, endpoint: "http://127.0.0.1/v1",
                isEmulated: true, started: "2026-01-01T00:00:00Z")
            for (load, share) in [(4.0, 0.01), (8, 0.5)] {
                let step = CapacitySearch.Step(load: load, purpose: .rising, least: 40, most: 400)
                let evidence = StepEvidence(
                    counts: [.init(load: load, share: share, count: 300)], requests: 300,
                    medianAnswer: .seconds(1))
                let result = search.result(step, evidence)
                search.add(result)
                summary.steps.append(
                    CapacityStep(
                        result, [objective], folder: "steps/01",
                        manifest: RunManifest(
                            version: "1", plan: RunPlan(),
                            clock: ClockAnchors(
                                originMonotonicNanoseconds: 0, originRealtimeNanoseconds: 0),
                            endpoint: "", started: ""),
                        requests: [], histograms: HistogramSet()))
            }
            if isFound {
                summary.conclude(.found(4), search)
            } else {
                summary.stop(.requests, search)
            }
            return summary
        }
    }
}
