import RunModel
import Statistics
import SyntheticRuns
import Testing

@testable import Analysis

@Suite struct SideComparisonTests {
    private let server = SteadyServer()

    @Test func `finds what got worse and says by how much`() throws {
        let found = compareRecords(
            [server.record(1)],
            [server.record(2) { $0.firstTokenMilliseconds = .logNormal(median: 240, sigma: 0.05) }])
        #expect(found.verdict == .regression)
        let first = try #require(found.metrics.first)
        #expect(first.word == .worse)
        let token = try #require(found.metrics.first { $0.metric == .firstTokenP50 })
        #expect(token.word == .worse)
        #expect(try #require(token.low) < 0.2 && #require(token.high) > 0.2)
        #expect(try #require(token.low) > 0.05)
        #expect(found.word(.perOutputTokenP50) == .same)
    }

    @Test func `calls the same what lies within the smallest effect`() {
        var calm = SteadyServer()
        calm.spread = 0.003
        let found = compareRecords([calm.record(3)], [calm.record(4)])
        #expect(found.verdict == .noRegression)
        #expect(found.word(.firstTokenP50) == .same)
        #expect(found.unit == .round)
        #expect(found.metrics.allSatisfy { $0.word != .worse })
    }

    @Test func `finds what got better`() {
        let found = compareRecords(
            [server.record(1)],
            [server.record(2) { $0.gapMilliseconds = .gamma(mean: 20, shape: 100) }])
        #expect(found.word(.perOutputTokenP50) == .better)
        #expect(found.word(.tokenThroughput) == .better)
        #expect(found.verdict == .noRegression)
    }

    @Test func `takes the run as the unit from three runs a side on`() {
        let found = compareRecords(
            [1, 2, 3].map { server.record($0) }, [4, 5, 6].map { server.record($0) })
        #expect(found.unit == .run)
        #expect(found.metrics.allSatisfy { $0.word != .worse })
    }

    @Test func `one new run is a draw of what the base's runs have drawn`() {
        let medians = [180.0, 195, 210, 225]
        let base = medians.enumerated().map { index, median in
            server.record(UInt64(index + 1)) {
                $0.firstTokenMilliseconds = .logNormal(median: median, sigma: 0.05)
            }
        }
        let new = server.record(9) {
            $0.firstTokenMilliseconds = .logNormal(median: 235, sigma: 0.05)
        }
        let found = compareRecords(base, [new])
        #expect(found.unit == .run)
        #expect(found.word(.firstTokenP50) == .unfit)
        #expect(found.verdict == .cannotTell)
    }

    @Test func `a tail without a word is not missed unless it was asked for`() {
        var rules = SideRules()
        rules.gate = [.firstTokenP50, .firstTokenP99]
        var calm = SteadyServer()
        calm.spread = 0.003
        let found = compareRecords([calm.record(3)], [calm.record(4)], rules)
        #expect(found.word(.firstTokenP50) == .same)
        #expect(found.verdict == .cannotTell)
    }

    @Test func `two new runs that lie apart widen what many agree on`() {
        func run(_ seed: UInt64, _ median: Double) -> SyntheticRecord {
            server.record(seed) {
                $0.firstTokenMilliseconds = .logNormal(median: median, sigma: 0.05)
            }
        }
        let found = compareRecords(
            [run(1, 200), run(2, 201), run(3, 200)], [run(4, 190), run(5, 212)])
        #expect(found.word(.firstTokenP50) == .unfit)
    }

    @Test func `a gated metric that cannot be told is no unreadable record`() throws {
        var rules = SideRules()
        rules.gate = [.firstTokenP50]
        rules.smallestEffect = 0.2
        let found = compareRecords(
            [server.record(1)],
            [server.record(2) { $0.firstTokenMilliseconds = .logNormal(median: 240, sigma: 0.05) }],
            rules)
        #expect(found.word(.firstTokenP50) == .cannotTell)
        #expect(found.verdict == .cannotTell)
    }

    @Test func `a gated tail decides however roughly it is known`() throws {
        var rules = SideRules()
        rules.gate = [.firstTokenP99]
        let tail = (every: 25, factor: Distribution.constant(3))
        let found = compareRecords(
            [server.record(1) { $0.requests = 6000 }],
            [
                server.record(2) {
                    $0.requests = 6000
                    $0.tail = tail
                }
            ], rules)
        #expect(found.word(.firstTokenP99) == .worse)
        #expect(found.verdict == .regression)
    }

    @Test func `a gated metric without a word is no pass`() {
        var rules = SideRules()
        rules.gate = [.firstTokenP50, .perOutputTokenP50]
        let found = compareRecords(
            [server.record(1)], [server.record(2) { $0.breakOffEvery = 2 }], rules)
        #expect(found.verdict != .noRegression)
    }

    @Test func `a lost histogram is no proof of no stalls`() throws {
        let record = server.record(2) { $0.stallEvery = 3 }
        let stripped = RunProfile(
            name: "new", manifest: record.manifest, requests: record.requests,
            histograms: HistogramSet())
        let found = SideComparison(
            base: [server.record(1).profile("base")], new: [stripped], rules: SideRules())
        #expect(found.word(.stalls) == .notJudged)
    }

