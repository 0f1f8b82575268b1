import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// Whether the intervals over rounds hold what they promise, on servers that drift and whose noise is
/// skewed. An interval of 95 % that holds misses more than 10 of 100 with a probability below 1.2 %.
@Suite struct IntervalCoverageTests {
    private static let seeds = 1...100

    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var pairs = 100
        var drift = 0.0
        var cost = SyntheticRun.StreamingCost()
        var tokens = Distribution.uniform(4, 16)
        var quantity = PairedDifference.Quantity.endToEnd
        /// The true difference in ms, or as a share.
        var truth = 0.0
        var isShare = false
    }

    private static let cases = [
        Case(
            testDescription: "25 ms of 5 rounds of 20 pairs",
            cost: SyntheticRun.StreamingCost(firstTokenMilliseconds: 25), truth: 25),
        Case(
            testDescription: "25 ms on a server that slows down by half", drift: 0.5,
            cost: SyntheticRun.StreamingCost(firstTokenMilliseconds: 25), truth: 25),
        Case(
            testDescription: "5 % on a server that slows down by half", drift: 0.5,
            cost: SyntheticRun.StreamingCost(share: 0.05), truth: 0.05, isShare: true),
        Case(
            testDescription: "nothing, of non-streaming answers", drift: 0.5),
        Case(
            testDescription: "nothing, until something is shown", drift: 0.5,
            tokens: .constant(1), quantity: .firstShown),
    ]

    @Test(arguments: cases)
    private func `hold the truth in nine of ten runs at least`(setting: Case) throws {
        var hits = 0
        for seed in Self.seeds {
            var run = SyntheticRun()
            run.seed = UInt64(seed)
            run.isPaired = true
            run.requests = 2 * setting.pairs
            run.drift = setting.drift
            run.cost = setting.cost
            run.outputTokens = setting.tokens
            run.firstTokenMilliseconds = .logNormal(median: 200, sigma: 0.5)
            let record = run.record()
            let summary = RunSummary(
                manifest: record.manifest, requests: record.requests, histograms: HistogramSet())
            let found = try #require(summary.comparison?.difference(setting.quantity))
            let low = try #require(setting.isShare ? found.shareLow : found.low)
            let high = try #require(setting.isShare ? found.shareHigh : found.high)
            if low <= setting.truth, setting.truth <= high { hits += 1 }
        }
        #expect(hits >= 90)
    }
}
