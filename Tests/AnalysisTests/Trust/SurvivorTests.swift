import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// What fails must not make the rest look better than the whole was.
@Suite struct SurvivorTests {
    /// Every fifth stream hangs after its last output until its time-out.
    private func hanging(_ outcome: Outcome = .timeoutGap) -> RunSummary {
        var run = SyntheticRun()
        run.keepsChunks = false
        var record = run.record()
        record.edit { index, request in
            guard index % 5 == 0 else { return }
            request.outcome = outcome
            request.finishReason = nil
            request.instants.closed = request.instants.lastOutput.map { $0 + .seconds(30) }
        }
        return record.summary()
    }

    @Test(arguments: [Outcome.timeoutGap, .timeoutTotal, .cut])
    func `counts the open gap of a stream that hung`(outcome: Outcome) throws {
        let numbers = try #require(hanging(outcome).numbers[.streaming])
        #expect(numbers.stalls?.count.value == 120)
        #expect(numbers.stalls?.count.note == SummaryNote.openGaps)
        #expect(abs((numbers.stalledTime?.value ?? 0) - 120 * 30_000) < 1)
        #expect(numbers.maxGap.p90?.value == 30_000)
        #expect(numbers.maxGap.p90?.note == SummaryNote.openGaps)
        #expect((numbers.maxGap.p50?.value ?? .infinity) < 200)
        #expect(numbers.maxGap.adjusted?.p90.value == nil)
        #expect(numbers.maxGap.adjusted?.p90.note.contains(SummaryNote.infinite) == true)
        #expect(numbers.maxGap.adjusted?.p50.count == 600)
    }

    @Test func `counts no gap of streams that were cut in their midst`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in if index >= 590 { request.outcome = .cut } }
        let numbers = try #require(record.summary().numbers[.streaming])
        #expect(numbers.stalls?.count.value == 0)
        #expect(numbers.maxGap.p50?.note == "")
    }

    @Test func `gives answers that we ended no time to their end`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            guard index % 2 == 0 else { return }
            request.outcome = .capped
            request.instants.lastOutput = request.instants.secondOutput
        }
        let numbers = try #require(record.summary().numbers[.streaming])
        let whole = record.requests.filter { $0.outcome == .ok }.compactMap {
            $0.endToEnd?.milliseconds
        }.sorted()
        #expect(numbers.endToEnd.count?.value == 300)
        #expect(numbers.endToEnd.p50?.value == whole[149])
        #expect(numbers.timeToFirstToken.count?.value == 600)
    }

    @Test(arguments: [(30, Verdict.withCare), (95, .notTrustworthy)])
    func `does not trust a run of which most failed`(percent: Int, verdict: Verdict) throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            if index % 100 < percent { request.outcome = .http5xx }
        }
        let check = try #require(
            record.summary().validity.checks.first { $0.kind == .failures })
        #expect(check.verdict == verdict)
    }

    @Test(arguments: [0, 1, 5, 300, 599, 600])
    func `keeps a share of failures over rounds between 0 and 1`(failed: Int) throws {
        var record = SyntheticRun().record()
        // All in the first rounds, so that rounds differ as much as they can.
        record.edit { index, request in if index < failed { request.outcome = .http5xx } }
        let mean = try #require(record.summary().numbers[.streaming]?.roundMeans[.failures])
        let (low, high) = (try #require(mean.low), try #require(mean.high))
        #expect(low >= 0 && high <= 1 && low < high)
        #expect(low <= mean.value ?? -1 && mean.value ?? 2 <= high)
        if failed == 0 { #expect(low == 0 && high > 0.005) }
    }

    /// Whole answers of more than two seconds time out, as a first-byte limit would have it.
    private func halved() -> RunSummary {
        var run = SyntheticRun()
        run.isPaired = true
        run.requests = 400
        run.outputTokens = .uniform(5, 115)
        var record = run.record()
        record.edit { _, request in
            guard request.mode == .nonStreaming, (request.endToEnd ?? .zero) > .milliseconds(1900)
            else { return }
            request.outcome = .timeoutFirstByte
            request.instants.firstOutput = nil
            request.instants.firstAnswer = nil
            request.instants.lastOutput = nil
            request.events.output = 0
        }
        return record.summary()
    }

    @Test func `judges by all answers, and says how many pairs are complete`() throws {
        let summary = halved()
        let comparison = try #require(summary.comparison)
        let lost = comparison.pairs - comparison.completePairs
        #expect(lost > 70 && lost < 130)
        let check = try #require(summary.validity.checks.first { $0.kind == .pairs })
        #expect(check.value == Double(comparison.completePairs) / 200)
        #expect(check.verdict >= .withCare)
        let endToEnd = try #require(comparison.difference(.endToEnd))
        #expect(endToEnd.note.contains(SummaryNote.incompletePairs))
        let bound = try #require(comparison.bound(.firstShown))
        #expect(bound.lostPairs == lost)
        // Lost whole answers are slower than any stream: the median can only be lower than that of the rest.
        #expect((bound.high ?? .infinity) < (comparison.difference(.firstShown)?.difference ?? 0))
        let claim = try #require(
            comparison.claims.first { $0.subject == .firstTokenNonStreaming })
        let plain = summary.numbers[.nonStreaming]?.timeToFirstToken.p50?.value ?? 0
        #expect((claim.value ?? .infinity) > plain)
    }

    @Test func `cannot tell where the lost pairs decide`() throws {
        var run = SyntheticRun()
        run.isPaired = true
        run.requests = 400
        run.hasWireBytes = true
        var record = run.record()
        record.edit { index, request in
            if request.pair.map({ $0 / 2 % 5 < 3 }) == true { request.outcome = .http5xx }
        }
        let comparison = try #require(record.summary().comparison)
        #expect(comparison.bound(.endToEnd)?.low == nil)
        #expect(comparison.bound(.endToEnd)?.high == nil)
        for subject in [JudgedClaim.Subject.perceivedSpeed, .networkEfficiency, .bestFor] {
            let claim = try #require(comparison.claims.first { $0.subject == subject })
            #expect(claim.verdict == .cannotTell)
            #expect(claim.reason.contains("120 of 200 pairs are lost"))
        }
        #expect(
            comparison.claims.filter { $0.subject == .firstTokenStreaming }.map(\.verdict)
                == [.worse])
    }
}
