import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct HistoryTrendTests {
    /// The first token of forty runs: 200 ms, and from run 24 on `later`.
    private func stepped(_ later: Double = 224, _ metric: JudgedMetric = .firstTokenP50)
        -> [PastRun]
    {
        SyntheticHistory([
            metric: [Double](repeating: 200, count: 24) + [Double](repeating: later, count: 16)
        ]).runs
    }

    private func trend(_ runs: [PastRun], _ rules: SideRules = SideRules()) -> HistoryTrend {
        HistoryTrend(of: runs, series: "chat", branch: "main", rules: rules)
    }

    private func flat(_ count: Int = 40, seed: UInt64 = 1) -> [PastRun] {
        SyntheticHistory(
            [.firstTokenP50: [Double](repeating: 200, count: count)], seed: seed
        ).runs
    }

    @Test func `finds a step at its commit, with its size`() throws {
        let metric = try #require(trend(stepped()).metrics.first)
        let change = try #require(metric.changes.first)
        #expect(metric.changes.count == 1)
        #expect(metric.metric == .firstTokenP50)
        #expect(change.first.run == 24)
        #expect(change.first.commit == SyntheticHistory.commit(24))
        #expect(change.before.run < 24 && change.after.run >= 24)
        #expect(change.before.commit == SyntheticHistory.commit(change.before.run))
        #expect(change.range.map(\.run) == Array(change.before.run + 1..<change.after.run))
        #expect(abs(change.effect - 0.12) < 0.015)
        #expect(change.low < 0.12 && change.high > 0.12)
        #expect(change.low < change.effect && change.effect < change.high)
        #expect(abs(change.to / change.from - 1 - change.effect) < 1e-9)
        #expect(change.probability < 0.01)
        #expect(change.word == .worse)
        #expect(change.stands)
        #expect(metric.standing == change)
        #expect(metric.levels.map(\.first) == [0, 24])
        #expect(metric.levels.map(\.last) == [23, 39])
    }

    @Test(
        arguments: [
            (JudgedMetric.firstTokenP50, 224.0, TrendWord.worse),
            (.firstTokenP50, 180, .better), (.tokenThroughput, 224, .better),
            (.tokenThroughput, 180, .worse), (.firstTokenP50, 206, .small),
        ])
    func `says whom a change does good`(metric: JudgedMetric, later: Double, word: TrendWord) throws
    {
        let found = try #require(trend(stepped(later, metric)).metrics.first)
        #expect(found.changes.map(\.word) == [word])
    }

    @Test func `takes one run out of line for no change`() throws {
        var levels = [Double](repeating: 200, count: 40)
        levels[20] = 400
        let runs = SyntheticHistory([.firstTokenP50: levels]).runs
        let metric = try #require(trend(runs).metrics.first)
        #expect(metric.changes.isEmpty)
        #expect(metric.points.filter { $0.isSpike == true }.map(\.run) == [20])
        #expect(metric.levels.map(\.count) == [39])
    }

    @Test(arguments: 1...20)
    func `finds nothing that matters where nothing happened`(seed: UInt64) throws {
        let metric = try #require(trend(flat(seed: seed)).metrics.first)
        #expect(metric.changes.allSatisfy { $0.word == .small })
        #expect(metric.creep == nil)
        #expect(trend(flat(seed: seed)).worse.isEmpty)
    }

    @Test func `does not count runs that are no measure`() throws {
        var runs = stepped()
        // Without them there is one level.
        for number in 24..<40 {
            switch number % 3 {
            case 0: runs[number].exclusion = "a broken network"
            case 1: runs[number].profile.trust = .notTrustworthy
            default: runs[number].profile.ending = .interrupted
            }
        }
        let found = trend(runs)
        let metric = try #require(found.metrics.first)
        #expect(metric.changes.isEmpty)
        #expect(metric.levels.map(\.count) == [24])
        #expect(metric.points.count == 40)
        #expect(metric.points.allSatisfy { $0.value != nil })
        #expect(found.countedRuns == 24)
        #expect(found.runs[24].leftOut == .excluded)
        #expect(found.runs[24].leftOutText == "a broken network")
        #expect(found.runs[25].leftOut == .notTrustworthy)
        #expect(found.runs[26].leftOut == .ended)
    }

    @Test func `leaves out what did other work than the latest run`() throws {
        var runs = stepped()
        for number in 0..<24 { runs[number].profile.work[0].value = "8" }
        let found = trend(runs)
        #expect(try #require(found.metrics.first).changes.isEmpty)
        #expect(found.countedRuns == 16)
        #expect(found.runs[0].leftOut == .otherWork)
        #expect(found.runs[0].leftOutText == "load.concurrency")
    }

    @Test func `takes the last run that counts for what is done today`() {
        var runs = flat()
        runs[39].profile.work[0].value = "8"
        runs[39].exclusion = "a try"
        #expect(trend(runs).countedRuns == 39)
    }

    @Test func `never mixes the runs of others with ours`() {
        var runs = flat()
        for number in 0..<20 { runs[number].kind = .imported }
        let found = trend(runs)
        #expect(found.kind == .run)
        #expect(found.runs.count == 20)
    }

    @Test func `tells a rise without a step as a creep`() throws {
        let metric = try #require(SyntheticTrends.creeping.trend.creeping.first)
        let creep = try #require(metric.creep)
        #expect(metric.changes.isEmpty)
        #expect(creep.word == .worse)
        #expect(abs(creep.effect - 0.16) < 0.04)
    }

    @Test func `says that a change is gone again`() throws {
        let trend = SyntheticTrends.worse.trend
        let metric = try #require(trend.metrics.first { $0.metric == .perOutputTokenP50 })
        #expect(metric.changes.map(\.word) == [.worse, .better])
        #expect(metric.changes.map(\.stands) == [false, true])
        #expect(metric.standing == nil)
    }

    @Test func `takes what is blessed later for accepted`() throws {
        let unblessed = try #require(trend(stepped()).metrics.first)
        #expect(unblessed.standing != nil)
        var runs = stepped()
        runs[30].blessing = "wanted"
        let found = trend(runs)
        let metric = try #require(found.metrics.first)
        #expect(metric.changes.first?.blessed?.run == 30)
        #expect(metric.standing == nil)
        #expect(found.worse.isEmpty)
    }

    @Test func `lets tails only advise, unless they are asked for`() throws {
        let advised = trend(stepped(240, .firstTokenP99))
        #expect(try #require(advised.metrics.first).isAdvisory)
        #expect(advised.worse.isEmpty)
        var rules = SideRules()
        rules.gate = [.firstTokenP99]
        #expect(trend(stepped(240, .firstTokenP99), rules).worse.count == 1)
    }

    @Test func `names what changed with the level`() throws {
        var runs = stepped()
        for number in 24..<40 { runs[number].profile.circumstances[0].value = "6.8.0" }
        let change = try #require(trend(runs).metrics.first?.changes.first)
        #expect(change.differences.map(\.key) == ["host.kernel"])
        #expect(change.differences.first?.base == ["6.1.0"])
        #expect(change.differences.first?.new == ["6.8.0"])
    }

    @Test func `puts what is worse first`() {
        let metrics = SyntheticTrends.worse.trend.metrics.map(\.metric)
        #expect(
            metrics == [.firstTokenP50, .firstTokenP99, .perOutputTokenP50, .tokenThroughput])
    }

    @Test func `says where there are too few runs`() throws {
        let trend = SyntheticTrends.short.trend
        #expect(try #require(trend.metrics.first).lack == .tooFewRuns)
        #expect(HistoryTrend(of: [], series: nil, branch: nil).runs.isEmpty)
    }

    @Test func `gives each run an interval about its mean`() throws {
        let metric = try #require(trend(flat()).metrics.first)
        for point in metric.points {
            let value = try #require(point.value)
            #expect(try #require(point.low) < value)
            #expect(try #require(point.high) > value)
        }
    }
}
