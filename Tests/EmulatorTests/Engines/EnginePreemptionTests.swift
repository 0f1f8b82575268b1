import Emulator
import RunModel
import Testing

private struct Tokens: EngineListener {
    static var hearsTokens: Bool { true }
    var tokens: [Int: [MonotonicInstant]] = [:]
    var answered = 0

    mutating func token(of id: Int, at instant: MonotonicInstant) {
        tokens[id, default: []].append(instant)
    }

    mutating func ended(_ answer: EngineAnswer) {
        if answer.outcome == .answered { answered += 1 }
    }
}

/// A bound on what the sequences of a batch hold.
@Suite struct EnginePreemptionTests {
    private func play(_ text: String, _ requests: Int) throws -> (
        EngineCounts, Tokens, mostUse: Int
    ) {
        var engine = EngineSimulation(try EngineSpec(parsing: text))
        var heard = Tokens()
        for index in 0..<requests {
            let at = MonotonicInstant(nanoseconds: Int64(index) * 1_000_000)
            _ = engine.submit(
                EngineArrival(at: at, promptTokens: 100, outputTokens: 100), telling: &heard)
        }
        var most = 0
        while let next = engine.nextEvent {
            engine.advance(to: next, telling: &heard)
            most = max(most, engine.counts.kvTokens)
        }
        return (engine.counts, heard, most)
    }

    @Test func `where all fits nobody loses a place`() throws {
        let (counts, _, most) = try play("batch=4,kv=1000", 4)
        #expect(counts.preemptions == 0)
        #expect(counts.answered == 4)
        #expect(most <= 1000)
        let free = try play("batch=4", 4)
        #expect(free.0.steps == counts.steps)
    }

    @Test func `where it does not the last that came reads again, and every answer is whole`()
        throws
    {
        let (counts, heard, most) = try play("batch=4,kv=500", 4)
        #expect(counts.preemptions > 0)
        #expect(counts.answered == 4)
        #expect(most <= 500)
        #expect(counts.outputTokens == 400)
        #expect(heard.tokens.values.allSatisfy { $0.count == 100 })
        // What had been read and put out is read again.
        #expect(counts.prefillTokens > 400)
        // The first is never the one.
        let first = try #require(heard.tokens[0])
        let gaps = zip(first, first.dropFirst()).map { $1 - $0 }
        let last = try #require(heard.tokens[3])
        let lastGaps = zip(last, last.dropFirst()).map { $1 - $0 }
        #expect((lastGaps.max() ?? .zero) > (gaps.max() ?? .zero))
    }

    @Test func `a request that alone is too large is answered all the same`() throws {
        let (counts, _, _) = try play("batch=4,kv=50", 3)
        #expect(counts.answered == 3)
        #expect(counts.runningPeak == 1)
    }
}
