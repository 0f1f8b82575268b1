import Analysis
import Histogram
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct ValidityTests {
    private func validity(_ record: SyntheticRecord) -> Validity {
        RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms
        ).validity
    }

    @Test func `trusts a clean run`() {
        let validity = validity(SyntheticRun().record())
        #expect(validity.verdict == .trustworthy)
        #expect(validity.reasons.isEmpty)
        #expect(validity.checks.count > 8)
    }

    @Test(arguments: [
        (RunEnding.completed, Verdict.trustworthy), (.interrupted, .withCare),
        (.unfinished, .withCare), (.recordFailed, .notTrustworthy),
    ])
    func `judges how the run ended`(ending: RunEnding, verdict: Verdict) {
        var record = SyntheticRun().record()
        record.manifest.ending = ending
        #expect(validity(record).verdict == verdict)
    }

    @Test(arguments: [
        (6, Verdict.notTrustworthy), (7, .withCare), (89, .withCare), (90, .trustworthy),
    ])
    func `wants enough requests`(count: Int, verdict: Verdict) {
        var run = SyntheticRun()
        run.requests = count
        run.rounds = 1
        #expect(validity(run.record()).verdict == verdict)
    }

    @Test func `does not blame true stamps for a slow reader, but says the client was late`() {
        var run = SyntheticRun()
        run.readDelayMicroseconds = .constant(60_000)
        let validity = validity(run.record())
        #expect(validity.verdict == .withCare)
        #expect(validity.reasons.map(\.kind) == [.readDelay])
    }

    /// Gaps of 30 ms, of which a share may have been anything from nothing to twice as much.
    @Test(arguments: [
        (0.001, Verdict.trustworthy), (0.05, .withCare), (0.7, .notTrustworthy),
    ])
    func `judges what uncertain arrivals can do to a percentile`(share: Double, verdict: Verdict) {
        let record = SyntheticRun().record()
        var histograms = HistogramSet()
        func add(_ metric: Metric, _ milliseconds: UInt64, _ count: Double) {
            var samples = LatencyHistogram.latencies()
            for _ in 0..<Int(count) { samples.record(milliseconds * 1_000_000) }
            histograms.add(samples, to: HistogramKey(metric: metric, mode: .streaming, round: 0))
        }
        add(.interChunkLatency, 30, 10_000)
        add(.uncertainGap, 30, 10_000 * share)
        add(.uncertainGapShortest, 0, 10_000 * share)
        add(.uncertainGapLongest, 60, 10_000 * share)
        let validity = RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: histograms
        ).validity
        #expect(validity.verdict == verdict)
        if verdict != .trustworthy {
            #expect(validity.reasons.map(\.kind) == [.uncertainArrivals])
        }
    }

    @Test(arguments: [
        (5_000.0, Verdict.trustworthy), (50_000, .withCare), (250_000, .notTrustworthy),
    ])
    func `distrusts late sending`(lagMicroseconds: Double, verdict: Verdict) {
        var run = SyntheticRun()
        run.startLagMicroseconds = .constant(lagMicroseconds)
        #expect(validity(run.record()).verdict == verdict)
    }

    @Test func `does not blame the client where a server sends events in bunches`() {
        var run = SyntheticRun()
        run.coalescedShare = 0.8
        let validity = validity(run.record())
        #expect(validity.verdict == .withCare)
        #expect(validity.reasons.map(\.kind) == [.coalescing])
    }

    private struct Flaw: Sendable, CustomTestStringConvertible {
        let kind: ValidityCheck.Kind
        let verdict: Verdict
        let spoil: @Sendable (inout SyntheticRecord) -> Void
        var testDescription: String { kind.rawValue }
    }

    private static let flaws: [Flaw] = [
        Flaw(kind: .planned, verdict: .withCare) { $0.manifest.plannedRequests = 700 },
        Flaw(kind: .streams, verdict: .withCare) { $0.manifest.client.peakStreams = 7 },
        Flaw(kind: .clientLoad, verdict: .withCare) {
            $0.manifest.client.workerCPUSeconds *= 4.5
        },
        Flaw(kind: .implausibleStamps, verdict: .withCare) {
            $0.manifest.client.implausibleStamps = 300
        },
        Flaw(kind: .implausibleStamps, verdict: .notTrustworthy) {
            $0.manifest.client.implausibleStamps = 30_000
        },
        Flaw(kind: .stamps, verdict: .withCare) {
            $0.edit { $1.events.unstampedReads = $0 % 20 == 0 ? $1.events.reads : 0 }
        },
        Flaw(kind: .failures, verdict: .withCare) {
            $0.edit { if $0 % 10 == 0 { $1.outcome = .http5xx } }
        },
        Flaw(kind: .cut, verdict: .withCare) {
            $0.edit { if $0 % 10 == 0 { $1.outcome = .cut } }
        },
        Flaw(kind: .delayedStarts, verdict: .withCare) {
            $0.manifest.plan.load.rate = 5
            $0.manifest.client.delayedStarts = 6
        },
        Flaw(kind: .delayedStarts, verdict: .notTrustworthy) {
            $0.manifest.plan.load.rate = 5
            $0.manifest.client.delayedStarts = 60
        },
    ]

    @Test(arguments: flaws)
    private func `finds each flaw and no other`(flaw: Flaw) {
        var record = SyntheticRun().record()
        flaw.spoil(&record)
        let validity = validity(record)
        #expect(validity.verdict == flaw.verdict)
        #expect(validity.reasons.map(\.kind) == [flaw.kind])
    }

    @Test func `judges a run without requests`() {
        let record = SyntheticRun().record()
        let summary = RunSummary(
            manifest: record.manifest, requests: [], histograms: HistogramSet())
        #expect(summary.validity.verdict == .notTrustworthy)
    }
}
