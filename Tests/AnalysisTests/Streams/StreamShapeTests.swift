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

    @Test(arguments: [0.0, 0.02, 0.4])
    func `calls plain streaming so, where reads merge at random`(coalescedShare: Double) throws {
        var run = run()
        run.coalescedShare = coalescedShare
        let shape = try shape(run.record())
        #expect(shape.kind == .streaming)
        #expect(shape.observations.isEmpty)
        #expect(shape.streams == 60)
        #expect(shape.flows?.heldToEnd == 0 && shape.flows?.untold == 0)
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

    /// What a program makes whose kernel keeps small writes back for a fifth of a second.
    @Test(arguments: [8, 20, 64, 200])
    func `finds bursts in answers of any length`(tokens: Int) throws {
        var run = run()
        run.outputTokens = .constant(Double(tokens))
        run.firstTokenMilliseconds = .constant(150)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        run.buffering = .milliseconds(215)
        let shape = try shape(run.record())
        #expect(shape.kind == .buffered)
        #expect(shape.flows?.inBursts == 60)
        // The burst that the answer's end cuts is the only other one of 8 tokens.
        let typical = tokens > 8 ? 8.0...11 : 4.0...5
        #expect(typical.contains(try #require(shape.burstEvents)))
        let interval = try #require(shape.burstIntervalMilliseconds)
        #expect(abs(interval - 215) < 1)
    }

    @Test func `counts events and not bursts`() throws {
        var run = run()
        run.outputTokens = .constant(64)
        run.buffering = .events(16)
        // As many lone events as bursts: each is a burst of its own, and few of the events.
        run.batching = .individual
        run.coalescedShare = 0
        var record = run.record()
        record.editChunks { chunk in
            if chunk.index % 16 == 15 { chunk.arrived = chunk.arrived + .milliseconds(40) }
        }
        let shape = try shape(record)
        #expect((shape.eventsPerBurst ?? 9) <= 8)
        #expect(shape.kind == .buffered && shape.flows?.inBursts == 60)
    }

    @Test(arguments: [false, true])
    func `accuses nobody of a call that its server parsed first`(isKnown: Bool) throws {
        var run = run()
        run.outputTokens = .constant(64)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        var record = run.record()
        record.editChunks { chunk in
            guard chunk.index >= 16 else { return }
            chunk.kind = .toolCall
            chunk.arrived = chunk.arrived + .milliseconds(20 * (63 - Int(chunk.index)))
        }
        record.edit { _, request in
            if isKnown { request.calls.heldEvents = [16] }
        }
        let shape = try shape(record)
        #expect(shape.kind == (isKnown ? .streaming : .buffered))
        #expect(shape.flows?.inBursts == (isKnown ? 0 : 60))
    }

    @Test func `tells of a target that holds some streams back`() throws {
        var run = run()
        run.requests = 12
        run.coalescedShare = 0
        run.buffering = .whole
        run.bufferingEvery = 4
        let shape = try shape(run.record())
        #expect(shape.kind == .streaming)
        #expect(shape.flows?.oneByOne == 9 && shape.flows?.heldToEnd == 3)
        #expect(sign(.oneBurst, shape)?.share == 0.25)
        #expect(sign(.compressed, shape) == nil)
    }

    @Test func `says whether what came together came compressed`() throws {
        var run = run()
        run.buffering = .whole
        run.bufferingEvery = 4
        var record = run.record()
        record.edit { index, request in if index % 4 == 3 { request.bytes.encodedBody = 900 } }
        #expect(sign(.compressed, try shape(record))?.share == 1)
    }

    @Test func `takes a long wait for the first of few tokens for what it is`() throws {
        var run = run()
        run.outputTokens = .constant(8)
        run.firstTokenMilliseconds = .constant(5000)
        run.gapMilliseconds = .gamma(mean: 20, shape: 9)
        run.coalescedShare = 0
        let shape = try shape(run.record())
        #expect(shape.kind == .streaming && shape.flows?.oneByOne == 60)
    }

    @Test func `takes bursts after a long wait for bursts`() throws {
        var run = run()
        run.outputTokens = .constant(20)
        run.firstTokenMilliseconds = .constant(10_000)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        run.buffering = .milliseconds(215)
        #expect(try shape(run.record()).flows?.inBursts == 60)
    }

    @Test(arguments: [1.0, 2, 4])
    func `cannot tell from answers of a few events`(tokens: Double) throws {
        var run = run()
        run.outputTokens = .constant(tokens)
        run.buffering = .whole
        let shape = try shape(run.record())
        #expect(shape.kind == .cannotTell && shape.flows?.untold == 60)
        #expect(shape.flows?.tooShort == 60)
        #expect(shape.reason.contains("at least 5 output events"))
    }

    @Test func `cannot tell from events that come as fast as held ones`() throws {
        var run = run()
        run.firstTokenMilliseconds = .constant(20)
        run.gapMilliseconds = .gamma(mean: 0.3, shape: 9)
        run.coalescedShare = 0
        let shape = try shape(run.record())
        #expect(shape.kind == .cannotTell)
        #expect(shape.reason.contains("0.4 ms apart"))
    }

    /// Reads of four events that came at any time since the read before.
    private func mergedReads() -> SyntheticRecord {
        var run = run()
        run.outputTokens = .constant(64)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        run.buffering = .events(4)
        var record = run.record()
        record.editChunks { $0.earliest = $0.arrived + .milliseconds(-80) }
        return record
    }

    @Test(arguments: [(2.0, StreamShape.Kind.buffered), (60, .cannotTell)])
    func `accuses nobody of what a late client merged`(
        lateMilliseconds: Double, kind: StreamShape.Kind
    ) throws {
        var record = mergedReads()
        record.addLateness(milliseconds: lateMilliseconds)
        let shape = try shape(record)
        #expect(shape.kind == kind)
        #expect(shape.reason.contains("read so late") == (kind == .cannotTell))
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
