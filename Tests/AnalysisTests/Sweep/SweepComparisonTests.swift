import RunModel
import Statistics
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct SweepComparisonTests {
    private static let loads = [1.0, 2, 4].map { SweepLoad(.concurrency, $0) }

    /// A sweep of two passes, each step with a seed and a warm-up of its own.
    private struct Sweep {
        var name = "before"
        var seed: UInt64 = 1
        var loads = SweepComparisonTests.loads
        /// Loads at which first tokens come later by `slowdown`.
        var slow: Set<Double> = []
        var slowdown = 1.2
        /// Passes in which a load was more than the target bears.
        var tooMuch: [Double: Set<Int>] = [:]
        /// Loads that were asked of another model.
        var otherModel: Set<Double> = []

        var side: SweepComparison.Side {
            SweepComparison.Side(
                name: name, plan: RunPlan(),
                steps: loads.flatMap { load in (1...2).map { step(SweepPlan.Place(load, pass: $0)) }
                })
        }

        private func step(_ place: SweepPlan.Place) -> (SweepStep, RunProfile) {
            var run = SyntheticRun()
            run.seed = seed &+ UInt64(place.load.value * 10) &+ UInt64(place.pass)
            run.requests = 400
            run.rounds = 10
            run.keepsChunks = false
            let isSlow = slow.contains(place.load.value)
            run.firstTokenMilliseconds = .logNormal(
                median: isSlow ? 205 * slowdown : 205, sigma: 0.18)
            let record = run.record()
            var manifest = record.manifest
            manifest.seedDerivedFrom = 7
            manifest.plan.load.warmupRequests = Int(seed) + place.pass
            if otherModel.contains(place.load.value) { manifest.plan.request.model = "other" }
            let isTooMuch = tooMuch[place.load.value]?.contains(place.pass) ?? false
            return (
                SweepStep(
                    place, attempt: 0, folder: "\(place.load.label)-pass\(place.pass)",
                    ending: isTooMuch ? .saturated : .measured, settling: .settled),
                RunProfile(
                    name: "\(name)-\(place.load.label)-\(place.pass)", manifest: manifest,
                    requests: record.requests, histograms: record.histograms)
            )
        }
    }

    private func comparison(
        _ edit: (inout Sweep) -> Void = { _ in }, base: (inout Sweep) -> Void = { _ in }
    ) -> SweepComparison {
        var (before, after) = (Sweep(), Sweep())
        (after.name, after.seed) = ("after", 200)
        base(&before)
        edit(&after)
        return SweepComparison(base: before.side, new: after.side, rules: SideRules())
    }

    @Test func `two sweeps of one target show no regression at any load`() {
        let found = comparison()
        #expect(found.loads.allSatisfy { $0.comparison.hindrances.isEmpty })
        #expect(!found.loads.contains { $0.verdict == .regression })
        #expect(found.loads.map(\.load) == Self.loads)
    }

    @Test func `first tokens a fifth later are told at the loads where they are`() {
        let found = comparison { $0.slow = [2, 4] }
        #expect(found.verdict == .regression)
        #expect(found.loads.map { $0.verdict == .regression } == [false, true, true])
        let worse = found.loads[1].comparison.metrics.filter { $0.word == .worse }
        #expect(worse.contains { $0.metric == .firstTokenP50 })
        #expect(found.loads[1].comparison.hindrances.isEmpty)
    }

    /// Holm: of three loads the first words are at a third of the level; once two are worse, the third has all of it.
    @Test func `a load is judged by the level that the others leave`() {
        let even = comparison().loads.map(\.comparison.rules.level)
        #expect(even.allSatisfy { abs($0 - 0.05 / 3) < 1e-9 })
        let stepped = comparison { $0.slow = [2, 4] }.loads.map(\.comparison.rules.level)
        #expect(abs(stepped[0] - 0.05) < 1e-9)
        #expect(abs(stepped[1] - 0.05 / 3) < 1e-9)
    }

    @Test func `a load that the target no longer bears is worse`() {
        let found = comparison { $0.tooMuch = [4: [1, 2]] }
        #expect(found.loads.map(\.verdict)[2] == .regression)
        #expect(found.verdict == .regression)
        let back = comparison { _ in
        } base: {
            $0.tooMuch = [4: [1, 2]]
        }
        #expect(back.loads[2].verdict == .noRegression)
    }

    @Test func `a load that is too much in both decides nothing, in some passes is not told`() {
        let both = comparison {
            $0.tooMuch = [4: [1, 2]]
        } base: {
            $0.tooMuch = [4: [1, 2]]
        }
        #expect(both.loads[2].verdict == .nothingJudged)
        #expect(both.verdict != .regression && both.verdict != .notComparable)
        let some = comparison { $0.tooMuch = [4: [2]] }
        #expect(some.loads[2].verdict == .cannotTell)
        #expect(some.verdict == .cannotTell)
    }

    @Test func `a load that cannot be compared keeps the whole from being told as no regression`() {
        let found = comparison { $0.otherModel = [4] }
        #expect(found.loads[2].verdict == .notComparable)
        #expect(found.loads[0].verdict != .notComparable)
        #expect(found.verdict == .cannotTell)
        let all = comparison { $0.otherModel = [1, 2, 4] }
        #expect(all.verdict == .notComparable)
    }

    @Test func `loads of one sweep alone are named, and without any in both there is no verdict`() {
        let found = comparison {
            $0.loads = [SweepComparisonTests.loads[1]]
        } base: {
            $0.loads = [SweepComparisonTests.loads[0]]
        }
        #expect(found.baseOnly == [Self.loads[0]] && found.newOnly == [Self.loads[1]])
        #expect(found.verdict == .notComparable)
    }
}
