import Analysis
import RunModel
import SyntheticRuns
import Testing

/// Limits runs in which streams are missing that had been under way: three slots, and others that wait.
@Suite struct BrokenLimitsRunTests {
    /// A stream with one token each 3 ms; times in seconds, `first` nil where it never was let in.
    private func stream(
        _ request: Int, _ probe: ProbeStep, round: Int = 0, sent: Double, first: Double?,
        closed: Double, _ outcome: Outcome = .ok, _ departure: Departure? = nil, tokens: Int = 24
    ) -> RequestRecord {
        var record = LimitsRows.stream(
            request, probe, round: round, sent: sent, first: first, closed: closed, outcome,
            departure)
        record.instants.lastOutput = first.map { LimitsRows.at($0 + 0.003 * Double(tokens - 1)) }
        record.events.output = first == nil ? 0 : tokens
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
        var rows = LimitsRows(statedStreams: 3)
        rows.requests = [stream(0, .baseline, sent: 0, first: 0.02, closed: 0.1)] + requests
        return rows.summary(ending)
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
        let finding = summary(requests, .interrupted).streams
        #expect(finding?.verdict == .holds, "\(String(describing: finding))")
        #expect(finding?.observedValue == 3)
    }

    @Test func `a round whose streams have no rows is left out`() {
        let requests = [
            stream(3, .fill, sent: 0.7, first: 0.72, closed: 1.5, .cancelled, .close, tokens: 2000),
            refused(4, at: 0.8), refused(5, at: 0.9), refused(6, at: 1),
        ]
        let finding = summary(requests, .unfinished).streams
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
