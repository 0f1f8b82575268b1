import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct StreamRasterTests {
    private func raster(_ run: SyntheticRun) throws -> StreamRaster {
        try #require(run.record().summary().raster)
    }

    @Test func `shows a draw of all requests and the worst of them`() throws {
        var run = SyntheticRun()
        run.refusalEvery = 100
        run.stallEvery = 130
        let raster = try raster(run)
        #expect(raster.lanes.count == 60)
        #expect(raster.requests == 600)
        let worst = raster.lanes.filter(\.isWorst)
        #expect(worst.count { $0.outcome == .rateLimited } == 4)
        #expect(worst.count { !$0.stalls.isEmpty } == 4)
        #expect(worst.count < 13)
        // A fair draw takes lanes from all over the run.
        let drawn = raster.lanes.filter { !$0.isWorst }.map(\.request)
        #expect(drawn.count { $0 < 300 } > 12 && drawn.count { $0 >= 300 } > 12)
        #expect(raster.lanes.map(\.startSeconds) == raster.lanes.map(\.startSeconds).sorted())
    }

    @Test func `places ticks and stalls where they were`() throws {
        var run = SyntheticRun()
        run.stallEvery = 1
        let record = run.record()
        let raster = try #require(record.summary().raster)
        let lane = try #require(raster.lanes.first)
        let request = try #require(record.requests.first { $0.request == lane.request })
        let start = request.instants.scheduled
        #expect(lane.ticks.first == request.instants.firstOutput.map { ($0 - start).milliseconds })
        #expect(lane.endMilliseconds == request.instants.closed.map { ($0 - start).milliseconds })
        let stall = try #require(lane.stalls.first)
        #expect(abs(stall.endMilliseconds - stall.startMilliseconds - 850) < 0.01)
        #expect(lane.ticks.contains(stall.startMilliseconds))
        #expect(lane.stalls.count == 1)
    }

    @Test func `merges ticks that a drawing cannot part`() throws {
        var run = SyntheticRun()
        run.outputTokens = .constant(900)
        run.requests = 200
        let raster = try raster(run)
        let ticks = raster.lanes.reduce(0) { $0 + $1.ticks.count }
        #expect(ticks <= 8_000 && ticks > 4_000)
        run.outputTokens = .constant(20)
        let few = try self.raster(run)
        #expect(few.lanes.allSatisfy { $0.ticks.count >= 17 })
    }

    @Test func `leaves out lanes without all their rows, but never the worst`() throws {
        var run = SyntheticRun()
        run.stallEvery = 150
        let record = run.record()
        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests)
        for chunk in record.chunks where chunk.request % 2 == 0 { digest.add(chunk) }
        let raster = try #require(
            RunSummary(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms, chunks: digest
            ).raster)
        #expect(raster.lanes.count == 60)
        #expect(raster.lanes.allSatisfy { $0.request % 2 == 0 || $0.isWorst })
        #expect(raster.lanes.contains { $0.request % 2 == 1 && $0.ticks.count == 3 })
        for lane in raster.lanes {
            #expect(lane.maxGapMilliseconds == record.requests[lane.request].maxGap?.milliseconds)
        }
    }

    @Test func `is absent without chunk rows`() {
        var run = SyntheticRun()
        run.keepsChunks = false
        #expect(run.record().summary().raster == nil)
    }
}
