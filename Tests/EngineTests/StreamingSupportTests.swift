import RunModel
import Testing

@testable import Engine

@Suite struct StreamingSupportTests {
    private func ended(
        _ outcome: Outcome, events: Int = 0, status: Int = 200, message: String? = nil,
        mode: ResponseMode = .streaming
    ) -> RequestRecord {
        var record = RequestRecord(request: 0, round: 0, phase: .measured, mode: mode, worker: 0)
        record.outcome = outcome
        record.status = status
        record.events.output = events
        record.message = message
        return record
    }

    private func isAbsent(after records: [RequestRecord], isWholeAnswer: Bool = true) -> Bool {
        var support = StreamingSupport()
        for record in records {
            support.ended(
                record, isWholeAnswer: isWholeAnswer && record.outcome == .notAStream)
        }
        return support.isAbsent
    }

    @Test func `is absent after three whole answers and not before`() {
        let whole = ended(.notAStream)
        #expect(!isAbsent(after: [whole, whole]))
        #expect(isAbsent(after: [whole, whole, whole]))
    }

    @Test func `one stream proves it for good, even one that broke off`() {
        let whole = ended(.notAStream)
        #expect(!isAbsent(after: [ended(.reset, events: 1), whole, whole, whole]))
    }

    @Test func `pages of HTML, other failures and the other mode prove nothing`() {
        let page = ended(.notAStream)
        #expect(!isAbsent(after: [page, page, page], isWholeAnswer: false))
        let down = ended(.http5xx, status: 503)
        #expect(!isAbsent(after: [down, down, down]))
        let other = ended(.ok, events: 1, mode: .nonStreaming)
        #expect(!isAbsent(after: [other, other, other]))
    }

    @Test(arguments: [
        ("Streaming is not supported for this model", 400, true),
        ("stream: unsupported parameter", 422, true),
        ("streaming not implemented", 501, true),
        ("stream_options is not supported", 400, false),
        ("include_usage is not supported when streaming", 400, false),
        ("Upstream provider is not available", 404, false),
        ("upstream timed out", 504, false), ("no such model", 404, false),
    ])
    func `takes a refusal in words`(message: String, status: Int, isRefusal: Bool) {
        let refused = ended(
            status < 500 ? .http4xx : .http5xx, status: status, message: message)
        #expect(isAbsent(after: [refused, refused, refused]) == isRefusal)
    }
}