    @Test func `missing rows of a run that ended are told`() {
        let whole = server.record(2)
        let cut = RunProfile(
            name: "new", manifest: whole.manifest,
            requests: Array(whole.requests.dropLast(60)), histograms: whole.histograms)
        let found = SideComparison(
            base: [server.record(1).profile("base")], new: [cut], rules: SideRules())
        #expect(found.verdict == .notComparable)
    }

    /// Blocks in turns while the base falls: each pair tells the same.
    @Test func `a drift hides nothing that every pair shows`() {
        func side(_ seed: UInt64, _ median: Double) -> RunProfile {
            server.record(seed) {
                $0.firstTokenMilliseconds = .logNormal(median: median, sigma: 0.01)
                $0.roundLevels = (0..<10).map { 1.2 - 0.02 * Double($0) }
            }.profile("side")
        }
        let found = SideComparison(
            base: [side(1, 200)], new: [side(2, 230)], rules: SideRules(), unit: .blockPair)
        #expect(found.word(.firstTokenP50) == .worse)
    }

    @Test func `judges nothing by fewer than six rounds`() {
        let found = compareRecords(
            [server.record(1) { $0.rounds = 5 }], [server.record(2) { $0.rounds = 5 }])
        #expect(found.verdict == .nothingJudged)
        #expect(found.metrics.allSatisfy { $0.word == .notJudged })
        #expect(found.metrics.contains { $0.lack == .tooFewRounds })
    }

    @Test func `no word contradicts its interval`() throws {
        for seed in UInt64(1)...12 {
            let found = compareRecords(
                [server.record(seed)],
                [
                    server.record(100 + seed) {
                        $0.firstTokenMilliseconds = .logNormal(
                            median: 190 + Double(seed) * 5, sigma: 0.05)
                    }
                ])
            for metric in found.metrics where metric.word != .notJudged {
                let (low, high) = (try #require(metric.low), try #require(metric.high))
                let band = try #require(metric.bandAbove)
                let below = -(try #require(metric.bandBelow)).magnitude
                switch metric.word {
                case .same: #expect(low > below && high < band)
                case .worse:
                    #expect(metric.metric.isHigherBetter ? high < below : low > band)
                case .better:
                    #expect(metric.metric.isHigherBetter ? low > band : high < below)
                default: #expect(low <= band && high >= below)
                }
            }
        }
    }

    @Test func `noise is told as noise`() throws {
        var noisy = SteadyServer()
        noisy.spread = 0.08
        let found = compareRecords([noisy.record(1)], [noisy.record(2)])
        let token = try #require(found.metrics.first { $0.metric == .firstTokenP50 })
        #expect(token.word == .unfit)
        #expect(try #require(token.detectable) > 0.05)
        #expect(try #require(token.needed) > 10)
        #expect(found.verdict == .cannotTell)
    }

    @Test func `no failures of few are no proof that there are none`() throws {
        let found = compareRecords(
            [server.record(1) { $0.requests = 120 }], [server.record(2) { $0.requests = 120 }])
        let failures = try #require(found.metrics.first { $0.metric == .failures })
        #expect(failures.word == .unfit)
        #expect(try #require(failures.high) > 0.01)
    }

    @Test func `more failures are worse though the survivors are fast`() {
        let found = compareRecords(
            [server.record(1)], [server.record(2) { $0.refusalEvery = 4 }])
        #expect(found.word(.failures) == .worse)
        #expect(found.verdict == .regression)
    }

    @Test func `stalls are held against one limit`() {
        let found = compareRecords([server.record(1)], [server.record(2) { $0.stallEvery = 3 }])
        #expect(found.word(.stalls) == .worse)
    }

    @Test func `a base without a value gates nothing, and only a tail advises`() {
        let found = compareRecords([server.record(1)], [server.record(2)])
        #expect(!found.metrics.contains { $0.metric == .goodput })
        #expect(found.metrics.filter(\.isAdvisory).allSatisfy { $0.metric == .firstTokenP99 })
        #expect(found.metrics.first { $0.metric == .firstTokenP99 }?.lack == .tooFew)
    }

    @Test func `sides that are not comparable have no numbers unless forced`() {
        let longer = server.record(2) { $0.outputTokens = .constant(26) }
        let found = compareRecords([server.record(1)], [longer])
        #expect(found.metrics.allSatisfy { $0.lack == .hindered && $0.effect == nil })
        var rules = SideRules()
        rules.isForced = true
        let forced = compareRecords([server.record(1)], [longer], rules)
        #expect(forced.verdict == .notComparable)
        #expect(forced.metrics.contains { $0.effect != nil })
    }

    @Test func `what is asked for alone is corrected alone`() throws {
        var rules = SideRules()
        rules.gate = [.firstTokenP50]
        let found = compareRecords([server.record(1)], [server.record(2)], rules)
        #expect(found.metrics.map(\.metric) == [.firstTokenP50])
        #expect(found.correctedMetrics == 1)
        #expect(abs(found.confidence - 0.9) < 1e-9)
    }
}
