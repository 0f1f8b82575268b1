import Emulator
import RunModel
import Statistics
import Testing

/// Keeps all that an engine says, tokens too.
private struct Witness: EngineListener {
    static var hearsTokens: Bool { true }
    var tokens: [Int: [MonotonicInstant]] = [:]
    var answers: [Int: EngineAnswer] = [:]

    mutating func token(of id: Int, at instant: MonotonicInstant) {
        tokens[id, default: []].append(instant)
    }

    mutating func ended(_ answer: EngineAnswer) { answers[answer.id] = answer }
}

private func at(_ milliseconds: Int) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: Int64(milliseconds) * 1_000_000)
}

private func spec(_ text: String) throws -> EngineSpec { try EngineSpec(parsing: text) }

private let mixed = EngineWorkload(
    promptTokens: .uniform(10, 600), outputTokens: .exponential(mean: 30))

@Suite struct EngineSimulationTests {
    @Test(arguments: [
        "batch=4,queue=6", "batch=4,queue=6,chunk=64", "batch=3,queue=0",
        "batch=8,queue=10,failures=10%", "batch=5,queue=none,cold=5s,drift=20%/min",
    ])
    func `places and line are bounded, whoever comes first is first, and nobody is lost`(
        text: String
    ) throws {
        let spec = try spec(text)
        var engine = EngineSimulation(spec, seed: 5)
        var witness = Witness()
        for arrival in mixed.poisson(rate: 9, count: 1500, seed: 5) {
            _ = engine.submit(arrival, telling: &witness)
            let counts = engine.counts
            try #require(counts.running <= spec.batch)
            // A place that is free is waited for too, until the step under way has ended.
            let room = spec.queue.map { spec.batch + $0 } ?? .max
            try #require(counts.running + counts.waiting <= room)
            try #require(
                counts.arrived == counts.answered + counts.refused + counts.failed
                    + counts.running + counts.waiting)
        }
        while let next = engine.nextEvent { engine.advance(to: next, telling: &witness) }
        #expect(witness.answers.count == 1500)
        let answered = witness.answers.values.filter { $0.outcome == .answered }
            .sorted { $0.id < $1.id }
        #expect(answered.count > 300)
        for (one, next) in zip(answered, answered.dropFirst()) {
            try #require(one.admitted ?? at(0) <= next.admitted ?? at(0))
        }
        #expect(witness.tokens.values.reduce(0) { $0 + $1.count } == engine.counts.outputTokens)
        for answer in answered {
            let tokens = try #require(witness.tokens[answer.id])
            #expect(tokens.count == answer.tokens)
            #expect(tokens.first == answer.firstToken && tokens.last == answer.ended)
            let gaps = zip(tokens, tokens.dropFirst()).map { $1 - $0 }
            #expect(gaps.max() == answer.longestGap)
        }
    }

    @Test(arguments: ["batch=4,queue=6", "batch=6,queue=none,chunk=128,other=1/s", "drift=1%/min"])
    func `taking equal steps at once changes nothing`(text: String) throws {
        let arrivals = mixed.poisson(rate: 5, count: 800, seed: 2)
        var slow = EngineSimulation(try spec(text), seed: 2)
        var witness = Witness()
        for arrival in arrivals { _ = slow.submit(arrival, telling: &witness) }
        while witness.answers.count < 800, let next = slow.nextEvent {
            slow.advance(to: next, telling: &witness)
        }
        var fast = EngineSimulation(try spec(text), seed: 2)
        let answers = fast.run(arrivals)
        #expect(answers == witness.answers.values.sorted { $0.id < $1.id })
        #expect(fast.counts.steps == slow.counts.steps)
    }

    @Test func `reading a prompt delays the tokens of the others, and less in pieces`() throws {
        let arrivals = [
            EngineArrival(at: at(0), promptTokens: 100, outputTokens: 50),
            EngineArrival(at: at(301), promptTokens: 4000, outputTokens: 2),
        ]
        var whole = EngineSimulation(
            try spec("batch=4,prefill=8000/s,step=20ms,step-per-sequence=1ms"))
        let answers = whole.run(arrivals)
        // 4000 tokens are half a second, then comes the step of both.
        #expect(answers[0].longestGap == .milliseconds(522))
        #expect(answers[0].firstToken == MonotonicInstant(nanoseconds: 12_500_000))
        var pieces = EngineSimulation(
            try spec("batch=4,prefill=8000/s,step=20ms,step-per-sequence=1ms,chunk=400"))
        let softer = pieces.run(arrivals)
        #expect(softer[0].longestGap == .milliseconds(71))
        let first = try #require(softer[1].timeToFirstToken)
        #expect(try first > #require(answers[1].timeToFirstToken))
    }

    @Test func `a line that is full refuses, and the next call finds it as it was left`() throws {
        var engine = EngineSimulation(
            try spec("batch=1,queue=2,prefill=1000/s,step=10ms,step-per-sequence=0ms"))
        let burst = (0..<5).map { _ in
            EngineArrival(at: at(0), promptTokens: 100, outputTokens: 11)
        }
        let answers = engine.run(burst)
        #expect(answers.map(\.outcome) == [.answered, .answered, .answered, .refused, .refused])
        #expect(answers[2].queued == .milliseconds(400))
        #expect(answers[2].timeToFirstToken == .milliseconds(500))
        #expect(engine.now == at(600))
        let later = engine.run([EngineArrival(at: at(0), promptTokens: 100, outputTokens: 1)])
        #expect(later[0].arrived == at(600) && later[0].ended == at(700))
        #expect(
            later[0].timePerOutputToken == nil && answers[0].timePerOutputToken == .milliseconds(10)
        )
    }

    @Test func `a prompt whose beginning was read lately is read from there on`() throws {
        var engine = EngineSimulation(try spec("batch=4,prefill=1000/s,cache=640"))
        func ask(_ prefix: UInt64, _ own: UInt64) -> EngineAnswer? {
            let blocks = PromptBlocks(prefix: prefix, shared: 320, total: 400, own: own).blocks
            return engine.run([
                EngineArrival(at: engine.now, promptTokens: 400, outputTokens: 1, blocks: blocks)
            ]).first
        }
        #expect(ask(1, 1)?.cachedTokens == 0)
        let warm = ask(1, 2)
        #expect(warm?.cachedTokens == 320)
        #expect(warm?.timeToFirstToken == .milliseconds(80))
        // The very same again: all but the last token.
        #expect(ask(1, 2)?.cachedTokens == 399)
        // Two other prompts of 400 tokens leave no room for the first.
        #expect(ask(2, 3)?.cachedTokens == 0)
        #expect(ask(3, 4)?.cachedTokens == 0)
        #expect(ask(1, 5)?.cachedTokens == 0)
        #expect(engine.counts.cacheHits == 2 && engine.counts.cacheTokens == 640)
    }

    @Test func `it is slow while cold and gets slower as it drifts`() throws {
        func first(_ text: String, at start: Int) throws -> Duration? {
            var engine = EngineSimulation(try spec(text))
            return engine.run([EngineArrival(at: at(start), promptTokens: 800, outputTokens: 1)])[0]
                .timeToFirstToken
        }
        #expect(try first("cold=2s,cold-factor=3", at: 1999) == .milliseconds(300))
        #expect(try first("cold=2s,cold-factor=3", at: 2000) == .milliseconds(100))
        #expect(try first("drift=10%/min", at: 120_000) == .milliseconds(120))
    }

    @Test func `a share fails, and others take their part`() throws {
        var engine = EngineSimulation(
            try spec("batch=16,queue=none,failures=5%,other=2/s,other-output=50"), seed: 3)
        let answers = engine.run(mixed.poisson(rate: 1, count: 4000, seed: 3))
        let failed = answers.count { $0.outcome == .failed }
        #expect((150...250).contains(failed))
        let counts = engine.counts
        #expect((7500...8500).contains(counts.otherArrived))
        #expect((340_000...460_000).contains(counts.otherOutputTokens))
        #expect(
            counts.outputTokens - counts.otherOutputTokens >= answers.reduce(0) { $0 + $1.tokens })
    }

    @Test func `who leaves makes room`() throws {
        var engine = EngineSimulation(
            try spec("batch=1,queue=1,prefill=1000/s,step=10ms,step-per-sequence=0ms"))
        var witness = Witness()
        for start in [0, 1] {
            let arrival = EngineArrival(at: at(start), promptTokens: 100, outputTokens: 1000)
            _ = engine.submit(arrival, telling: &witness)
        }
        engine.advance(to: at(155), telling: &witness)
        engine.cancel(0, telling: &witness)
        engine.advance(to: at(400), telling: &witness)
        #expect(witness.tokens[0]?.count == 6)
        // The step under way ends at 160 ms, then the prompt is read.
        #expect(witness.tokens[1]?.first == at(260))
        engine.cancel(1, telling: &witness)
        engine.advance(to: at(500), telling: &witness)
        #expect(engine.nextEvent == nil && engine.counts.cancelled == 2)
    }

    @Test func `callers of a closed loop keep as many requests under way`() throws {
        var engine = EngineSimulation(try spec("batch=4,queue=none"), seed: 1)
        let answers = engine.runClosed(concurrency: 6, requests: 400) {
            mixed.arrival($0, seed: 9, at: at(0))
        }
        #expect(answers.count == 400)
        #expect(engine.counts.runningPeak == 4)
        #expect(answers.dropFirst(50).dropLast(50).allSatisfy { ($0.queued ?? .zero) > .zero })
    }
}
