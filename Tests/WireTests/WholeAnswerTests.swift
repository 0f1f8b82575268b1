import Testing
import Wire

/// Answers in one piece, and errors in their place.
@Suite struct WholeAnswerTests {
    private func facts(_ api: API, _ json: String) -> ChunkFacts {
        api.facts(ofBody: Array(json.utf8).span)
    }

    private static let responses =
        #"{"id":"r","object":"response","status":"completed","error":null,"incomplete_details":null,"output":["#
        + #"{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"content":[{"type":"reasoning_text","text":"so"}]},"#
        + #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hi!","annotations":[]}]},"#
        + #"{"type":"function_call","name":"f","arguments":"{}","call_id":"c"}],"usage":{"input_tokens":9,"#
        + #""input_tokens_details":{"cached_tokens":0},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3}}}"#
    private static let messages =
        #"{"id":"m","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"hmso","signature":"x"},"#
        + #"{"type":"text","text":"Hi!"},{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"end_turn","#
        + #""usage":{"input_tokens":9,"output_tokens":7,"cache_read_input_tokens":0}}"#

    @Test(arguments: [(API.responses, responses, 10), (.messages, messages, 8)])
    func `an answer says what its stream would`(api: API, json: String, bytes: Int) {
        let found = facts(api, json)
        #expect(found.isJSON && found.error == nil)
        #expect(found.output == .content && found.hasAnswerText && found.hasReasoning)
        #expect(found.outputBytes == bytes)
        #expect(found.finishReason == .stop)
        #expect(found.usage?.promptTokens == 9 && found.usage?.outputTokens == 7)
        #expect(found.usage?.cachedTokens == 0)
    }

    @Test(arguments: [
        (
            API.responses,
            #"{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}"#,
            ChunkFinishReason.length
        ),
        (.responses, #"{"object":"response","status":"cancelled","output":[]}"#, .brokenOff),
        (.messages, #"{"type":"message","content":[],"stop_reason":"refusal"}"#, .refusal),
        (
            .completions,
            #"{"object":"text_completion","choices":[{"text":"","finish_reason":"stop"}]}"#,
            .stop
        ),
    ])
    func `an answer without output says why it ended`(
        api: API, json: String, reason: ChunkFinishReason
    ) {
        let found = facts(api, json)
        #expect(found.output == nil && found.finishReason == reason && found.error == nil)
    }

    @Test func `an answer that failed, and an error in its place`() {
        let failed =
            #"{"object":"response","status":"failed","error":{"code":"server_error","message":"died"},"output":[]}"#
        #expect(facts(.responses, failed).error != nil)
        #expect(facts(.responses, failed).finishReason == nil)
        let refused =
            #"{"type":"error","error":{"type":"not_found_error","message":"model: x"},"request_id":"r"}"#
        #expect(facts(.messages, refused).error?.type != nil)
        for api in API.allCases {
            #expect(facts(api, #"{"error":{"message":"no","type":"t"}}"#).error?.message != nil)
            #expect(facts(api, #"{"choices":"#).isJSON == false)
        }
    }
}
