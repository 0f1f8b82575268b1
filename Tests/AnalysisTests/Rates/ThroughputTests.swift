import Analysis
import RunModel
import SyntheticRuns
import Testing

@Suite struct ThroughputTests {
    /// One request of 11 events and 22 tokens, one event every 100 ms from 0 to 1 s.
    private func record() -> (manifest: RunManifest, requests: [RequestRecord]) {
        var run = SyntheticRun()
        run.requests = 1
        var manifest = run.record().manifest
        manifest.windowStartNanoseconds = 450_000_000
        manifest.windowEndNanoseconds = 2_450_000_000
        var request = RequestRecord(
            request: 0, round: 0, phase: .warmup, mode: .streaming, worker: 0)
        request.instants.sent = SyntheticRun.origin
        request.instants.firstOutput = SyntheticRun.origin
        request.instants.lastOutput = SyntheticRun.origin + .seconds(1)
        request.instants.closed = SyntheticRun.origin + .seconds(1)
        request.events.output = 11
        request.tokens.source = .usage
        request.tokens.output = 22
        request.outcome = .ok
        var empty = RequestRecord(
            request: 1, round: 0, phase: .measured, mode: .streaming, worker: 0)
        empty.outcome = .reset
        return (manifest, [request, empty])
    }

    private func row(_ summary: RunSummary, _ metric: MetricName) throws -> SummaryRow {
        try #require(summary.row(metric, .streaming, .rate))
    }

    @Test func `counts what arrived in the window, whenever it was sent`() throws {
        let (manifest, requests) = record()
        let summary = RunSummary(
            manifest: manifest, requests: requests, histograms: HistogramSet())
        // 0.55 of the stream's second lies inside a window of two.
        let events = try row(summary, .eventThroughput)
        #expect(abs((events.value ?? 0) - 0.55 * 11 / 2) < 1e-9)
        #expect(events.note.contains(SummaryNote.spreadEvenly))
        #expect(try row(summary, .requestThroughput).value == 0.5)
    }

    @Test func `counts exactly where chunk rows tell`() throws {
        let (manifest, requests) = record()
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for index in 0..<11 {
            let arrived = SyntheticRun.origin + .milliseconds(100 * index)
            digest.add(
                ChunkRecord(
                    request: 0, index: Int32(index), arrived: arrived, read: arrived, bytes: 1,
                    eventsInRead: 1, kind: .content, sent: nil))
        }
        let summary = RunSummary(
            manifest: manifest, requests: requests, histograms: HistogramSet(), chunks: digest)
        // Events 5 to 10 came after 450 ms.
        let events = try row(summary, .eventThroughput)
        #expect(events.value == 3)
        #expect(events.note == SummaryNote.tooShortForInterval)
        #expect(try row(summary, .tokenThroughput).value == 6)
    }

    @Test func `does not trust chunk rows with a hole`() throws {
        let (manifest, requests) = record()
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for index in 0..<11 where index != 7 {
            let arrived = SyntheticRun.origin + .milliseconds(100 * index)
            digest.add(
                ChunkRecord(
                    request: 0, index: Int32(index), arrived: arrived, read: arrived, bytes: 1,
                    eventsInRead: 1, kind: .content, sent: nil))
        }
        let summary = RunSummary(
            manifest: manifest, requests: requests, histograms: HistogramSet(), chunks: digest)
        #expect(try row(summary, .eventThroughput).note.contains(SummaryNote.spreadEvenly))
        #expect(summary.row(.smoothBuffer, .streaming, .count) == nil)
    }

    @Test func `calls a count without every usage a lower bound`() throws {
        var (manifest, requests) = record()
        manifest.windowStartNanoseconds = -1
        requests.append(requests[0])
        requests[2].request = 2
        requests[2].tokens = TokenCounts()
        let summary = RunSummary(
            manifest: manifest, requests: requests, histograms: HistogramSet())
        #expect(try row(summary, .tokenThroughput).note.contains(SummaryNote.lowerBound))
    }

    @Test func `gives no rate where starting ends before the first answer is in`() throws {
        var (manifest, requests) = record()
        manifest.windowStartNanoseconds = 0
        manifest.windowEndNanoseconds = 1_000_000
        requests[0].phase = .measured
        requests[0].instants.started = SyntheticRun.origin
        let summary = RunSummary(
            manifest: manifest, requests: requests, histograms: HistogramSet())
        #expect(summary.window.isTooShort)
        #expect(summary.window.fillSeconds == 1)
        let events = try row(summary, .eventThroughput)
        #expect(events.value == nil)
        #expect(events.note == SummaryNote.tooShortForRate)
    }

    /// A pause took the fourth of five rounds: its time is in no round's rate.
    @Test func `rates have no mean over rounds where a round is empty`() {
        var record = SyntheticRun().record()
        #expect(mean(record, .requestThroughput) != nil && mean(record, .timeToFirstToken) != nil)
        record.edit { if $1.round == 3 { $1.round = 2 } }
        #expect(mean(record, .requestThroughput) == nil && mean(record, .timeToFirstToken) != nil)
    }

    private func mean(_ record: SyntheticRecord, _ quantity: RoundQuantity) -> Estimate? {
        RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms
        ).numbers[.streaming]?.roundMeans[quantity]
    }
}
