import Testing
import Wire

@Suite struct ConversationTests {
    private func asked(_ prompt: AnswerRequest.Prompt, _ api: API) throws -> String {
        try Conversation.asked(prompt, by: api).map { "\($0.name)=\($0.json)" }
            .joined(separator: " ")
    }

    private static let chat =
        #"[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":[{"type":"text","text":"What?"},"#
        + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":"This."}]"#

    @Test func `a conversation of chat is asked in the forms of the others`() throws {
        #expect(try asked(.messages(json: Self.chat), .chat) == "messages=\(Self.chat)")
        #expect(
            try asked(.messages(json: Self.chat), .responses)
                == #"input=[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":[{"type":"input_text","text":"What?"},"#
                + #"{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},{"role":"assistant","content":"This."}]"#
        )
        #expect(
            try asked(.messages(json: Self.chat), .messages)
                == #"system="Be \"brief\"." messages=[{"role":"user","content":[{"type":"text","text":"What?"},"#
                + #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},{"role":"assistant","content":"This."}]"#
        )
    }

    @Test func `and back, without loss`() throws {
        let messages = try Conversation.asked(.messages(json: Self.chat), by: .messages)
        let object = "{" + messages.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
        #expect(try asked(.members(json: object), .chat) == "messages=\(Self.chat)")
        let input = try Conversation.asked(.messages(json: Self.chat), by: .responses)
        #expect(
            try asked(.members(json: "{\"input\":\(input[0].json)}"), .chat)
                == "messages=\(Self.chat)")
        // An API's own form is taken as it is.
        let own =
            #"{"system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}],"messages":[]}"#
        #expect(
            try asked(.members(json: own), .messages)
                == #"system=[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}] messages=[]"#
        )
    }

    @Test func `one text is asked by all`() throws {
        #expect(try asked(.text("Hi"), .completions) == #"prompt="Hi""#)
        #expect(try asked(.text("Hi"), .responses) == #"input="Hi""#)
        let only = AnswerRequest.Prompt.messages(json: #"[{"role":"user","content":"Hi"}]"#)
        #expect(try asked(only, .completions) == #"prompt="Hi""#)
        let instructed = AnswerRequest.Prompt.members(
            json: #"{"input":"Hi","instructions":"Brief."}"#)
        #expect(
            try asked(instructed, .chat)
                == #"messages=[{"role":"system","content":"Brief."},{"role":"user","content":"Hi"}]"#
        )
    }

    @Test(arguments: [
        (chat, API.completions, "one text"),
        (
            #"[{"role":"user","content":"a"},{"role":"system","content":"b"}]"#, .messages,
            "system message"
        ),
        (
            #"[{"role":"assistant","content":null,"tool_calls":[{"id":"c"}]}]"#, .messages,
            "tool_calls"
        ),
        (
            #"[{"role":"assistant","content":"x","tool_calls":[{"id":"c"}]}]"#, .responses,
            "tool_calls"
        ),
        (#"[{"role":"tool","content":"x","tool_call_id":"c"}]"#, .responses, "the role 'tool'"),
        (
            #"[{"role":"user","content":[{"type":"text","text":"a","cache_control":{}}]}]"#,
            .responses, "cache_control"
        ),
        (#"[{"role":"user","content":[{"type":"input_audio","x":1}]}]"#, .responses, "input_audio"),
        (#"[{"role":"user"}]"#, .responses, "without role or content"),
    ])
    func `what would be lost is refused`(json: String, api: API, words: String) {
        let refusal = #expect(throws: Conversation.Refusal.self) {
            try asked(.messages(json: json), api)
        }
        #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
    }
}
