import Emulator
import Foundation
import RunModel
import Testing

/// Answers of a record, given again by a server.
@Suite struct LikenessTests {
    private func record(_ change: (inout RequestRecord) -> Void) -> RequestRecord {
        var record = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        record.outcome = .ok
        record.status = 200
        record.instants.sent = MonotonicInstant(nanoseconds: 0)
        record.instants.firstOutput = MonotonicInstant(nanoseconds: 20_000_000)
        record.instants.lastOutput = MonotonicInstant(nanoseconds: 110_000_000)
        record.events.output = 4
        record.tokens.source = .usage
        record.tokens.output = 10
        change(&record)
        return record
    }

    private func answer(
        _ record: RequestRecord, arrivals: [Int64] = [], more: String = ""
    ) async throws -> RawResponse {
        try await withServer {
            $0.likeness = Likeness(
                [record], HistogramSet(),
                arrivals: [0: arrivals.map { MonotonicInstant(nanoseconds: $0 * 1_000_000) }])
        } _: { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(more: more))
            return client.response()
        }
    }

    @Test func `events, tokens and gaps are those of the record`() async throws {
        let response = try await answer(record { _ in }, arrivals: [20, 30, 100, 110])
        let text = EventText(response.body)
        #expect(text.contents.count == 4 && text.isDone)
        let words = text.contents.compactMap { $0.delta("content")?.split(separator: " ").count }
        #expect(words == [2, 3, 2, 3])
        let sent = text.contents.compactMap { $0.comment("sent-ns") }
        let received = try #require(
            text.blocks.lazy.compactMap { $0.comment("received-ns") }.first)
        // Never early; late as far as a busy machine makes it.
        for (instant, due) in zip(sent, [20, 30, 100, 110]) {
            let late = Double(instant - received) / 1e6 - Double(due)
            #expect(late > -0.01 && late < 60, "\(late)")
        }
    }

    @Test func `without chunk rows the gaps fill the time that they took`() async throws {
        let response = try await answer(
            record {
                $0.maxGap = .milliseconds(70)
                $0.maxGapEvent = 2
            })
        let text = EventText(response.body)
        let sent = text.contents.compactMap { $0.comment("sent-ns") }
        try #require(sent.count == 4)
        #expect(Double(sent[3] - sent[0]) / 1e6 > 30)
    }

    @Test func `failures are given again`() async throws {
        let refused = try await answer(
            record {
                $0.outcome = .http5xx
                $0.status = 529
                $0.events.output = 0
            })
        #expect(refused.status == 529)
        let broken = try await answer(
            record { $0.outcome = .truncated }, arrivals: [20, 21, 22, 23])
        let text = EventText(broken.body)
        #expect(broken.status == 200 && text.contents.count == 4)
        #expect(!text.isDone && text.finishReason == nil)
    }

    @Test func `a bound of the request's own still holds`() async throws {
        let response = try await answer(
            record { _ in }, arrivals: [20, 21, 22, 23], more: #""max_tokens":3"#)
        #expect(EventText(response.body).finishReason == "length")
    }
}
