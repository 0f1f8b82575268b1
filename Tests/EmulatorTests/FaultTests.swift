import Emulator
import Foundation
import Testing

/// Every fault, as it shows on the wire.
@Suite struct FaultTests {
    private func ask(_ fault: String, tokens: Int = 4) async throws -> RawResponse {
        try await EmulatorTests.ask(#"{"tokens":\#(tokens),"fault":\#(fault)}"#)
    }

    @Test func `http_error has its status and an error object`() async throws {
        let response = try await ask(#"{"kind":"http_error","status":503,"retry_after":2}"#)
        #expect(response.status == 503)
        #expect(response.fields["retry-after"] == "2")
        #expect(response.body.contains(#""type":"server_error""#))
        #expect(try await ask(#"{"kind":"http_error"}"#).status == 500)
    }

    @Test func `rate_limit says when to come again`() async throws {
        let response = try await ask(#"{"kind":"rate_limit"}"#)
        #expect(response.status == 429)
        #expect(response.fields["retry-after"] == "1")
        #expect(response.body.contains("rate_limit_exceeded"))
    }

    @Test func `resets come before the head, after it, and between chunks`() async throws {
        let before = try await ask(#"{"kind":"reset_before_head"}"#)
        #expect(before.status == 0)
        #expect(before.ending == .reset)
        let after = try await ask(#"{"kind":"reset_after_head"}"#)
        #expect(after.status == 200)
        #expect(after.ending == .reset)
        let between = try await ask(#"{"kind":"reset","after_chunks":2}"#)
        #expect(between.ending == .reset)
        #expect(EventText(between.body).contents.count == 2)
    }

    @Test func `a truncated body ends well but says no end`() async throws {
        let response = try await ask(#"{"kind":"truncate","after_chunks":3}"#)
        #expect(response.ending == .complete)
        let events = EventText(response.body)
        #expect(events.contents.count == 3)
        #expect(!events.isDone && events.finishReason == nil)
    }

    @Test func `a closed body lacks its last chunk`() async throws {
        let response = try await ask(#"{"kind":"close","after_chunks":0}"#)
        #expect(response.ending == .closed)
        #expect(EventText(response.body).contents.isEmpty)
    }

    @Test func `an answer shorter than after_chunks meets the fault before its end`() async throws {
        let response = try await ask(#"{"kind":"close","after_chunks":100}"#)
        #expect(response.ending == .closed)
        let events = EventText(response.body)
        #expect(events.contents.count == 4)
        #expect(!events.isDone)
    }

    @Test func `an empty stream is whole but says nothing`() async throws {
        let events = EventText(try await ask(#"{"kind":"empty"}"#).body)
        #expect(events.contents.isEmpty)
        #expect(events.events[0].delta("role") == "assistant")
        #expect(events.finishReason == "stop" && events.isDone)
    }

    @Test func `an error event ends the stream`() async throws {
        let response = try await ask(#"{"kind":"error_event","after_chunks":2}"#)
        let events = EventText(response.body).events
        #expect(response.ending == .complete)
        #expect(events.last?.json["error"] is [String: Any])
        #expect(events.count == 4)
    }

    @Test func `a stream asked for can be JSON or a page`() async throws {
        let json = try await ask(#"{"kind":"not_a_stream"}"#)
        #expect(json.fields["content-type"] == "application/json")
        #expect(json.body.contains(#""object":"chat.completion""#))
        let page = try await ask(#"{"kind":"html"}"#)
        #expect(page.status == 200)
        #expect(page.fields["content-type"] == "text/html")
    }

    @Test(arguments: ["stall_before_head", "stall_after_head", "stall"])
    func `a stall for a time goes on after it`(kind: String) async throws {
        let response = try await ask(#"{"kind":"\#(kind)","ms":20}"#)
        let events = EventText(response.body)
        #expect(events.isDone)
        let received = try #require(events.blocks[0].comment("received-ns"))
        let last = try #require(events.contents.last?.comment("sent-ns"))
        #expect(last - received >= 20_000_000)
    }

    @Test(arguments: ["stall_before_head", "stall_after_head", "stall"])
    func `a stall without a time lasts until the client leaves`(kind: String) async throws {
        try await withServer { server in
            var client: RawClient? = try RawClient(port: server.port)
            client?.post(chatBody(emulator: #"{"fault":{"kind":"\#(kind)"}}"#))
            #expect(try await eventually { server.statistics().streamsOpen == 1 })
            client = nil
            #expect(try await eventually { server.statistics().streamsOpen == 0 })
            #expect(server.statistics().cancelled == 1)
            #expect(server.statistics().errors == ["fault_\(kind)": 1])
        }
    }

    @Test func `chunked framing can break`() async throws {
        let response = try await ask(#"{"kind":"broken_chunked","after_chunks":1}"#)
        #expect(response.ending == .malformedChunk)
        #expect(EventText(response.body).contents.count == 1)
    }

    @Test func `what comes need not be HTTP`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.post(chatBody(emulator: #"{"fault":{"kind":"not_http"}}"#))
            let (text, ending) = client.readToEnd()
            #expect(!text.hasPrefix("HTTP/"))
            #expect(ending == .closed)
        }
    }

    @Test func `one event of broken JSON does not end the stream`() async throws {
        let events = EventText(try await ask(#"{"kind":"broken_json","after_chunks":2}"#).body)
        let broken = events.events.filter { $0.data != "[DONE]" && $0.json.isEmpty }
        #expect(broken.count == 1)
        #expect(events.contents.count == 4)
        #expect(events.isDone)
    }

    @Test func `an endless line never ends`() async throws {
        let response = try await ask(#"{"kind":"endless_line","bytes":1000000}"#)
        #expect(response.ending == .closed)
        #expect(response.body.utf8.reversed().prefix { $0 != 0x0A }.count > 900_000)
    }

    @Test func `an endless event never has its blank line`() async throws {
        let response = try await ask(#"{"kind":"endless_event","bytes":1000000}"#)
        #expect(response.ending == .closed)
        let tail = try #require(response.body.components(separatedBy: "\n\n").last)
        #expect(tail.utf8.count > 900_000)
        #expect(tail.split(separator: "\n").allSatisfy { $0.hasPrefix("data: x") })
    }

    @Test func `an endless fault without a bound ends with the client`() async throws {
        try await withServer { server in
            var client: RawClient? = try RawClient(port: server.port)
            client?.post(chatBody(emulator: #"{"fault":{"kind":"endless_line"}}"#))
            #expect(try await eventually { server.statistics().streamsOpen == 1 })
            client = nil
            #expect(try await eventually { server.statistics().streamsOpen == 0 })
        }
    }

    @Test func `a huge body has the size asked for and is JSON`() async throws {
        let response = try await ask(#"{"kind":"huge_body","bytes":3000001}"#)
        #expect(response.ending == .complete)
        #expect(response.body.utf8.count == 3_000_001)
        #expect(response.body.hasPrefix(#"{"padding":"x"#) && response.body.hasSuffix(#"x"}"#))
    }

    @Test func `deep nesting stands in one event and the stream goes on`() async throws {
        let response = try await ask(#"{"kind":"deep_nesting","bytes":5000}"#)
        #expect(response.body.contains(String(repeating: "[", count: 5000) + "]"))
        #expect(EventText(response.body).isDone)
    }

    @Test(arguments: [1, 7]) func `split writes change no byte`(size: Int) async throws {
        let response = try await ask(#"{"kind":"split_writes","bytes":\#(size)}"#)
        let events = EventText(response.body)
        #expect(response.ending == .complete)
        #expect(events.contents.count == 4)
        #expect(events.isDone)
    }

    @Test(arguments: [("reset", RawResponse.Ending.reset), ("close", .closed)])
    func `an answer in one body breaks in its middle`(
        kind: String, ending: RawResponse.Ending
    ) async throws {
        let response = try await EmulatorTests.ask(
            #"{"fault":{"kind":"\#(kind)"}}"#, stream: false)
        #expect(response.status == 200)
        #expect(response.ending == ending)
        #expect(!response.body.isEmpty && !response.body.hasSuffix("}"))
    }

    @Test func `every kind can be asked for`() async throws {
        for kind in Fault.Kind.allCases {
            let text = #"{"kind":"\#(kind.rawValue)"}"#
            let fault = try JSONDecoder().decode(Fault.self, from: Data(text.utf8))
            #expect(fault == Fault(kind))
        }
    }
}
