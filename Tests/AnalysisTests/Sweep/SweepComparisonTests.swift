import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct SweepComparisonTests {
    private static let loads = [1.0, 2, 4].map { SweepLoad(.concurrency, $0) }

    /// A sweep of two passes; slower by `slowdown` at the loads of `slow`.
    private func side(
        _ name: String, seed: UInt64, slow: Set<Double> = [], slowdown: Double = 1.5,
        loads: [SweepLoad] = SweepComparisonTests.loads
    ) -> SweepComparison.Side {
        var runs: [SweepLoad: [RunProfile]] = [:]
        for (index, load) in loads.enumerated() {
            runs[load] = (0..<2).map { pass in
                var run = SyntheticRun()
                run.seed = seed + UInt64(index * 10 + pass)
                run.requests = 400
                run.rounds = 10
                if slow.contains(load.value) {
                    run.roundLevels = [Double](repeating: slowdown, count: 10)
                }
                let record = run.record()
                return RunProfile(
                    name: "\(name)-\(load.label)-\(pass)", manifest: record.manifest,
                    requests: record.requests, histograms: record.histograms)
            }
        }
        return SweepComparison.Side(name: name, runs: runs)
    }

    @Test func `loads of one sweep alone are named, and without any in both there is no verdict`() {
        let found = SweepComparison(
            base: side("before", seed: 1, loads: [Self.loads[0]]),
            new: side("after", seed: 2, loads: [Self.loads[1]]), rules: SideRules())
        #expect(found.baseOnly == [Self.loads[0]] && found.newOnly == [Self.loads[1]])
        #expect(found.verdict == .notComparable)
    }
}
