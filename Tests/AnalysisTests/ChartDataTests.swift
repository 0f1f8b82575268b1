import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct ChartDataTests {
    private func summary(_ run: SyntheticRun) -> RunSummary {
        let record = run.record()
        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests)
        for chunk in record.chunks { digest.add(chunk) }
        return RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms,
            chunks: digest)
    }

    @Test func `puts every value into one bin`() {
        let summary = summary(SyntheticRun())
        for distribution in summary.distributions {
            let count = summary.row(distribution.metric, .streaming, .count)?.count
            #expect(distribution.counts.reduce(0, +) == count)
            #expect(distribution.edges.count == distribution.counts.count + 1)
            #expect(zip(distribution.edges, distribution.edges.dropFirst()).allSatisfy { $0 < $1 })
        }
        #expect(summary.distributions.count == 2)
    }

    @Test func `stands values that are nearly all zero`() {
        var run = SyntheticRun()
        run.coalescedShare = 0.9
        let gaps = summary(run).distributions.first { $0.metric == MetricName(.interChunkLatency) }
        #expect(gaps?.edges.allSatisfy(\.isFinite) == true)
        #expect(gaps?.isLogarithmic == true)
    }

    @Test func `prefers every gap to each request's longest`() {
        var run = SyntheticRun()
        #expect(summary(run).timelines.contains { $0.source == .chunks })
        run.keepsChunks = false
        #expect(!summary(run).timelines.contains { $0.source == .chunks })
        #expect(summary(run).timelines.contains { $0.metric == MetricName(.maxGap) })
    }

    @Test func `needs no buffer for even chunks and a stall's length for one stall`() throws {
        var run = SyntheticRun()
        run.stallEvery = 1
        let buffer = try #require(summary(run).row(.smoothBuffer, .streaming, .p50)?.value)
        // The mean pace takes in the stall, and half of the text comes after it.
        #expect(buffer > 300 && buffer < 850)
    }
}
