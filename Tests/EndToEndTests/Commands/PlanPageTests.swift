import Foundation
import RunModel
import Testing

extension CommandTests {
    /// docs/plan.md, of which streamgauge-plan(5) is made, has every key of a plan.
    @Suite struct PlanPageTests {
        /// The names of all values of a type, as plans have them, with those that are absent unless given.
        private func keys(_ value: Any, _ path: String) -> [String] {
            let mirror = Mirror(reflecting: value)
            return mirror.children.flatMap { label, child -> [String] in
                guard let label else { return [] }
                let key = path + SnakeCase.encode(label)
                let kinds: [Any.Type] = [
                    TargetPlan.self, EmulatorPlan.self, RequestPlan.self, LoadPlan.self,
                    TimeoutPlan.self, ConnectionPlan.self, RecordPlan.self, DisplayPlan.self,
                    JudgingPlan.self, AgainstPlan.self,
                ]
                let isWhole = !kinds.contains { $0 == type(of: child) } || path == "against."
                return isWhole ? [key] : keys(child, key + ".")
            }
        }

        @Test func `every key of a plan stands on its page`() throws {
            let page = try String(
                contentsOf: Peer.repository.appending(path: "docs/plan.md"), encoding: .utf8)
            var plan = keys(RunPlan(), "").filter {
                !["judging", "against", "limits"].contains($0)
            }
            plan += keys(JudgingPlan(), "judging.") + keys(AgainstPlan(), "against.")
            try #require(plan.count > 60)
            let missing = plan.filter { !page.contains("`\($0)`") }
            #expect(missing.isEmpty)
        }
    }
}
