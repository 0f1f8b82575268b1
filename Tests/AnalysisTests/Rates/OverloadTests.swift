import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct OverloadTests {
    /// A server of `slots` answers of a second each, asked at `rate` for a minute.
    private func summary(
        rate: Double, slots: Int, seed: UInt64 = 7, change: (inout SyntheticRun) -> Void = { _ in }
    ) -> RunSummary {
        var run = SyntheticRun()
        run.seed = seed
        run.rate = rate
        run.slots = slots
        run.requests = Int(60 * rate)
        run.firstTokenMilliseconds = .constant(200)
        run.gapMilliseconds = .exponential(mean: 20)
        run.coalescedShare = 0
        run.outputTokens = .constant(41)
        change(&run)
        return run.record().summary()
    }

    private func check(
        _ kind: ValidityCheck.Kind, _ summary: RunSummary
    ) throws -> ValidityCheck {
        try #require(summary.validity.checks.first { $0.kind == kind })
    }

    @Test func `says what a target does of what is offered`() throws {
        let summary = summary(rate: 4, slots: 2)
        let found = try check(.overload, summary)
        #expect(found.verdict == .notTrustworthy)
        #expect(abs(found.value - 2) < 0.1)
        #expect(abs(found.careLimit - 4) < 0.1)
        let median = try #require(summary.numbers[.streaming]?.timeToFirstTokenScheduled.p50)
        #expect(median.note == SummaryNote.overloaded)
        #expect(median.low == nil && median.high == nil)
    }

    /// The median answer takes longer than the run starts requests, so that no window is left.
    @Test func `says so too of a target that has hardly answered when starting ends`() throws {
        let summary = summary(rate: 20, slots: 2) { run in
            run.requests = 200
        }
        #expect(summary.window.isTooShort)
        let found = try check(.overload, summary)
        #expect(found.verdict == .notTrustworthy)
        #expect(abs(found.value - 2) < 0.1)
        #expect(abs(found.careLimit - 20) < 2)
        #expect(!summary.validity.reasons.contains { $0.kind == .window })
    }

    @Test func `takes a short run of long answers for no overload`() throws {
        let summary = summary(rate: 20, slots: 400) { run in
            run.requests = 100
            run.gapMilliseconds = .exponential(mean: 200)
        }
        #expect(summary.window.isTooShort)
        #expect(try check(.overload, summary).verdict == .trustworthy)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func `takes no busy server for an overloaded one`(seed: UInt64) throws {
        for rate in [6, 7.5] {
            let found = try check(.overload, summary(rate: rate, slots: 8, seed: seed))
            #expect(found.verdict == .trustworthy, "\(rate)/s, \(found.value)")
        }
    }

    @Test func `looks for no overload in a closed loop`() {
        let summary = SyntheticRun().record().summary()
        #expect(!summary.validity.checks.contains { $0.kind == .overload })
    }

    @Test func `tells when half of the capacity went`() throws {
        var run = SyntheticRun()
        run.slots = 10
        run.requests = 600
        run.loss = (60, 5)
        run.keepsChunks = false
        let found = try check(.step, run.record().summary())
        #expect(found.verdict == .withCare)
        #expect(abs(try #require(found.atSeconds) - 60) < 6)
        #expect(found.metric == .eventThroughput || found.value > 0)
    }

    @Test func `tells when all streams paused`() throws {
        var run = SyntheticRun()
        run.pause = (40, 2)
        let summary = run.record().summary()
        let found = try check(.pause, summary)
        #expect(found.verdict == .withCare)
        #expect(abs(found.value - 2) < 0.1)
        #expect(abs(try #require(found.atSeconds) - 40) < 0.1)
    }

    @Test func `finds neither step nor pause where single streams stall`() throws {
        var run = SyntheticRun()
        run.stallEvery = 10
        let summary = run.record().summary()
        #expect(try check(.pause, summary).verdict == .trustworthy)
        #expect(try check(.step, summary).verdict == .trustworthy)
    }

    @Test func `tells rounds that trend`() throws {
        var run = SyntheticRun()
        run.drift = 0.5
        let summary = run.record().summary()
        let found = try check(.trend, summary)
        #expect(found.verdict == .withCare)
        let mean = summary.numbers[.streaming]?.roundMeans[.endToEnd]
        #expect(mean?.note.contains(SummaryNote.trending) == true)
        let steady = SyntheticRun().record().summary()
        #expect(try check(.trend, steady).verdict == .trustworthy)
    }
}
