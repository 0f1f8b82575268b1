import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct GateResultTests {
    private func result(trust: Verdict = .trustworthy) -> GateResult {
        var result = GateResult(version: "0", name: "gate", labels: RunLabels())
        var profile = SyntheticPast.profile(1)
        profile.trust = trust
        result.runs = [GateRun(folder: "reports/1", seed: 1, profile: profile)]
        return result
    }

    private func regression() -> GateJudge.Findings {
        let past = (0..<10).map { SyntheticPast.run($0, firstToken: 200 + Double($0)) }
        return GateJudge(past: past, branch: "main", rules: SideRules())
            .findings(of: [20, 21].map { SyntheticPast.run($0, firstToken: 260) })
    }

    @Test func `a run that cannot be trusted says nothing else`() {
        var found = result(trust: .notTrustworthy)
        found.conclude(regression())
        #expect(found.verdict == .notTrustworthy)
        #expect(found.exitCode == 4)
    }

    @Test func `a regression is told before an assertion that cannot be told`() {
        var found = result()
        found.conclude(regression())
        #expect(found.verdict == .regression)
        #expect(found.exitCode == 3)
    }

    @Test func `advice fails nothing that was judged, and everything that died`() {
        var found = result()
        found.isAdvisory = true
        found.conclude(regression())
        #expect(found.verdict == .regression)
        #expect(found.exitCode == 0)
        found.end(.targetFailed)
        #expect(found.exitCode == 6)
    }

    @Test func `every verdict has its exit code`() {
        let codes = Dictionary(
            uniqueKeysWithValues: GateResult.Verdict.allCases.map { ($0.rawValue, $0.exitCode) })
        #expect(
            codes == [
                "interrupted": 130, "record_failed": 7, "target_failed": 6, "not_trustworthy": 4,
                "regression": 3, "assertion_failed": 2, "not_comparable": 5, "nothing_judged": 5,
                "cannot_tell": 1, "no_baseline": 0, "short_history": 0, "passed": 0,
            ])
    }

    @Test func `readiness is two blocks that agree`() {
        var ready = Readiness()
        for median in [900.0, 300, 210, 204] {
            ready.add(Readiness.Block(medianMilliseconds: median, requests: 8, failures: 0))
        }
        #expect(ready.isSettled)
        var failing = Readiness()
        for _ in 0..<3 {
            failing.add(Readiness.Block(medianMilliseconds: 200, requests: 8, failures: 1))
        }
        #expect(!failing.isSettled)
    }
}
