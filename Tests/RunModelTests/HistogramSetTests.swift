import Histogram
import RunModel
import Testing

@Suite struct HistogramSetTests {
    private let key = HistogramKey(metric: .interChunkLatency, mode: .streaming, round: 0)

    private func set(_ values: [UInt64], round: Int = 0) -> HistogramSet {
        var histogram = LatencyHistogram.latencies()
        for value in values { histogram.record(value) }
        var set = HistogramSet()
        set.add(
            histogram,
            to: HistogramKey(metric: .interChunkLatency, mode: .streaming, round: round))
        return set
    }

    private func merged(_ parts: [HistogramSet]) -> HistogramSet {
        parts.reduce(into: HistogramSet()) { $0.merge($1) }
    }

    @Test func `merging keeps every count in whatever order and grouping`() {
        let a = set([1, 5, 5_000_000])
        let b = set([5, 7_200_000_000_000])
        let c = set([900], round: 1)
        let forward = merged([a, b, c])
        let backward = merged([c, merged([b, a])])
        #expect(forward.histograms == backward.histograms)
        #expect(forward.pooled(.interChunkLatency, .streaming)?.totalCount == 6)
        #expect(forward[key]?.totalCount == 5)
    }

    @Test func `there is nothing where nothing was measured`() {
        var set = HistogramSet()
        set.add(.latencies(), to: key)
        #expect(set[key] == nil)
        #expect(set.pooled(.interChunkLatency, .streaming) == nil)
    }
}
