import Foundation
import Testing
import Wire

@Suite struct DialectTests {
    private func facts(_ api: API, _ json: String, type: String = "") -> ChunkFacts {
        let (bytes, name) = (Array(json.utf8), Array(type.utf8))
        return api.facts(ofEvent: bytes.span, type: name.span)
    }

    private func words(_ error: ChunkError?, in json: String) -> [String?] {
        let bytes = Array(json.utf8)
        return [error?.message, error?.type, error?.code].map { range in
            range.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    @Test(arguments: DialectCase.all)
    func `reads an event`(_ event: DialectCase) {
        var expected = ChunkFacts()
        expected.isJSON = true
        expected.choiceCount = 0
        event.change(&expected)
        var found = facts(event.api, event.json)
        found.finishReasonName = nil
        found.repeated = nil
        found.isCallBegun = false
        #expect(found == expected)
        #expect(facts(event.api, " \r\n\t" + event.json + "\n ").output == expected.output)
        // A broken text says nothing, wherever it is cut.
        for end in event.json.indices {
            let cut = facts(event.api, String(event.json[..<end]))
            #expect(cut.output == nil && cut.usage == nil && cut.finishReason == nil && !cut.isEnd)
        }
    }

    @Test func `the type of the event stream stands in where the data has none`() {
        let text = facts(.responses, #"{"delta":"a"}"#, type: "response.output_text.delta")
        #expect(text.output == .content)
        #expect(facts(.messages, "{}", type: "message_stop").isEnd)
        #expect(facts(.messages, #"{"delta":{"text":"a"}}"#).output == nil)
    }

    @Test func `a ping is a keep-alive, and the mark of chat ends a stream of any API`() {
        #expect(facts(.messages, #"{"type":"ping"}"#, type: "ping").isBlank)
        for api in API.allCases { #expect(facts(api, "[DONE]").isEnd) }
        for api in API.allCases { #expect(facts(api, " ").isBlank) }
    }

    @Test(arguments: [
        (
            API.messages,
            #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            "error", ["Overloaded", "overloaded_error", nil] as [String?]
        ),
        (
            .responses, #"{"type":"error","code":"ERR","message":"broke","param":null}"#, "error",
            ["broke", nil, "ERR"]
        ),
        (
            .responses,
            #"{"type":"error","error":{"type":"too_many_requests","code":"x","message":"slow"}}"#,
            "",
            ["slow", "too_many_requests", "x"]
        ),
        (
            .responses,
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"died"}}}"#,
            "", ["died", nil, "server_error"]
        ),
        (.responses, #"{"type":"response.failed"}"#, "", [nil, nil, nil]),
        (.messages, #"{"type":"error"}"#, "", [nil, nil, nil]),
        // Gateways have forms of their own.
        (.messages, #"{"error":{"message":"upstream","code":502}}"#, "", ["upstream", nil, "502"]),
        (.responses, #"{"detail":"Not Found"}"#, "", ["Not Found", nil, nil]),
        (.messages, "error: gone", "", ["error: gone", nil, nil]),
    ])
    func `an error inside a stream`(api: API, json: String, type: String, expected: [String?]) {
        let found = facts(api, json, type: type)
        #expect(found.error != nil && found.output == nil && found.finishReason == nil)
        #expect(words(found.error, in: json) == expected)
    }

    @Test(arguments: [
        (
            #"{"type":"response.output_text.done","text":"Hi"}"#, ChunkRepeat.Extent.part,
            ChunkOutput.content, 2
        ),
        (
            #"{"arguments":"{\"a\":1}","type":"response.function_call_arguments.done"}"#, .part,
            .toolCall, 9
        ),
        (#"{"type":"response.custom_tool_call_input.done","input":"ls"}"#, .part, .toolCall, 2),
        (
            #"{"type":"response.output_item.done","item":{"type":"function_call","name":"f","arguments":"{}"}}"#,
            .item, .toolCall, 3
        ),
        (
            #"{"type":"response.completed","response":{"output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]}}"#,
            .answer, .content, 2
        ),
    ])
    func `an end says its part once more`(
        json: String, extent: ChunkRepeat.Extent, output: ChunkOutput, bytes: Int
    ) throws {
        let found = facts(.responses, json)
        #expect(found.output == nil)
        let repeated = try #require(found.repeated)
        #expect(repeated.extent == extent && repeated.output == output)
        #expect(repeated.outputBytes == bytes)
        #expect(repeated.hasAnswerText == (output == .content))
    }

    @Test func `another API's events are strange and no output`() {
        let chat = #"{"choices":[{"index":0,"delta":{"content":"x"}}]}"#
        for api in [API.responses, .messages] {
            #expect(facts(api, chat).isStrange)
            #expect(facts(api, chat).output == nil)
        }
        #expect(facts(.chat, #"{"type":"message_start","message":{}}"#).isStrange)
    }

    @Test func `completions go by text`() {
        let event = #"{"choices":[{"index":0,"text":"ab","finish_reason":null}]}"#
        #expect(facts(.completions, event).outputBytes == 2)
        #expect(facts(.completions, event).hasAnswerText)
        let end = #"{"choices":[{"index":0,"text":"","finish_reason":"length"}]}"#
        #expect(facts(.completions, end).finishReason == .length)
        #expect(facts(.completions, end).output == nil)
    }

    @Test(arguments: [
        (API.responses, #"{"type":"response.output_text.delta","delta":"Hi"}"#, "Hi" as String?),
        (.responses, #"{"type":"response.refusal.delta","delta":"no"}"#, nil),
        (.responses, #"{"type":"response.output_text.done","text":"Hi"}"#, nil),
        (
            .messages,
            #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}"#, "Hi"
        ),
        (.messages, #"{"type":"content_block_delta","delta":{"thinking":"Hi"}}"#, nil),
        (.completions, #"{"choices":[{"text":"Hi"}]}"#, "Hi"),
    ])
    func `finds the visible text`(api: API, json: String, text: String?) {
        let bytes = Array(json.utf8)
        let range = api.answerText(ofEvent: bytes.span)
        #expect(range.map { String(decoding: bytes[$0], as: UTF8.self) } == text)
    }

    @Test(arguments: UInt64(0)..<30, [API.responses, .messages])
    func `agrees with Foundation`(_ seed: UInt64, _ api: API) {
        var generator = ChunkGenerator(seed: seed)
        var compared = 0
        for _ in 0..<100 {
            let bytes = generator.event(of: api)
            guard let expected = ReferenceEvents.facts(of: bytes, in: api) else { continue }
            compared += 1
            let found = ReferenceFacts.comparable(api.facts(ofEvent: bytes.span, type: Span()))
            #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(compared > 50)
    }
}
