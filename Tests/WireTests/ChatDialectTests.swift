import Foundation
import Testing
import Wire

@Suite struct ChatDialectTests {
    @Test func `writes a streaming request`() {
        let body = AnswerRequest(
            model: "m", prompt: .text("Hi"), isStreaming: true, maxTokens: 5, temperature: 0.7)
        #expect(
            text(body)
                == #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"#
                + #""stream_options":{"include_usage":true},"max_tokens":5,"temperature":0.7}"#)
    }

    @Test func `asks for usage only in streams, and only when wished`() {
        for (isStreaming, asks) in [(true, false), (false, true)] {
            let body = AnswerRequest(
                model: "m", prompt: .messages(json: "[]"), isStreaming: isStreaming,
                asksForUsage: asks)
            #expect(text(body) == #"{"model":"m","messages":[],"stream":\#(isStreaming)}"#)
        }
    }

    @Test func `lets overrides replace and add`() {
        let overrides = [
            JSONMember(name: "model", json: #""other""#), JSONMember(name: "top_p", json: "0.5"),
            JSONMember(name: "top_p", json: "0.9"), JSONMember(name: "a\"b", json: "null"),
        ]
        let body = AnswerRequest(
            model: "m", prompt: .messages(json: "[]"), isStreaming: false, overrides: overrides)
        #expect(
            text(body)
                == #"{"model":"other","messages":[],"stream":false,"top_p":0.9,"a\"b":null}"#)
    }

    @Test(arguments: [1e-7, 1e20, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude])
    func `writes any finite temperature as JSON`(_ temperature: Double) throws {
        let body = AnswerRequest(
            model: "m", prompt: .messages(json: "[]"), isStreaming: false, temperature: temperature)
        let parsed = try JSONSerialization.jsonObject(with: Data(API.chat.body(of: body)))
        let object = try #require(parsed as? [String: Any])
        #expect((object["temperature"] as? NSNumber)?.doubleValue == temperature)
    }

    @Test(arguments: [
        "", "plain", "\"\\/\u{8}\u{C}\n\r\t",
        String(String.UnicodeScalarView((0...0x9F).compactMap { Unicode.Scalar($0) })),
        "Grüße 🎉 \u{2028}\u{FFFF}", "{\"a\":[]}",
    ])
    func `brings any prompt over unchanged`(_ prompt: String) throws {
        let body = AnswerRequest(model: prompt, prompt: .text(prompt), isStreaming: true)
        let parsed = try JSONSerialization.jsonObject(with: Data(API.chat.body(of: body)))
        let object = try #require(parsed as? [String: Any])
        let messages = try #require(object["messages"] as? [[String: String]])
        #expect(messages == [["role": "user", "content": prompt]])
        #expect(object["model"] as? String == prompt)
        let quoted = Array(JSONText.quoted(prompt).utf8)
        let unescaped = JSONText.unescaped(Array(quoted.dropFirst().dropLast()).span)
        #expect(unescaped == prompt)
    }

    @Test(arguments: [
        ("error: CUDA out of memory", "", "error: CUDA out of memory" as String?),
        (" [ERROR] busy", "", "[ERROR] busy"), ("Error", "", "Error"),
        ("Too many requests", "error", "Too many requests"), ("", "error", ""),
        (#"{"message":"m"}"#, "error", "m"), (#"{"a":1}"#, "error", #"{"a":1}"#),
        ("errors are many", "", nil), ("Too many requests", "", nil), ("{broken", "", nil),
        ("[DONE]", "", nil), (#"{"error":null}"#, "", nil),
        (#"{"error": "cut "off"#, "", #"{"error": "cut "off"#),
        ("{\n \"error\"", "", "{\n \"error\""),
        ("{\"id\":\n{\"error\":{\"message\":\"read\"}}", "", "read"),
        (#"{"status":"failed","message":"no file","code":"error"}"#, "tool.progress", nil),
        (#"{"error":{"message":"real"}}"#, "progress", "real"),
        (#"{"error":{"message":"no file"}}"#, "tool_error", nil),
        (#"{"error":{"rate":0.01}}"#, "metrics", nil), ("error: none", "", nil),
        ("error:", "", nil),
    ])
    func `an event that is an error`(data: String, type: String, words: String?) {
        let bytes = Array(data.utf8)
        let typeBytes = Array(type.utf8)
        let error = API.chat.facts(ofEvent: bytes.span, type: typeBytes.span).error
        #expect((error != nil) == (words != nil))
        let found = error?.message.map { String(decoding: bytes[$0], as: UTF8.self) } ?? ""
        #expect(found == words ?? "")
    }

    @Test(arguments: ["", " ", "\n\t"])
    func `a heartbeat is nothing`(data: String) {
        let bytes = Array(data.utf8)
        let facts = API.chat.facts(ofEvent: bytes.span, type: Span())
        #expect(facts.isBlank && !facts.isJSON && facts.error == nil)
    }

    private func text(_ body: AnswerRequest) -> String {
        String(decoding: API.chat.body(of: body), as: UTF8.self)
    }
}
