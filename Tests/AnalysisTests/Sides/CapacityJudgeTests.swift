import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

/// Searches for a capacity that are held against each other: few by their own intervals, many by how they differ.
@Suite struct CapacityJudgeTests {
    private static let manifest = SyntheticRun().record().manifest

    /// A search that found `load`, known to 7 %.
    private func search(
        _ load: Double?, _ objectives: [String] = ["ttft.p95 < 500ms"], place: Int = 0
    ) -> RunProfile {
        var capacity = CapacityPlan()
        capacity.objectives = objectives
        var summary = CapacitySummary(
            version: "1.0.0", plan: RunPlan(), capacity: capacity,
            endpoint: "http://127.0.0.1:8000/v1", isEmulated: false,
            started: "2026-05-28T20:26:4\(place)Z")
        summary.outcome = load == nil ? .untold : .found
        summary.reason = load == nil ? .unsteady : nil
        summary.load = load
        summary.low = load.map { $0 / 1.07 }
        summary.high = load.map { $0 * 1.07 }
        return RunProfile(name: "search-\(place)", capacity: summary, manifest: Self.manifest)
    }

    private func comparison(_ base: RunProfile, _ new: RunProfile) -> SideComparison {
        SideComparison(base: [base], new: [new], rules: SideRules())
    }

    @Test func `a capacity whose interval lies below the other's has fallen`() throws {
        let found = comparison(search(12), search(9))
        #expect(found.verdict == .regression)
        let metric = try #require(found.metrics.first { $0.metric == .capacity })
        #expect(abs(try #require(metric.effect) + 0.25) < 1e-9)
        #expect(try #require(metric.high) < -0.1)
        #expect(comparison(search(9), search(12)).verdict == .noRegression)
    }

    @Test func `intervals that overlap tell nothing`() {
        #expect(comparison(search(12), search(11.5)).verdict == .cannotTell)
    }

    @Test func `a search that told nothing is judged by nothing`() {
        #expect(comparison(search(12), search(nil)).verdict == .nothingJudged)
    }

    @Test func `searches for other objectives are not compared`() {
        let found = comparison(search(12), search(9, ["ttft.p95 < 300ms"]))
        #expect(found.verdict == .notComparable)
        #expect(found.hindrances.contains { $0.key == "capacity.objectives" })
    }

    /// Loads of past searches spread by 3 %.
    private static let past = [12.0, 11.6, 12.4, 12.1, 11.8, 12.3, 11.9]

    private func gate(_ new: Double) -> GateResult {
        let past = Self.past.enumerated().map { place, load in
            PastRun(
                id: "2026052\(place)", kind: .capacity, profile: search(load, place: place))
        }
        let judge = GateJudge(past: past, branch: nil, rules: SideRules())
        let run = PastRun(id: "~", kind: .capacity, profile: search(new, place: 9))
        var result = GateResult(version: "1.0.0", name: "capacity", labels: RunLabels())
        result.conclude(judge.findings(of: [run]))
        return result
    }

    @Test func `against a history a fall beyond its spread is a regression`() {
        #expect(gate(9).verdict == .regression)
        #expect(gate(9).recent?.sides?.unit == .pastRun)
        #expect(gate(11.7).verdict == .passed)
        #expect(gate(14).verdict == .passed)
    }

    @Test func `less than required fails whatever the history says`() {
        var result = gate(12)
        var plan = CapacityPlan()
        plan.required = 20
        var summary = CapacitySummary(
            version: "1.0.0", plan: RunPlan(), capacity: plan, endpoint: "", isEmulated: false,
            started: "")
        summary.outcome = .found
        (summary.load, summary.low, summary.high) = (12, 11, 13)
        result.capacity = StatedCapacity(summary)
        result.conclude(nil)
        #expect(result.verdict == .assertionFailed)
    }
}
