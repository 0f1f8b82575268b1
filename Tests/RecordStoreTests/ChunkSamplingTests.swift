import RecordStore
import RunModel
import Testing

@Suite struct ChunkSamplingTests {
    @Test func `keeps all requests until the limit and a tenth after it`() {
        let sampling = sampling(.all, limit: 100)
        #expect((0..<1_000).allSatisfy { sampling.keeps(request: $0, afterRows: 99) })
        let kept = (0..<10_000).filter { sampling.keeps(request: $0, afterRows: 100) }
        #expect((900...1_100).contains(kept.count))
        #expect(sampling.keptShare(afterRows: 99) == 1)
        #expect(sampling.keptShare(afterRows: 100) == 0.1)
    }

    @Test func `keeps the same tenth however many rows there are`() {
        let sampled = sampling(.sample)
        let limited = sampling(.all, limit: 100)
        for request in 0..<1_000 {
            let kept = sampled.keeps(request: request, afterRows: 0)
            #expect(sampled.keeps(request: request, afterRows: 1 << 40) == kept)
            #expect(limited.keeps(request: request, afterRows: 100) == kept)
        }
    }

    @Test func `keeps none where none is wanted`() {
        let sampling = sampling(.none)
        #expect(!(0..<1_000).contains { sampling.keeps(request: $0, afterRows: 0) })
        #expect(sampling.keptShare(afterRows: 0) == 0)
    }

    @Test func `draws requests evenly for every seed`() {
        var plan = RecordPlan()
        plan.chunks = .sample
        for seed in 0..<20 as Range<UInt64> {
            let sampling = ChunkSampling(plan: plan, seed: seed)
            let kept = (0..<10_000).filter { sampling.keeps(request: $0, afterRows: 0) }
            // Within four standard deviations (30) of 1,000.
            #expect((880...1_120).contains(kept.count))
            let neighbours = zip(kept, kept.dropFirst()).count { $1 == $0 + 1 }
            #expect((60...140).contains(neighbours))
        }
    }

    @Test func `a writer samples from the limit on`() throws {
        let folder = try TemporaryFolder()
        let origin = manifest().origin
        let writer = try RecordWriter(
            directory: try folder.record(), clock: manifest().clock,
            sampling: sampling(.all, limit: 10))
        var generated = GeneratedRecords(seed: 1)
        var batch = RecordBatch()
        batch.chunks = (0..<10).map { generated.chunk(0, $0, origin: origin) }
        #expect((0..<100).allSatisfy(writer.keepsChunks(ofRequest:)))
        writer.submit(&batch)
        let kept = (0..<100).filter(writer.keepsChunks(ofRequest:))
        #expect(kept == (0..<100).filter { sampling(.sample).keeps(request: $0, afterRows: 0) })
        #expect(writer.finish().chunkRows.keptShare == 0.1)
    }
}
