import Emulator
import RunModel
import Testing

/// What a middlebox makes of a stream, as it shows on the wire.
@Suite struct HoldTests {
    private func response(_ more: String, tokens: Int = 20) async throws -> RawResponse {
        let response = try await ask(#"{"tokens":\#(tokens),"ttft_ms":20,"gap_ms":2,\#(more)}"#)
        try #require(response.status == 200)
        try #require(response.ending == .complete)
        #expect(EventText(response.body).isDone)
        return response
    }

    private func sent(_ response: RawResponse) throws -> [Int64] {
        try EventText(response.body).events.map { try #require($0.comment("sent-ns")) }
    }

    @Test func `what is held says what the same answer says`() async throws {
        let free = EventText(try await response(#""truth":true"#).body)
        for hold in [#""all""#, #"{"bytes":100}"#, #"{"events":3}"#, #"{"ms":5}"#] {
            let held = EventText(try await response(#""hold":\#(hold)"#).body)
            #expect(held.content == free.content)
            #expect(held.events.count == free.events.count)
        }
    }

    @Test func `all leaves in one write after the last token, the head before`() async throws {
        let response = try await response(#""hold":"all""#)
        let received = try #require(EventText(response.body).blocks[0].comment("received-ns"))
        let sent = try sent(response)
        #expect(response.chunks == 1)
        #expect(Set(sent).count == 1)
        #expect(sent[0] - received >= 58_000_000)
        #expect(response.headReceived.nanoseconds < sent[0])
    }

    @Test(arguments: [1, 64, 1000])
    func `bytes leave in pieces of exactly so many, without ground truth`(
        size: Int
    ) async throws {
        let response = try await response(#""hold":{"bytes":\#(size)}"#)
        #expect(response.chunks > 2)
        #expect(response.chunkSizes.dropLast().allSatisfy { $0 == size })
        #expect(response.chunkSizes.last ?? 0 <= size)
        #expect(EventText(response.body).blocks.allSatisfy { $0.comments.isEmpty })
    }

    @Test func `events leave so many at a time, and their stamps say when`() async throws {
        let response = try await response(#""hold":{"events":8}"#)
        // A role and 20 tokens, then finish and [DONE] with the rest.
        let sent = try sent(response)
        #expect(response.chunks == 3)
        let releases = Set(sent).sorted()
        #expect(releases.map { release in sent.count { $0 == release } } == [8, 8, 7])
        #expect(sent == sent.sorted())
        // The groups end with the seventh and the fifteenth token.
        let received = try #require(EventText(response.body).blocks[0].comment("received-ns"))
        #expect(releases[0] - received >= 32_000_000)
        #expect(releases[1] - received >= 48_000_000)
    }

    @Test func `an interval lets go at its multiples`() async throws {
        let response = try await response(#""hold":{"ms":15}"#, tokens: 30)
        let received = try #require(EventText(response.body).blocks[0].comment("received-ns"))
        let releases = Set(try sent(response)).sorted()
        #expect(releases.count >= 3)
        for (release, next) in zip(releases.dropLast(), releases.dropFirst()) {
            #expect(next > release)
            #expect(release - received >= 15_000_000)
        }
    }

    @Test(arguments: ["", #","hold":{"events":1}"#, #","hold":{"bytes":64}"#])
    func `a late head comes with the first output`(hold: String) async throws {
        let before = MonotonicInstant.now()
        let response = try await response(#""late_head":true\#(hold)"#)
        #expect((response.headReceived - before).milliseconds >= 20)
        if hold.isEmpty {
            let events = EventText(response.body).events
            #expect(events[0].delta("role") == "assistant")
            #expect(events[0].comment("sent-ns") == events[1].comment("sent-ns"))
            #expect(response.chunks == 21)
        }
    }

    @Test func `an answer without output still gets its head`() async throws {
        let response = try await ask(
            #"{"late_head":true,"hold":{"events":100},"fault":{"kind":"empty"}}"#)
        #expect(response.status == 200)
        #expect(EventText(response.body).isDone)
    }

    @Test func `what is held when the connection breaks is lost`() async throws {
        let response = try await ask(
            #"{"tokens":4,"hold":"all","fault":{"kind":"close","after_chunks":2}}"#)
        #expect(response.status == 200)
        #expect(response.ending == .closed)
        #expect(response.body.isEmpty)
    }

    @Test func `an interval lets go of what came before a stall`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(
                chatBody(
                    emulator: #"{"hold":{"ms":5},"fault":{"kind":"stall","after_chunks":2}}"#))
            #expect(client.readUntil("\"finish_reason\":null}]}", times: 3))
        }
    }

    @Test func `whole answers are not held`() async throws {
        let response = try await ask(#"{"hold":"all","late_head":true}"#, stream: false)
        #expect(response.status == 200)
        #expect(response.body.contains("chat.completion"))
    }

    @Test(arguments: [
        #""none""#, "{}", #"{"bytes":0}"#, #"{"bytes":1,"ms":1}"#, #"{"ms":0}"#, #"{"byte":1}"#,
    ])
    func `other holds are refused`(hold: String) async throws {
        let response = try await ask(#"{"hold":\#(hold)}"#)
        #expect(response.status == 400)
        #expect(response.body.contains(#""param":"emulator.hold"#))
    }
}
