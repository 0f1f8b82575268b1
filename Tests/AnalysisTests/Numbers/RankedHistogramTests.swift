import Histogram
import RunModel
import Statistics
import Testing

@testable import Analysis

@Suite struct RankedHistogramTests {
    @Test(arguments: [0.5, 0.9, 0.95, 0.99, 0.999])
    func `is within a thousandth of the exact quantile, never below it`(q: Double) throws {
        var generator = SeededGenerator(seed: 9)
        let latency = Distribution.logNormal(median: 30e6, sigma: 0.8)
        let values = (0..<50_000).map { _ in latency.sample(using: &generator).rounded() }
        var histogram = LatencyHistogram.latencies()
        for value in values { histogram.record(UInt64(value)) }
        let exact = try #require(SortedSample(values).quantile(q)) / 1e6
        let ranked = try #require(RankedHistogram(histogram).quantile(q))
        #expect(ranked >= exact * (1 - 1e-12))
        #expect(ranked <= exact * 1.001)
    }

    @Test func `gives the largest and the smallest as they were`() {
        var histogram = LatencyHistogram.latencies()
        for value: UInt64 in [1_234_567, 98_765_432, 123_456_789] { histogram.record(value) }
        let ranked = RankedHistogram(histogram)
        #expect(ranked.count == 3)
        #expect(ranked.value(atRank: 3) == 123.456789)
        #expect(ranked.smallest == 1.234567)
    }

    @Test func `counts what lies over a limit`() {
        var histogram = LatencyHistogram.latencies()
        histogram.record(30_000_000, count: 100)
        histogram.record(500_000_000, count: 4)
        let excess = RankedHistogram(histogram).excess(over: 200)
        #expect(excess.count == 4)
        #expect(abs(excess.milliseconds - 2000) < 2)
    }

    @Test func `is empty of an empty one`() {
        let ranked = RankedHistogram(.latencies())
        #expect(ranked.count == 0)
        #expect(ranked.mean == nil)
        #expect(ranked.smallest == nil)
    }
}
