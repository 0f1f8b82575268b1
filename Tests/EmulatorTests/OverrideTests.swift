import Emulator
import Foundation
import RunModel
import Testing

/// Every override, as it shows on the wire.
@Suite struct OverrideTests {
    private func events(_ emulator: String, more: String = "") async throws -> EventText {
        let response = try await ask(emulator, more: more)
        try #require(response.status == 200)
        return EventText(response.body)
    }

    @Test(arguments: [#"{"tokens":7}"#, #"{"tokens":"7"}"#, #"{"tokens":"7..7"}"#])
    func `tokens are numbers or distributions`(emulator: String) async throws {
        #expect(try await events(emulator).contents.count == 7)
    }

    @Test func `times are kept`() async throws {
        let events = try await events(#"{"ttft_ms":8,"gap_ms":4,"tokens":3,"truth":true}"#)
        let received = try #require(events.blocks[0].comment("received-ns"))
        let sent = try events.contents.map { try #require($0.comment("sent-ns")) - received }
        #expect(sent[0] >= 8_000_000)
        #expect(sent[1] >= 12_000_000)
        #expect(sent[2] >= 16_000_000)
        #expect(sent[2] < 2_000_000_000)
    }

    @Test func `streams and whole answers can be made to differ by known times`() async throws {
        let costs = #""stream_extra_ttft_ms":30,"stream_extra_gap_ms":"10","whole_extra_ms":80"#
        let events = try await events(#"{"ttft_ms":5,"tokens":3,\#(costs)}"#)
        let received = try #require(events.blocks[0].comment("received-ns"))
        let sent = try events.contents.map { try #require($0.comment("sent-ns")) - received }
        #expect(sent[0] >= 35_000_000)
        #expect(sent[2] >= 55_000_000)
        let before = ContinuousClock.now
        let whole = try await ask(#"{"ttft_ms":5,"tokens":3,\#(costs)}"#, stream: false)
        #expect(whole.status == 200)
        #expect(ContinuousClock.now - before >= .milliseconds(85))
    }

    @Test func `batching sets the tokens of a chunk`() async throws {
        let batches = try await events(#"{"tokens":10,"batching":4}"#).contents
        let words = batches.compactMap { $0.delta("content")?.split(separator: " ").count }
        #expect(words == [4, 4, 2])
        #expect(try await events(#"{"tokens":10,"batching":"individual"}"#).contents.count == 10)
        let grown = try await events(#"{"tokens":300,"batching":"adaptive"}"#).contents.count
        #expect((100..<200).contains(grown))
    }

    @Test func `the first chunk can hold more tokens`() async throws {
        let contents = try await events(#"{"tokens":6,"first_chunk_tokens":4}"#).contents
        #expect(contents.first?.delta("content")?.split(separator: " ").count == 4)
        #expect(contents.count == 3)
    }

    @Test func `reasoning comes before content and in the usage`() async throws {
        let events = try await events(
            #"{"tokens":2,"reasoning_tokens":3}"#,
            more: #""stream_options":{"include_usage":true}"#)
        #expect(events.reasoning.count == 3)
        #expect(events.contents.count == 2)
        let usage = try #require(events.events.dropLast().last?.json["usage"] as? [String: Any])
        #expect(usage["completion_tokens"] as? Int == 5)
        let details = usage["completion_tokens_details"] as? [String: Any]
        #expect(details?["reasoning_tokens"] as? Int == 3)
    }

    @Test func `max_tokens cuts and tells the reason`() async throws {
        let events = try await events(#"{"tokens":9}"#, more: #""max_tokens":3"#)
        #expect(events.contents.count == 3)
        #expect(events.finishReason == "length")
        let newer = try await self.events(#"{"tokens":9}"#, more: #""max_completion_tokens":2"#)
        #expect(newer.contents.count == 2)
    }

    @Test func `the role can come with the head`() async throws {
        let events = try await events(#"{"ttft_ms":400,"role_first":true}"#)
        let role = try #require(events.events[0].comment("sent-ns"))
        let first = try #require(events.contents[0].comment("sent-ns"))
        #expect(events.events[0].delta("role") == "assistant")
        #expect(first - role > 50_000_000)
    }

    @Test func `without truth there is no comment`() async throws {
        let events = try await events(#"{"truth":false}"#)
        #expect(events.blocks.allSatisfy { $0.comments.isEmpty })
        #expect(events.isDone)
    }

    @Test(arguments: [1, 10, 5000])
    func `chunk_bytes is the size of each content`(size: Int) async throws {
        let events = try await events(#"{"chunk_bytes":\#(size),"tokens":3}"#)
        #expect(events.contents.map { $0.delta("content")?.utf8.count } == [size, size, size])
    }

    @Test func `usage can come in every chunk`() async throws {
        let events = try await events(#"{"usage_every_chunk":true,"tokens":3}"#)
        let counts = events.contents.map {
            ($0.json["usage"] as? [String: Any])?["completion_tokens"] as? Int
        }
        #expect(counts == [1, 2, 3])
    }

    @Test func `usage can be unknown to the server`() async throws {
        let refused = try await ask(
            #"{"reject_include_usage":true}"#, more: #""stream_options":{"include_usage":true}"#)
        #expect(refused.status == 400)
        #expect(refused.body.contains(#""param":"stream_options""#))
        #expect(try await ask(#"{"reject_include_usage":true}"#).status == 200)
    }

    @Test func `comments keep a waiting stream alive`() async throws {
        let events = try await events(#"{"ttft_ms":30,"keepalive_ms":2,"truth":false}"#)
        let alive = events.blocks.filter { $0.comments == ["keep-alive"] }
        #expect((2...20).contains(alive.count))
        #expect(events.contents.count == 4)
    }

    @Test func `lock-step sets the gaps`() async throws {
        let events = try await events(#"{"lock_step_ms":5,"tokens":4}"#)
        let received = try #require(events.blocks[0].comment("received-ns"))
        let last = try #require(events.contents.last?.comment("sent-ns"))
        #expect(last - received >= 15_000_000)
    }

    @Test func `lines can end with CR LF`() async throws {
        let response = try await ask(#"{"crlf":true}"#)
        #expect(response.body.hasSuffix("data: [DONE]\r\n\r\n"))
        let lines = response.body.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == 0x0D })
    }
}
