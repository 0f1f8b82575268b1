import Foundation
import RunModel
import Testing

@testable import Emulator

/// What an answer hangs on, and that nothing else moves it.
@Suite struct PromptDigestTests {
    @Test func `is FNV-1a with its published values`() {
        // Of the empty text, and of "foobar" (the test vectors of its authors), without our separator.
        #expect(PromptDigest().value == 0xCBF2_9CE4_8422_2325)
        #expect(reference(Array("foobar".utf8)) == 0x8594_4171_F739_67E8)
        var digest = PromptDigest()
        digest.add("foobar")
        #expect(digest.value == reference(Array("foobar".utf8) + [0xFF]))
    }

    private func reference(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }

    private func digest(_ messages: String, more: String = "") throws -> PromptDigest {
        let body = #"{"model":"m","messages":\#(messages)\#(more)}"#
        return try JSONDecoder().decode(ChatBody.self, from: Data(body.utf8)).request.prompt.digest
    }

    @Test func `texts, roles, their order and their borders count`() throws {
        let texts = [
            #"[{"role":"user","content":"ab"}]"#,
            #"[{"role":"user","content":"ba"}]"#,
            #"[{"role":"system","content":"ab"}]"#,
            #"[{"role":"user","content":"a"},{"role":"user","content":"b"}]"#,
            #"[{"role":"user","content":"b"},{"role":"user","content":"a"}]"#,
            #"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://a"}}]}]"#,
            #"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://b"}}]}]"#,
        ]
        #expect(Set(try texts.map { try digest($0).value }).count == texts.count)
    }

    @Test func `how the answer is asked for does not`() throws {
        let messages = #"[{"role":"user","content":"ab"}]"#
        let plain = try digest(messages)
        let streamed = #","stream":true,"stream_options":{"include_usage":true},"max_tokens":3"#
        #expect(try digest(messages, more: streamed) == plain)
        #expect(try digest(#"[{"content":"ab","role":"user"}]"#) == plain)
    }

    @Test func `the order of a part's members does not`() throws {
        let one = #"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#
        let other = #"{"input_audio":{"format":"wav","data":"AAAA"},"type":"input_audio"}"#
        let digests = try [one, other].map {
            try digest(#"[{"role":"user","content":[\#($0)]}]"#)
        }
        #expect(digests[0] == digests[1])
    }

    @Test(arguments: [
        "{}", #"{"reasoning_tokens":3}"#, #"{"batching":4}"#, #"{"tokens":"1..200"}"#,
    ])
    func `a prompt streamed and the same whole get the same answer`(emulator: String) async throws {
        try await withServer {
            $0.plan.outputTokens = "5..50"
        } _: { server in
            let client = try RawClient(port: server.port)
            for prompt in ["one", "two", "three"] {
                client.post(chatBody(emulator: emulator, prompt: prompt))
                let streamed = EventText(client.response().body).content
                client.post(chatBody(stream: false, emulator: emulator, prompt: prompt))
                let block = EventText("data: \(client.response().body)\n\n").blocks[0]
                let choices = block.json["choices"] as? [[String: Any]]
                let message = try #require(choices?.first?["message"] as? [String: Any])
                #expect(message["content"] as? String == streamed)
            }
        }
    }
}
