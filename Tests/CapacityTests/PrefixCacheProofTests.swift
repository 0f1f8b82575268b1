import Emulator
import RunModel
import Statistics
import Testing

@testable import Analysis

/// Conversations against an engine whose cache and whose pace of reading are known, in virtual time.
@Suite struct PrefixCacheProofTests {
    private struct Turn {
        var session: Int
        var turn: Int
        var due: MonotonicInstant
    }

    private struct Ends: EngineListener {
        static var hearsTokens: Bool { false }
        var answers: [EngineAnswer] = []

        mutating func token(of id: Int, at instant: MonotonicInstant) {}
        mutating func ended(_ answer: EngineAnswer) { answers.append(answer) }
    }

    /// Every turn brings 40 to 400 words more; a conversation of even number is the novel twin of the one before it.
    private func run(
        _ spec: String, seed: UInt64, conversations: Int = 120, hasTwins: Bool = false
    ) throws -> [RequestRecord] {
        var engine = EngineSimulation(try EngineSpec(parsing: spec), seed: seed)
        var generator = SeededGenerator(seed: seed)
        let gap = Distribution.exponential(mean: 0.5)
        var arrival = 0.0
        var due: [Turn] = (0..<conversations).map { session in
            arrival += gap.sample(using: &generator)
            return Turn(
                session: session, turn: 0,
                due: MonotonicInstant(nanoseconds: Int64(arrival * 1e9)))
        }
        let hasCache = spec.contains("cache=")
        var asked: [Turn] = []
        var records: [RequestRecord] = []
        while !due.isEmpty || engine.nextEvent != nil {
            var ends = Ends()
            if let next = due.first, next.due <= engine.nextEvent ?? next.due {
                due.removeFirst()
                let unit = hasTwins ? next.session / 2 : next.session
                let own = hasTwins && next.session % 2 == 1
                var blocks = PromptBlocks()
                blocks.add(UInt64(own ? 1_000_000 + asked.count : unit))
                var tokens = 1
                for turn in 0...next.turn {
                    var lengths = SeededGenerator(
                        seed: seed, purpose: UInt64(turn), index: UInt64(unit))
                    for word in 0..<Int(40 + 360 * lengths.unit()) {
                        blocks.add(UInt64(unit * 100_000 + turn * 1000 + word))
                        tokens += 1
                    }
                }
                asked.append(next)
                _ = engine.submit(
                    EngineArrival(
                        at: next.due, promptTokens: tokens, outputTokens: 20,
                        blocks: hasCache ? blocks.blocks : []), telling: &ends)
                records.append(
                    record(next, asked.count - 1, promptTokens: tokens, hasTwins, own))
            } else if let next = engine.nextEvent {
                engine.advance(to: next, telling: &ends)
            }
            for answer in ends.answers {
                let turn = asked[answer.id]
                records[answer.id].instants.firstOutput = answer.firstToken
                records[answer.id].instants.closed = answer.ended
                records[answer.id].tokens.cached = hasCache ? answer.cachedTokens : nil
                var more = SeededGenerator(
                    seed: seed, purpose: 99,
                    index: UInt64(hasTwins ? turn.session / 2 : turn.session))
                guard turn.turn + 1 < 1 + Int(6 * more.unit()) else { continue }
                let pause = Duration.nanoseconds(Int64(gap.sample(using: &generator) * 4e9))
                let next = Turn(
                    session: turn.session, turn: turn.turn + 1, due: answer.ended + pause)
                due.insert(next, at: due.firstIndex { $0.due > next.due } ?? due.endIndex)
            }
        }
        return records
    }

    private func record(
        _ turn: Turn, _ request: Int, promptTokens: Int, _ hasTwins: Bool, _ isNovel: Bool
    ) -> RequestRecord {
        var record = RequestRecord(
            request: request, round: 0, phase: .measured, mode: .streaming, worker: 0)
        record.outcome = .ok
        record.session = turn.session
        record.turn = turn.turn
        record.beginning = hasTwins ? (isNovel ? .novel : .usual) : nil
        record.instants.scheduled = turn.due
        record.instants.sent = turn.due
        record.tokens.prompt = promptTokens
        return record
    }

    /// 8,000 tokens a second are 125 ms a thousand.
    @Test func `the growth with uncached tokens is the engine's pace in 95 of 100`() throws {
        var held = 0
        for seed in 1...100 as ClosedRange<UInt64> {
            let records = try run("batch=16,prefill=8000/s,step=10ms,cache=200000", seed: seed)
            let growth = try UncachedGrowth.found(in: records).get()
            if growth.low <= 125, 125 <= growth.high { held += 1 }
            #expect(abs(growth.perThousandTokens - 125) < 60)
        }
        #expect(held >= 91, "\(held) of 100")
    }

    @Test func `a server without a cache gives no growth, and no gain`() throws {
        let records = try run("batch=16,prefill=8000/s,step=10ms", seed: 1)
        #expect(UncachedGrowth.found(in: records) == .failure(.notTold))
        var found = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let records = try run(
                "batch=16,prefill=8000/s,step=10ms", seed: seed, hasTwins: true)
            let gain = try #require(CacheGain(records))
            if gain.low > 0 || gain.high < 0 { found += 1 }
        }
        #expect(found <= 5, "\(found) of 40")
    }

    @Test func `twins with a novel beginning show what the cache gives`() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let records = try run(
                "batch=16,prefill=8000/s,step=10ms,cache=200000", seed: seed, hasTwins: true)
            let gain = try #require(CacheGain(records))
            #expect(gain.low > 0)
            // Each spared token is an eighth of a millisecond, but for the waits of both.
            let spared = records.reduce(0) { sum, request in
                sum + (request.beginning == .usual ? request.tokens.cached ?? 0 : 0)
            }
            let truth = Double(spared) / Double(gain.turns) / 8
            #expect(abs(gain.gain - truth) < truth)
            #expect(records.allSatisfy { $0.beginning != .novel || $0.tokens.cached == 0 })
        }
    }
}
