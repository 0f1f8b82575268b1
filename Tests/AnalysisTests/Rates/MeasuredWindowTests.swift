import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// Against runs whose rate is known: it is the one they were sent at.
@Suite struct MeasuredWindowTests {
    /// 20 requests a second, each answered in `seconds`.
    private func run(requests: Int, seconds: Double) -> SyntheticRun {
        var run = SyntheticRun()
        run.rate = 20
        run.requests = requests
        run.firstTokenMilliseconds = .constant(200)
        run.gapMilliseconds = .constant(20)
        run.coalescedShare = 0
        run.outputTokens = .constant((seconds - 0.2) / 0.02 + 1)
        return run
    }

    private func rate(_ summary: RunSummary) -> Estimate? {
        summary.numbers[.streaming]?.requestThroughput
    }

    @Test(arguments: [(160, 1.0), (320, 1.0), (320, 2.9), (640, 2.9)])
    func `tells the rate that was served, whatever its fill`(count: Int, seconds: Double) throws {
        let summary = run(requests: count, seconds: seconds).record().summary()
        let rate = try #require(rate(summary)?.value)
        #expect(abs(rate - 20) < 0.5)
        #expect(abs(try #require(summary.window.fillSeconds) - seconds) < 0.1)
        #expect(abs(summary.window.seconds - (Double(count) / 20 - seconds)) < 0.2)
        let events = try #require(summary.numbers[.streaming]?.eventThroughput?.value)
        #expect(abs(events / (20 * ((seconds - 0.2) / 0.02 + 1)) - 1) < 0.03)
    }

    @Test func `says where a window is too short for a rate`() throws {
        let summary = run(requests: 160, seconds: 2.9).record().summary()
        #expect(rate(summary)?.value == nil)
        #expect(rate(summary)?.note == SummaryNote.tooShortForRate)
        let check = summary.validity.checks.first { $0.kind == .window }
        #expect(check?.verdict == .withCare)
    }

    @Test func `needs no fill after a warm-up at full load`() throws {
        var record = run(requests: 320, seconds: 2.9).record()
        record.edit { index, request in if index < 100 { request.phase = .warmup } }
        record.manifest.windowStartNanoseconds = 5_000_000_000
        let summary = record.summary()
        #expect(summary.window.startSeconds == 5)
        #expect(abs(try #require(rate(summary)?.value) - 20) < 0.5)
    }

    @Test func `fills again after a ramp`() {
        var record = run(requests: 320, seconds: 2.9).record()
        record.edit { index, request in if index < 100 { request.phase = .ramp } }
        record.manifest.windowStartNanoseconds = 5_000_000_000
        #expect(abs(record.summary().window.startSeconds - 7.9) < 0.1)
    }

    @Test func `tells a closed loop's rate from its first wave on`() throws {
        var run = run(requests: 200, seconds: 1)
        run.rate = nil
        let summary = run.record().summary()
        // Ten streams of a second each, and 0.6 ms between two answers.
        #expect(abs(try #require(rate(summary)?.value) - 10) < 0.2)
    }

    /// What a few answers of a closed loop that are all alike come to, whatever their edges, and first ones that
    /// began a little apart.
    @Test(arguments: [(8, 6), (8, 4), (100, 5), (1, 5)])
    func `waves of a closed loop's answers are no more than they are`(streams: Int, waves: Int)
        throws
    {
        var record = run(requests: streams * waves, seconds: 1).record()
        record.manifest.plan.load.rate = nil
        record.manifest.plan.load.concurrency = streams
        record.edit { index, request in
            let (wave, stream) = index.quotientAndRemainder(dividingBy: streams)
            let time = request.instants.closed.map { $0 - request.instants.scheduled }
            request.shift(
                to: SyntheticRun.origin + .milliseconds(stream % 10 * 3)
                    + (time ?? .zero) * wave)
        }
        let starts = record.requests.compactMap(\.instants.started)
        let lengths = record.requests.compactMap { request in
            request.instants.closed.map { ($0 - request.instants.scheduled).seconds }
        }
        record.manifest.windowStartNanoseconds = 0
        record.manifest.windowEndNanoseconds = starts.max().map {
            ($0 - SyntheticRun.origin).nanoseconds
        }
        let mean = lengths.reduce(0, +) / Double(lengths.count)
        let rate = try #require(rate(record.summary())?.value)
        #expect(abs(rate / (Double(streams) / mean) - 1) < 0.01)
    }

    @Test func `counts good requests in the same window`() throws {
        var record = run(requests: 320, seconds: 1).record()
        var objectives = Objectives()
        let isTaken = objectives.add("ttft < 500ms")
        #expect(isTaken)
        record.manifest.plan.load.objectives = objectives
        record.edit { index, request in
            if index % 4 == 0 { request.instants.sent = request.instants.scheduled + .seconds(-1) }
        }
        let numbers = try #require(record.summary().numbers[.streaming])
        #expect(numbers.goodput?.share.value == 0.75)
        let good = try #require(numbers.goodputRate?.value)
        #expect(abs(good - 15) < 0.5)
        #expect(good <= numbers.requestThroughput?.value ?? 0)
    }

    @Test func `sees Little's law kept by a steady run, broken by one that grows`() throws {
        func check(_ run: SyntheticRun) throws -> ValidityCheck {
            let checks = run.record().summary().validity.checks
            return try #require(checks.first { $0.kind == .littlesLaw })
        }
        var run = run(requests: 640, seconds: 1)
        #expect(try check(run).verdict == .trustworthy)
        run.slots = 8
        #expect(try check(run).verdict == .withCare)
        run.rate = nil
        #expect(try check(run).verdict == .trustworthy)
    }

    @Test func `takes a peak of streams for no load`() throws {
        // Two streams are asked for and two are open once, 0.66 on average.
        var record = run(requests: 200, seconds: 1).record()
        record.manifest.plan.load.rate = nil
        record.manifest.plan.load.concurrency = 2
        record.manifest.client.peakStreams = 2
        record.edit { index, request in
            let shift = Duration.milliseconds(1450 * index + (index % 2 == 0 ? 0 : -100))
            request.shift(to: SyntheticRun.origin + shift)
        }
        record.manifest.windowStartNanoseconds = 0
        record.manifest.windowEndNanoseconds = 1450 * 199 * 1_000_000
        let checks = record.summary().validity.checks
        let mean = try #require(checks.first { $0.kind == .meanStreams })
        #expect(mean.verdict == .withCare)
        #expect(abs(mean.value - 0.345) < 0.02)
        #expect(checks.first { $0.kind == .streams }?.verdict == .trustworthy)
    }
}

extension RequestRecord {
    fileprivate mutating func shift(to start: MonotonicInstant) {
        let by = start - instants.scheduled
        instants.scheduled = start
        for path in [
            \RequestInstants.started, \.sent, \.head, \.firstOutput, \.firstAnswer,
            \.secondOutput, \.lastOutput, \.closed,
        ] {
            instants[keyPath: path] = instants[keyPath: path].map { $0 + by }
        }
    }
}
