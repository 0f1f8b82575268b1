import Analysis
import RunModel
import Testing

@Suite struct ReadinessTests {
    private func row(
        _ outcome: Outcome, _ phase: Phase = .measured, milliseconds: Int64 = 20
    ) -> RequestRecord {
        var row = RequestRecord(
            request: 0, round: 0, phase: phase, mode: .streaming, worker: 0)
        row.outcome = outcome
        row.instants.sent = MonotonicInstant(nanoseconds: 1_000_000)
        row.instants.started = row.instants.sent
        row.instants.firstOutput = row.instants.sent.map { $0 + .milliseconds(milliseconds) }
        return row
    }

    @Test func `a request that is asked again and succeeds is no failed probe`() {
        let rows =
            [row(.http4xx, .negotiation), row(.http4xx, .negotiation)]
            + (0..<8).map { row(.ok, milliseconds: 20 + Int64($0)) }
        let block = Readiness.Block(rows)
        #expect(block.requests == 8 && block.failures == 0)
        #expect((block.medianMilliseconds ?? 0) > 20)
        var ready = Readiness()
        ready.add(block)
        ready.add(block)
        #expect(ready.isSettled)
    }

    @Test func `one that is asked again and fails is one failed probe`() {
        let block = Readiness.Block([row(.http4xx, .negotiation), row(.http4xx)])
        #expect(block.requests == 1 && block.failures == 1)
        #expect(block.medianMilliseconds == nil)
    }
}
