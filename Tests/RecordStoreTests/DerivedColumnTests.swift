import RunModel
import Testing

@testable import RecordStore

/// requests.csv tells the latencies of the summary's own formulas, and tells none where those do not.
@Suite struct DerivedColumnTests {
    private static let derived = ["ttft_ms", "ttft_sched_ms", "e2e_ms", "tpot_ms"]

    /// Scheduled at 4 ms, sent at 10 ms, first output at 210 ms, last at 1210 ms, 101 tokens.
    private func request() -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        request.instants.scheduled = at(4)
        request.instants.sent = at(10)
        request.instants.firstOutput = at(210)
        request.instants.lastOutput = at(1210)
        request.events.output = 51
        request.tokens.source = .usage
        request.tokens.output = 101
        return request
    }

    private func at(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
    }

    private func cells(of request: RequestRecord) -> [String] {
        var buffer = RowBuffer()
        RequestColumns.write(request, origin: at(0), to: &buffer)
        return String(decoding: buffer.storage[..<buffer.count], as: UTF8.self).dropLast()
            .split(separator: ",", omittingEmptySubsequences: false)
            .suffix(Self.derived.count).map(String.init)
    }

    @Test func `tells each latency in milliseconds`() {
        #expect(RequestColumns.all.suffix(Self.derived.count).map(\.name) == Self.derived)
        #expect(cells(of: request()) == ["200.000", "206.000", "1200.000", "10.000"])
    }

    @Test func `has no time per token where everything came in one event`() {
        var request = request()
        request.events.output = 1
        request.instants.lastOutput = request.instants.firstOutput
        #expect(request.secondsPerOutputToken == nil)
        #expect(cells(of: request) == ["200.000", "206.000", "200.000", ""])
    }

    @Test func `tells nothing without the instants`() {
        let empty = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        #expect(cells(of: empty) == ["", "", "", ""])
    }
}
