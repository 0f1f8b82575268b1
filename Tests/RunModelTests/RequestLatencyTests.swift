import RunModel
import Testing

@Suite struct RequestLatencyTests {
    /// Sent at 10 ms, first output at 210 ms, last at 1210 ms, 101 tokens in 51 events.
    private func request() -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        request.outcome = .ok
        request.instants.scheduled = at(4)
        request.instants.started = at(5)
        request.instants.sent = at(10)
        request.instants.head = at(40)
        request.instants.firstOutput = at(210)
        request.instants.secondOutput = at(230)
        request.instants.lastOutput = at(1210)
        request.instants.closed = at(1215)
        request.events.output = 51
        request.tokens.source = .usage
        request.tokens.output = 101
        return request
    }

    private func at(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `measures each from its own instant`() {
        let request = request()
        #expect(request.timeToFirstByte == .milliseconds(30))
        #expect(request.timeToFirstToken == .milliseconds(200))
        #expect(request.timeToFirstTokenScheduled == .milliseconds(206))
        #expect(request.firstGap == .milliseconds(20))
        #expect(request.endToEnd == .milliseconds(1200))
        #expect(request.close == .milliseconds(1205))
        #expect(request.scheduleLag == .milliseconds(6))
        #expect(request.startLag == .milliseconds(1))
    }

    @Test func `the way is one round trip of TTFT, where it is known and no more`() {
        var request = request()
        #expect(request.timeToFirstTokenWithoutWay == nil)
        request.way.roundTrip = .milliseconds(60)
        #expect(request.timeToFirstTokenWithoutWay == .milliseconds(140))
        request.way.leastRoundTrip = .milliseconds(50)
        #expect(request.timeToFirstTokenWithoutWay == .milliseconds(150))
        request.way.leastRoundTrip = .milliseconds(201)
        #expect(request.timeToFirstTokenWithoutWay == nil)
    }

    @Test func `spreads the time after the first event over the tokens after it`() {
        var request = request()
        #expect(request.secondsPerOutputToken == 0.01)
        #expect(request.timePerOutputToken == .milliseconds(10))
        #expect(request.outputSpeed == 100)
        request.tokens.first = 51
        #expect(request.secondsPerOutputToken == 0.02)
        #expect(abs((request.endToEndSpeed ?? 0) - 101 / 1.2) < 1e-9)
    }

    @Test func `has no time per token where there is none to measure`() {
        var request = request()
        request.tokens.output = 1
        #expect(request.secondsPerOutputToken == nil)
        request.tokens.output = 101
        request.tokens.source = .events
        #expect(request.secondsPerOutputToken == nil)
        #expect(request.endToEndSpeed == nil)
        request.tokens.source = .usage
        request.events.output = 1
        request.instants.lastOutput = request.instants.firstOutput
        #expect(request.secondsPerOutputToken == nil)
        #expect(request.timePerOutputToken == nil)
    }

    @Test func `is absent without its instants`() {
        let request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        #expect(request.timeToFirstByte == nil)
        #expect(request.timeToFirstToken == nil)
        #expect(request.endToEnd == nil)
        #expect(request.connectTime == nil)
    }
}
