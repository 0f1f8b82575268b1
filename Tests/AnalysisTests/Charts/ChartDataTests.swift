import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct ChartDataTests {
    private func summary(_ run: SyntheticRun) -> RunSummary { run.record().summary() }

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

    @Test func `climbs the percentiles as far as the sample carries`() throws {
        var run = SyntheticRun()
        run.rate = 20
        let summary = summary(run)
        #expect(
            summary.ladders.map(\.metric) == [
                MetricName(.timeToFirstToken), MetricName(.timeToFirstTokenScheduled),
                MetricName(.endToEnd), MetricName(.interChunkLatency),
            ])
        let first = try #require(summary.ladders.first)
        // 600 requests carry a p99, 35,000 gaps a p99.95.
        #expect(first.steps.map(\.quantile) == [0.5, 0.75, 0.9, 0.95, 0.99])
        #expect(summary.ladders.last?.steps.last?.quantile == 0.9995)
        for step in first.steps {
            #expect((step.lowMilliseconds ?? 0) <= step.milliseconds)
            #expect((step.highMilliseconds ?? .infinity) >= step.milliseconds)
        }
        let row = summary.row(.timeToFirstToken, .streaming, .p95)
        #expect(first.steps[3].milliseconds == row?.value)
        #expect(first.steps[3].highMilliseconds == row?.high)
    }
}
