import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct StreamShapeTests {
    private func run() -> SyntheticRun {
        var run = SyntheticRun()
        run.requests = 60
        run.outputTokens = .normal(mean: 80, deviation: 12)
        run.eventBytes = .uniform(150, 230)
        return run
    }

    private func shape(_ record: SyntheticRecord) throws -> StreamShape {
        try #require(record.summary().shape)
    }

    private func sign(_ sign: StreamShape.Sign, _ shape: StreamShape) -> StreamShape.Observation? {
        shape.observations.first { $0.sign == sign }
    }

    @Test(arguments: [0.0, 0.02, 0.4, 0.7])
    func `calls plain streaming so, however many reads merge`(coalescedShare: Double) throws {
        var run = run()
        run.coalescedShare = coalescedShare
        let shape = try shape(run.record())
        #expect(shape.kind == .streaming)
        #expect(shape.observations.isEmpty)
        #expect(shape.streams == 60)
        #expect(abs((shape.tokensPerEvent ?? 0) - 1) < 1e-9)
        #expect(shape.tokensPerEventCounts.first == 60)
    }

    @Test func `sees batches of tokens`() throws {
        var run = run()
        run.batching = .every(4)
        let shape = try shape(run.record())
        #expect(shape.kind == .batched)
        #expect((shape.tokensPerEvent ?? 0) > 3.7)
        #expect(sign(.adaptive, shape) == nil)
        #expect(shape.tokensPerEventCounts.reduce(0, +) == 60)
    }

    @Test func `sees batches that grow with the answer`() throws {
        var run = run()
        run.batching = .adaptive(limit: 80, many: 4)
        let shape = try shape(run.record())
        let adaptive = try #require(sign(.adaptive, shape))
        #expect(adaptive.value == shape.tokensPerEventLong)
        #expect((shape.tokensPerEventShort ?? 9) < 1.5)
    }

    @Test func `sees an answer that was held back whole`() throws {
        var run = run()
        run.buffering = .whole
        let shape = try shape(run.record())
        #expect(shape.kind == .buffered)
        #expect(sign(.oneBurst, shape)?.share == 1)
    }

    @Test func `sees a stream that is one event`() throws {
        var run = run()
        run.batching = .every(1000)
        #expect(try shape(run.record()).kind == .buffered)
    }

    private struct Holding: Sendable, CustomTestStringConvertible {
        let buffering: SyntheticRun.Buffering
        let sign: StreamShape.Sign
        let value: ClosedRange<Double>
        var testDescription: String { sign.rawValue }
    }

    @Test(arguments: [
        Holding(buffering: .bytes(2000), sign: .fixedBytes, value: 2000...2230),
        Holding(buffering: .events(8), sign: .fixedEvents, value: 8...8),
        Holding(buffering: .milliseconds(250), sign: .fixedInterval, value: 249...251),
    ])
    private func `tells what a buffer goes by`(holding: Holding) throws {
        var run = run()
        run.coalescedShare = 0
        run.buffering = holding.buffering
        let shape = try shape(run.record())
        #expect(shape.kind == .buffered)
        let found = try #require(sign(holding.sign, shape))
        #expect(found.share > 0.7)
        #expect(holding.value.contains(try #require(found.value)))
    }

    @Test func `sees a head that waits for the first output`() throws {
        var run = run()
        run.hasLateHead = true
        let shape = try shape(run.record())
        #expect(shape.kind == .streaming)
        #expect(sign(.lateHead, shape)?.share == 1)
    }

    @Test func `calls a target no stream that answers whole`() throws {
        var record = run().record()
        record.edit { index, request in if index % 5 != 0 { request.outcome = .notAStream } }
        let shape = try shape(record)
        #expect(shape.kind == .notAStream)
        #expect(sign(.wholeAnswers, shape)?.share == 0.8)
    }

    @Test func `knows a target that was found not to stream before the run`() throws {
        var run = run()
        run.mode = .nonStreaming
        var record = run.record()
        record.manifest.notices = [Notice(.notAStream, "the target answers whole")]
        #expect(try shape(record).kind == .notAStream)
    }

    @Test func `knows a target that refused the first streams measured`() throws {
        var run = run()
        run.isPaired = true
        var record = run.record()
        record.manifest.notices = [Notice(.notAStream, "the target refuses streams")]
        record.edit { _, request in
            guard request.mode == .streaming else { return }
            request.outcome = .http4xx
            request.status = 400
        }
        #expect(try shape(record).kind == .notAStream)
    }

    @Test func `leaves out reasoning that was counted but not sent`() throws {
        let plain = run().record()
        var record = plain
        record.edit { _, request in
            request.tokens.output? += 300
            request.tokens.reasoning = 300
        }
        #expect(try shape(record) == shape(plain))
        #expect(record.summary().display == plain.summary().display)
        func note(_ summary: RunSummary) -> String? {
            summary.row(.timePerOutputToken, .streaming, .p50)?.note
        }
        #expect(note(record.summary())?.contains(SummaryNote.hiddenReasoning) == true)
        #expect(note(plain.summary())?.contains(SummaryNote.hiddenReasoning) == false)
        // Sent before the answer, it fills events of its own.
        record.edit { _, request in request.instants.firstAnswer = request.instants.lastOutput }
        #expect((try shape(record).tokensPerEvent ?? 0) > 4)
    }

    @Test func `misses streams, not chunk rows, where all requests failed`() throws {
        var record = run().record()
        record.edit { _, request in request.outcome = .connect }
        let shape = try #require(
            RunSummary(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms,
                chunks: ChunkDigest(manifest: record.manifest, requests: record.requests)
            ).shape)
        #expect(shape.kind == .cannotTell)
        #expect(shape.reason.contains("fewer than 5"))
    }

    @Test func `cannot tell from four streams, or without chunk rows`() throws {
        var run = run()
        run.keepsChunks = false
        #expect(try shape(run.record()).kind == .cannotTell)
        #expect(try shape(run.record()).reason.contains("no chunk rows"))
        run.keepsChunks = true
        run.requests = 4
        #expect(try shape(run.record()).kind == .cannotTell)
        #expect(try shape(run.record()).reason.contains("fewer than 5"))
        run.mode = .nonStreaming
        #expect(run.record().summary().shape == nil)
    }
}
