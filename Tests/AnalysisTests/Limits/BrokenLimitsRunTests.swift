import Analysis
import RunModel
import Testing

/// Limits runs in which streams are missing that had been under way: three slots, and others that wait.
@Suite struct BrokenLimitsRunTests {
    private static let origin = MonotonicInstant(nanoseconds: 1_000_000_000)

    /// A stream with one token each 3 ms; times in seconds, `first` nil where it never was let in.
    private func stream(
        _ request: Int, _ probe: ProbeStep, round: Int = 0, sent: Double, first: Double?,
        closed: Double, _ outcome: Outcome = .ok, _ departure: Departure? = nil, tokens: Int = 24
    ) -> RequestRecord {
        var record = RequestRecord(
            request: request, round: round, phase: .measured, mode: .streaming, worker: 0)
        let at = { (seconds: Double) in Self.origin + .seconds(seconds) }
        record.instants.sent = at(sent)
        record.instants.head = first.map(at)
        record.instants.firstOutput = first.map(at)
        record.instants.lastOutput = first.map { at($0 + 0.003 * Double(tokens - 1)) }
        record.instants.closed = at(closed)
        record.status = first == nil ? nil : 200
        record.events.output = first == nil ? 0 : tokens
        record.outcome = outcome
        record.departure = departure
        record.probe = probe
        record.maxTokens = tokens
        return record
    }

    private func refused(_ request: Int, round: Int = 0, at sent: Double) -> RequestRecord {
        var record = stream(
            request, .excess, round: round, sent: sent, first: nil, closed: sent + 0.002,
            .rateLimited)
        record.status = 429
        record.instants.head = record.instants.closed
        return record
    }

    private func summary(_ requests: [RequestRecord], _ ending: RunEnding) -> LimitsSummary {
        var plan = RunPlan()
        plan.limits = LimitsPlan()
        plan.limits?.statedStreams = 3
        plan.limits?.statedRequests = 1000
        var manifest = RunManifest(
            version: "test", plan: plan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: Self.origin.nanoseconds, originRealtimeNanoseconds: 0),
            endpoint: "http://127.0.0.1", started: "2026-01-01T00:00:00Z")
        manifest.ending = ending
        let baseline = stream(0, .baseline, sent: 0, first: 0.02, closed: 0.1)
        return LimitsSummary(
            manifest: manifest, requests: [baseline] + requests, chunks: LimitsChunks())
    }

    private func streams(_ summary: LimitsSummary) -> LimitFinding? {
        summary.findings.first { $0.subject == .concurrentStreams }
    }

    @Test func `streams that an interrupt cut off had been let in`() {
        // The third was left and its place taken; the first two were under way until the end.
        let requests = [
            stream(1, .fill, sent: 0.5, first: 0.52, closed: 2, .cut, tokens: 2000),
            stream(2, .fill, sent: 0.6, first: 0.62, closed: 2, .cut, tokens: 2000),
            stream(3, .fill, sent: 0.7, first: 0.72, closed: 1.5, .cancelled, .close, tokens: 2000),
            refused(4, at: 0.8), refused(5, at: 0.9), refused(6, at: 1),
            stream(7, .excess, sent: 1.9, first: nil, closed: 2, .cut),
        ]
        let finding = streams(summary(requests, .interrupted))
        #expect(finding?.verdict == .holds, "\(String(describing: finding))")
        #expect(finding?.observedValue == 3)
    }

    @Test func `a round whose streams have no rows is left out`() {
        let requests = [
            stream(3, .fill, sent: 0.7, first: 0.72, closed: 1.5, .cancelled, .close, tokens: 2000),
            refused(4, at: 0.8), refused(5, at: 0.9), refused(6, at: 1),
        ]
        let finding = streams(summary(requests, .unfinished))
        #expect(finding?.verdict == .cannotTell, "\(String(describing: finding))")
        #expect(finding?.reason.contains("broke off") == true)
    }

    @Test func `a stream that waited may have had the slot of one left before`() {
        let requests = [
            stream(1, .fill, sent: 0.5, first: 0.52, closed: 2, tokens: 500),
            stream(2, .fill, sent: 0.6, first: 0.62, closed: 2.5, .cancelled, .reset, tokens: 2000),
            // Left at 1.5 s; its slot is free when it would have ended, at 3.72 s.
            stream(3, .fill, sent: 0.7, first: 0.72, closed: 1.5, .cancelled, .close, tokens: 1000),
            stream(4, .excess, sent: 1, first: 2.02, closed: 9, tokens: 2000),
            stream(5, .excess, sent: 2.1, first: 3.74, closed: 9, tokens: 2000),
        ]
        let summary = summary(requests, .completed)
        #expect(summary.ceiling?.behaviour == .queued)
        #expect(summary.releases.isEmpty, "\(summary.releases)")
    }
}
