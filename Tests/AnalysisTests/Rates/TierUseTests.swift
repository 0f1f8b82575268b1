import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct TierUseTests {
    /// Requests of `length` seconds that start at these seconds.
    private func summary(_ starts: [Double], length: Double, tier: TierPlan?) -> RunSummary {
        var record = SyntheticRun().record()
        record.manifest.plan.load.tier = tier
        let origin = record.manifest.origin
        let requests = starts.enumerated().map { index, start in
            var request = RequestRecord(
                request: index, round: 0, phase: .measured, mode: .streaming, worker: 0)
            request.outcome = .ok
            request.instants.scheduled = origin + .seconds(start)
            request.instants.started = origin + .seconds(start)
            request.instants.closed = origin + .seconds(start + length)
            request.tokens.source = .usage
            request.tokens.prompt = 30
            request.tokens.output = 70
            return request
        }
        return RunSummary(
            manifest: record.manifest, requests: requests, histograms: HistogramSet())
    }

    @Test func `counts the busiest minute wherever it lies`() throws {
        let apart = (0..<10).map { Double($0) * 30 }
        let starts = apart + (0..<20).map { 95 + Double($0) * 2 }
        let use = try #require(summary(starts, length: 1, tier: .free).tier)
        // From 95 s to 133 s come twenty; with 90 s, 120 s and 150 s, 90 to 150 holds two more, not three.
        #expect(use.busiestMinuteRequests == 22)
        #expect(use.busiestMinuteTokens == 2200)
        #expect(use.requestsShare == 22.0 / 60)
        #expect(use.tokensShare == nil)
    }

    @Test func `a request that ends as another starts makes room for it`() throws {
        let use = try #require(summary([0, 1, 2, 3], length: 1, tier: .free).tier)
        #expect(use.peakStreams == 1)
        let overlapping = try #require(summary([0, 1, 2, 3], length: 1.5, tier: .free).tier)
        #expect(overlapping.peakStreams == 2)
        #expect(overlapping.streamsShare == 2.0 / 3)
    }

    @Test func `says nothing of a run that nothing bound`() {
        #expect(summary([0, 1], length: 1, tier: nil).tier == nil)
        #expect(
            !summary([0, 1], length: 1, tier: nil).rows.contains { $0.metric == .heldByServer })
    }
}
