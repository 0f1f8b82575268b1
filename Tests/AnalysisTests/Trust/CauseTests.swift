import Analysis
import Histogram
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// Whom a check that did not pass is laid at the door of.
@Suite struct CauseTests {
    private func causes(
        _ record: SyntheticRecord, lateMilliseconds: UInt64? = nil, errorMilliseconds: UInt64? = nil
    ) -> [ValidityCheck.Kind: Cause] {
        var histograms = record.histograms
        func add(_ metric: Metric, _ milliseconds: UInt64) {
            var samples = LatencyHistogram.latencies()
            for _ in 0..<1000 { samples.record(milliseconds * 1_000_000) }
            histograms.add(samples, to: HistogramKey(metric: metric, mode: .streaming, round: 0))
        }
        if let lateMilliseconds { add(.lateness, lateMilliseconds) }
        if let errorMilliseconds { add(.stampError, errorMilliseconds) }
        let validity = RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: histograms
        ).validity
        #expect(validity.checks.allSatisfy { ($0.cause == nil) == ($0.verdict == .trustworthy) })
        let blamed = validity.reasons.compactMap { check in check.cause.map { (check.kind, $0) } }
        return Dictionary(blamed, uniquingKeysWith: { first, _ in first })
    }

    @Test(arguments: [
        // Together in one segment: written together.
        (0, 0, UInt64(0), Cause.server), (1, 0, 50, .client), (1, 0, 0, .network),
        (1, 1, 50, .network),
    ])
    func `events that share a read`(
        uncertain: Int, heldBack: Int, late: UInt64, cause: Cause
    ) {
        var run = SyntheticRun()
        run.coalescedShare = 0.8
        var record = run.record()
        record.edit { _, request in
            request.events.uncertain = uncertain * request.events.coalesced
            request.events.heldBackReads = heldBack
            request.way.outOfOrderSegments = heldBack
        }
        #expect(causes(record, lateMilliseconds: late)[.coalescing] == cause)
    }

    /// A client that is late besides, whose reads hold what the way let go at once.
    @Test(arguments: [
        (SyntheticRun.Buffering.none, 1, Cause.client), (.whole, 1, .serverOrNetwork),
        (.milliseconds(215), 1, .serverOrNetwork), (.whole, 2, .serverOrNetwork),
        (.whole, 6, .client),
    ])
    func `events that were held back on the way are not laid to this machine`(
        buffering: SyntheticRun.Buffering, every: Int, cause: Cause
    ) {
        var run = SyntheticRun()
        run.requests = 60
        run.outputTokens = .constant(64)
        run.coalescedShare = 0
        run.buffering = buffering
        run.bufferingEvery = every
        var record = run.record()
        record.edit { _, request in
            request.events.coalesced = request.events.output * 4 / 5
            request.events.uncertain = request.events.coalesced
        }
        record.addLateness(milliseconds: 5)
        let checks = record.summary().validity.checks
        #expect(checks.first { $0.kind == .coalescing }?.cause == cause)
    }

    @Test(arguments: [(UInt64(0), Cause.network), (9, .network), (10, .client), (20, .client)])
    func `an error of the stamps is the client's where its lateness explains it`(
        late: UInt64, cause: Cause
    ) {
        let record = SyntheticRun().record()
        let found = causes(record, lateMilliseconds: late, errorMilliseconds: 20)
        #expect(found[.stampError] == cause)
    }

    @Test func `a link's delay is no reason to doubt stamps`() {
        var record = SyntheticRun().record()
        record.edit { $1.way.leastRoundTrip = .milliseconds(40) }
        #expect(causes(record, lateMilliseconds: 0, errorMilliseconds: 20)[.stampError] == nil)
    }

    @Test(arguments: [
        (Outcome.http5xx, Cause.server), (.timeoutConnect, .network), (.generator, .client),
    ])
    func `failures are of whom most of them speak`(outcome: Outcome, cause: Cause) {
        var record = SyntheticRun().record()
        record.edit { index, request in
            if index % 10 == 0 { request.outcome = index % 50 == 0 ? .http4xx : outcome }
        }
        #expect(causes(record)[.failures] == cause)
    }

    @Test func `a client that was late accuses nobody of what changed in the run`() {
        var run = SyntheticRun()
        run.drift = 0.6
        let record = run.record()
        #expect(causes(record)[.trend] == .server)
        #expect(causes(record, lateMilliseconds: 500)[.trend] == .client)
    }

    @Test func `too little of a run is the plan's, or the server's that held it back`() {
        var record = SyntheticRun().record()
        record.manifest.plannedRequests = 700
        #expect(causes(record)[.planned] == .plan)
        record.manifest.client.heldBack.add(.seconds(5), to: .server)
        #expect(causes(record)[.planned] == .server)
        record.manifest.ending = .endedEarly
        #expect(causes(record)[.ending] == .server)
    }
}
