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

    /// 2026-05-04T09:08:07.000001Z where the monotonic clock has 0.
    private let clock = ClockAnchors(
        originMonotonicNanoseconds: 0, originRealtimeNanoseconds: 1_777_885_687_000_001_999)

    private func row(of request: RequestRecord) -> [String: String] {
        var buffer = RowBuffer()
        RequestColumns.write(request, clock: clock, to: &buffer)
        let cells = String(decoding: buffer.storage[..<buffer.count], as: UTF8.self).dropLast()
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return Dictionary(
            zip(RequestColumns.all.map(\.name), cells), uniquingKeysWith: { first, _ in first })
    }

    private func cells(of request: RequestRecord) -> [String] {
        var buffer = RowBuffer()
        RequestColumns.write(request, clock: clock, to: &buffer)
        return String(decoding: buffer.storage[..<buffer.count], as: UTF8.self).dropLast()
            .split(separator: ",", omittingEmptySubsequences: false)
            .suffix(Self.derived.count).map(String.init)
    }

    @Test func `tells each latency in milliseconds`() {
        #expect(RequestColumns.all.suffix(Self.derived.count).map(\.name) == Self.derived)
        #expect(cells(of: request()) == ["200.000", "206.000", "1200.000", "10.000"])
    }

    @Test func `tells the time of sending in UTC`() {
        #expect(row(of: request())["sent_utc"] == "2026-05-04T09:08:07.010001Z")
        var unsent = request()
        unsent.instants.sent = nil
        #expect(row(of: unsent)["sent_utc"] == "")
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
