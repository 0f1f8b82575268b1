import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct ModeComparisonTests {
    private func pairs() -> SyntheticRun {
        var run = SyntheticRun()
        run.isPaired = true
        run.requests = 400
        run.outputTokens = .uniform(5, 80)
        run.hasWireBytes = true
        return run
    }

    private func comparison(_ record: SyntheticRecord) throws -> ModeComparison {
        try #require(record.summary().comparison)
    }

    private func claim(
        _ subject: JudgedClaim.Subject, _ comparison: ModeComparison
    ) throws -> JudgedClaim {
        try #require(comparison.claims.first { $0.subject == subject })
    }

    @Test func `compares complete pairs only`() throws {
        var run = pairs()
        run.refusalEvery = 40
        var record = run.record()
        // Warm-up is no part of the comparison.
        record.edit { index, request in if index < 20 { request.phase = .warmup } }
        let comparison = try comparison(record)
        #expect(comparison.pairs == 190)
        #expect(comparison.completePairs == 180)
        #expect(comparison.rounds == 5)
        let found = try #require(comparison.difference(.endToEnd))
        #expect(found.pairs == 180)
        #expect(abs(found.streaming - found.nonStreaming - found.difference) < 1e-9)
    }

    @Test func `weighs rounds alike, whatever their pairs`() throws {
        var record = pairs().record()
        record.edit { _, request in request.round = request.request < 100 ? 0 : 1 }
        func mean(_ round: Int, _ mode: ResponseMode) -> Double {
            let found = record.requests.filter { $0.round == round && $0.mode == mode }
                .compactMap { $0.endToEnd?.milliseconds }
            return found.reduce(0, +) / Double(found.count)
        }
        let rounds = [0, 1].map { mean($0, .streaming) - mean($0, .nonStreaming) }
        let found = try #require(try comparison(record).difference(.endToEnd))
        let expected = try #require(MeanInterval(rounds))
        #expect(abs(found.difference - expected.mean) < 1e-9)
        #expect(abs((found.low ?? 0) - expected.low) < 1e-6)
    }

    @Test func `gives no interval for one round, and no verdict`() throws {
        var run = pairs()
        run.rounds = 1
        let comparison = try comparison(run.record())
        for found in comparison.differences {
            #expect(found.low == nil && found.shareLow == nil)
            #expect(found.note.contains(SummaryNote.oneRound))
        }
        #expect(try claim(.networkEfficiency, comparison).verdict == .cannotTell)
        #expect(try claim(.networkEfficiency, comparison).reason == SummaryNote.oneRound)
    }

    @Test func `says so where the answers of pairs differ in length`() throws {
        var record = pairs().record()
        #expect(try comparison(record).difference(.outputTokens)?.difference == 0)
        #expect(try comparison(record).difference(.endToEnd)?.note == "")
        record.edit { _, request in
            if request.mode == .streaming { request.tokens.output? += 3 }
        }
        let changed = try comparison(record)
        #expect(changed.difference(.outputTokens)?.difference == 3)
        #expect(changed.difference(.endToEnd)?.note == SummaryNote.unequalLengths)
    }

    @Test func `finds the length from which streams show something first`() throws {
        var run = pairs()
        // A whole answer of n tokens takes 200 + 30 (n - 1); the stream's first token 200 + 600.
        run.firstTokenMilliseconds = .normal(mean: 200, deviation: 20)
        run.cost.firstTokenMilliseconds = 600
        let comparison = try comparison(run.record())
        let line = try #require(comparison.breakEven)
        #expect(abs(line.slopeMilliseconds - 30) < 1)
        #expect((line.low ?? .infinity) < 21 && (line.high ?? 0) > 21)
        #expect(abs(line.tokensForOneSecond - line.tokens - 33) < 2)
        #expect(line.shortestTokens >= 5 && line.longestTokens <= 80)
        #expect(try claim(.bestFor, comparison).verdict == .asDocumented)
        run.cost.firstTokenMilliseconds = 0
        #expect(try claim(.bestFor, self.comparison(run.record())).verdict == .better)
    }

    @Test func `knows no break-even where lengths tell nothing`() throws {
        var run = pairs()
        run.outputTokens = .uniform(40, 44)
        let comparison = try comparison(run.record())
        #expect(comparison.breakEven == nil)
        let claim = try claim(.bestFor, comparison)
        #expect(claim.verdict == .cannotTell)
        #expect(claim.reason.contains("a fifth"))
    }

    @Test func `keeps the arrived half of a broken stream, nothing of a whole answer`() throws {
        var run = pairs()
        run.breakOffEvery = 8
        run.outputTokens = .normal(mean: 60, deviation: 12)
        let comparison = try comparison(run.record())
        let streaming = try #require(comparison.recovery(.streaming))
        let whole = try #require(comparison.recovery(.nonStreaming))
        #expect(streaming.broken + whole.broken == 50)
        #expect(abs(streaming.share - 0.5) < 0.02)
        #expect((streaming.low ?? 1) < 0.5 && (streaming.high ?? 0) > 0.49)
        #expect(whole.share == 0)
        #expect(try claim(.errorRecovery, comparison).verdict == .asDocumented)
        #expect(try claim(.errorRecovery, self.comparison(pairs().record())).verdict == .cannotTell)
    }

    @Test func `holds the documentation's table against the run`() throws {
        var run = pairs()
        run.firstTokenMilliseconds = .normal(mean: 200, deviation: 10)
        run.outputTokens = .constant(90)
        let near = try comparison(run.record())
        #expect(near.claims.map(\.subject) == JudgedClaim.Subject.allCases)
        #expect(try claim(.firstTokenStreaming, near).verdict == .asDocumented)
        #expect(try claim(.firstTokenNonStreaming, near).verdict == .asDocumented)
        #expect(try claim(.perceivedSpeed, near).verdict == .asDocumented)
        #expect(try claim(.networkEfficiency, near).verdict == .asDocumented)
        run.firstTokenMilliseconds = .normal(mean: 245, deviation: 60)
        let edge = try claim(.firstTokenStreaming, comparison(run.record()))
        #expect(edge.verdict == .cannotTell)
        run.firstTokenMilliseconds = .normal(mean: 400, deviation: 10)
        run.outputTokens = .constant(10)
        let far = try comparison(run.record())
        #expect(try claim(.firstTokenStreaming, far).verdict == .worse)
        #expect(try claim(.firstTokenNonStreaming, far).verdict == .better)
    }

    @Test func `compares answers that we ended by their beginnings only`() throws {
        var run = pairs()
        run.breakOffEvery = 8
        let whole = try comparison(run.record())
        var record = run.record()
        record.edit { _, request in
            guard request.mode == .streaming, request.outcome == .ok else { return }
            request.outcome = .capped
            request.bytes.output = 4
        }
        let capped = try comparison(record)
        #expect(capped.completePairs == whole.completePairs)
        #expect(capped.differences.map(\.quantity) == [.firstShown, .timeToFirstByte])
        #expect(capped.difference(.firstShown) == whole.difference(.firstShown))
        #expect(try claim(.perceivedSpeed, capped).verdict == .cannotTell)
        // Nor does a capped stream tell how much of a broken answer was missing.
        #expect(capped.recovery(.streaming) == whole.recovery(.streaming))
        #expect(capped.recovery(.nonStreaming)?.share == 0)
    }

    @Test func `takes no count of 0 for the length of an answer with output`() throws {
        var record = pairs().record()
        record.edit { _, request in if request.mode == .streaming { request.tokens.output = 0 } }
        let comparison = try comparison(record)
        #expect(comparison.difference(.outputTokens) == nil)
        #expect(comparison.difference(.endToEndSpeed) == nil)
        #expect(comparison.difference(.endToEnd)?.note == "")
    }

    @Test func `takes no answer without output for a broken one`() throws {
        var record = pairs().record()
        record.edit { _, request in
            guard request.mode == .nonStreaming, request.request < 40 else { return }
            request.outcome = .empty
            request.finishReason = nil
            request.bytes.output = 0
        }
        #expect(try comparison(record).recovery(.nonStreaming) == nil)
    }

    @Test func `is absent where one mode was asked for`() {
        #expect(SyntheticRun().record().summary().comparison == nil)
    }

    @Test func `puts every difference into the rows`() throws {
        let summary = pairs().record().summary()
        let comparison = try #require(summary.comparison)
        #expect(comparison.differences.count == PairedDifference.Quantity.allCases.count)
        for found in comparison.differences {
            let rows = summary.rows.filter { $0.metric == .paired(found.quantity) }
            #expect(rows.first?.value == found.difference)
            #expect(rows.first?.count == found.pairs)
        }
        #expect(
            summary.row(.breakEvenTokens, nil, .value)?.value == comparison.breakEven?.tokens)
        let listed = Set(MetricName.all)
        #expect(summary.rows.allSatisfy { listed.contains($0.metric) })
        #expect(summary.row(.clientCPUPerRequest, .streaming, .mean)?.count == 200)
        #expect(summary.row(.clientCPUPerRequest, nil, .mean)?.count == 400)
    }
}
