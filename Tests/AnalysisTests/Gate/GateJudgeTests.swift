import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct GateJudgeTests {
    /// Ten runs that differ by up to 3 % either way.
    private let past = (0..<10).map { number in
        SyntheticPast.run(
            number,
            firstToken: 200
                * (1 + 0.03 * [-1, 0.5, 0, 1, -0.5, 0.2, -0.8, 0.9, -0.2, 0.4][number]),
            pace: 30 * (1 + 0.03 * [0.4, -1, 1, 0, 0.6, -0.4, 0.3, -0.7, 0.8, -0.1][number]))
    }

    private func verdict(
        _ new: [PastRun], past: [PastRun]? = nil, release: String? = nil
    ) -> (GateResult.Verdict, GateJudge.Findings) {
        let judge = GateJudge(
            past: past ?? self.past, branch: "main", release: release, rules: SideRules())
        let findings = judge.findings(of: new)
        var result = GateResult(version: "0", name: "gate", labels: RunLabels())
        result.conclude(findings)
        return (result.verdict, findings)
    }

    private func word(
        _ metric: JudgedMetric, _ findings: GateJudge.Findings
    ) -> MetricVerdict? {
        findings.recent.sides?.metrics.first { $0.metric == metric }
    }

    @Test func `a run like the others passes, and says what it would have shown`() throws {
        let (verdict, findings) = verdict([SyntheticPast.run(20, branch: "feature")])
        #expect(verdict == .passed)
        #expect(!findings.wantsConfirmation)
        let found = try #require(word(.firstTokenP50, findings))
        #expect(found.word == .usual)
        #expect(try #require(found.detectable) > 0.03)
        #expect(findings.recent.sides?.unit == .pastRun)
    }

    @Test func `a slow run asks for another, and two fail`() {
        let slow = [20, 21].map { SyntheticPast.run($0, firstToken: 240, branch: "feature") }
        #expect(verdict([slow[0]]).1.wantsConfirmation)
        #expect(verdict(slow).0 == .regression)
    }

    @Test func `a spike is no regression`() {
        let runs = [SyntheticPast.run(20, firstToken: 300), SyntheticPast.run(21)]
        #expect(verdict([runs[0]]).1.wantsConfirmation)
        #expect(verdict(runs).0 == .passed)
    }

    @Test func `what got better is told as such`() {
        let (verdict, findings) = verdict(
            [20, 21].map { SyntheticPast.run($0, firstToken: 150) })
        #expect(verdict == .passed)
        #expect(word(.firstTokenP50, findings)?.word == .better)
        #expect(!findings.wantsConfirmation)
    }

    @Test func `a broken night that nobody excluded hides no regression and makes none`() {
        var broken = past
        for number in 6..<9 { broken[number] = SyntheticPast.run(number, firstToken: 340) }
        #expect(verdict([SyntheticPast.run(20)], past: broken).0 == .passed)
        let slow = [20, 21].map { SyntheticPast.run($0, firstToken: 240) }
        let (verdict, findings) = verdict(slow, past: broken)
        #expect(verdict == .regression)
        #expect(word(.firstTokenP50, findings)?.spikes == [6, 7, 8])
    }

    @Test func `throughput that falls is worse`() {
        let slow = [20, 21].map { SyntheticPast.run($0, pace: 40) }
        #expect(word(.tokenThroughput, verdict(slow).1)?.word == .worse)
    }

    @Test func `failures are judged by how many there were`() {
        #expect(verdict([SyntheticPast.run(20, failed: 9)]).1.wantsConfirmation)
        #expect(verdict([20, 21].map { SyntheticPast.run($0, failed: 9) }).0 == .regression)
        #expect(verdict([SyntheticPast.run(20, failed: 0)]).0 == .passed)
    }

    @Test func `runs that spread too much judge nothing`() throws {
        let wild = (0..<10).map { SyntheticPast.run($0, firstToken: $0 % 2 == 0 ? 100 : 400) }
        let found = try #require(
            word(.firstTokenP50, verdict([SyntheticPast.run(20)], past: wild).1))
        #expect(found.word == .unfit)
        #expect(!found.isJudged)
    }

    @Test func `a plan that asks for other work is no first of its kind`() {
        let item = RunProfile.PlanItem(key: "request.model", value: "\"other\"")
        #expect(verdict([SyntheticPast.run(20, work: [item])]).0 == .notComparable)
    }

    @Test func `two runs that dispute each other ask for a third`() {
        let two = [SyntheticPast.run(20, firstToken: 300), SyntheticPast.run(21, firstToken: 213)]
        let findings = verdict(two).1
        #expect(findings.wantsAnother(after: 2, confirm: 1))
        #expect(!findings.wantsAnother(after: 3, confirm: 1))
        #expect(!findings.wantsAnother(after: 1, confirm: 0))
        #expect(verdict(two + [SyntheticPast.run(22)]).0 != .regression)
    }

    @Test func `a baseline that must hold and cannot be looked at has not held`() {
        #expect(
            verdict([SyntheticPast.run(20)], release: "release").0 == .notComparable)
    }

    @Test func `failures among many requests are found, though few`() {
        let (verdict, _) = verdict([20, 21].map { SyntheticPast.run($0, failed: 2) })
        #expect(verdict == .regression)
    }

    @Test func `without a past it is the first of its kind`() {
        #expect(verdict([SyntheticPast.run(20)], past: []).0 == .noBaseline)
    }

    @Test func `fewer than five runs are judged by rounds, which fails for sure things only`() {
        let few = Array(past.prefix(2))
        #expect(verdict([SyntheticPast.run(20)], past: few).1.recent.sides?.unit == .round)
        #expect(
            [.passed, .shortHistory].contains(verdict([SyntheticPast.run(20)], past: few).0))
        #expect(verdict([SyntheticPast.run(20, firstToken: 260)], past: few).0 == .regression)
    }

    @Test func `a past run that lacks a number takes it from nobody`() throws {
        var gappy = past
        gappy[3].profile.modes[0].rounds[2].values.removeAll { $0.metric == .firstTokenP50 }
        let found = try #require(
            word(.firstTokenP50, verdict([SyntheticPast.run(20)], past: gappy).1))
        #expect(found.word == .usual)
    }

    /// Each run is a percent slower than the one before: no step, and the last ones are far from the release.
    @Test func `the release catches a creep that the last runs do not`() {
        var creeping = (0..<10).map { SyntheticPast.run($0, firstToken: past[$0].level) }
        for place in creeping.indices { creeping[place].baselines = ["release"] }
        for number in 10..<30 {
            let level = 200 * (1 + 0.006 * Double(number - 10))
            creeping.append(SyntheticPast.run(number, firstToken: level))
        }
        let new = [30, 31].map { SyntheticPast.run($0, firstToken: 224) }
        let (verdict, findings) = verdict(new, past: creeping, release: "release")
        #expect(findings.recent.sides?.verdict == .noRegression)
        #expect(findings.release?.sides?.verdict == .regression)
        #expect(verdict == .regression)
    }

    @Test func `both comparisons share one chance of a false alarm`() {
        var named = past
        for place in named.indices { named[place].baselines = ["release"] }
        let alone = verdict([SyntheticPast.run(20)]).1.recent.sides
        let shared = verdict([SyntheticPast.run(20)], past: named, release: "release").1.recent
            .sides
        #expect(alone?.rules.level == 0.05)
        #expect(shared?.rules.level == 0.025)
    }

    @Test func `tails advise and never fail`() {
        func tailed(_ number: Int, _ tail: Double) -> PastRun {
            var run = SyntheticPast.run(number)
            for round in run.profile.modes[0].rounds.indices {
                run.profile.modes[0].rounds[round].values[2] = RoundValue(.firstTokenP99, tail)
            }
            return run
        }
        let past = (0..<10).map { tailed($0, 400 + Double($0)) }
        let (verdict, findings) = verdict([tailed(20, 900), tailed(21, 900)], past: past)
        #expect(word(.firstTokenP99, findings)?.word == .worse)
        #expect(word(.firstTokenP99, findings)?.isAdvisory == true)
        #expect(verdict == .passed)
    }
}

extension PastRun {
    fileprivate var level: Double {
        profile.modes[0].median(of: .firstTokenP50) ?? 0
    }
}
