import Testing
import Wire

@Suite struct ToolSetTests {
    private static let chat =
        #"[{"type":"function","function":{"name":"a","description":"d \"q\"","parameters":{"type":"object"}}}]"#
    private static let responses =
        #"[{"type":"function","name":"a","description":"d \"q\"","parameters":{"type":"object"}}]"#
    private static let messages =
        #"[{"name":"a","description":"d \"q\"","input_schema":{"type":"object"}}]"#

    @Test(arguments: [chat, responses, messages])
    func `tools of any form are written in each`(json: String) throws {
        let tools = try ToolSet(json: json)
        let expected: [(API, String)] = [
            (.chat, Self.chat), (.responses, Self.responses), (.messages, Self.messages),
        ]
        for (api, form) in expected {
            let members = try tools.members(choice: nil, for: api)
            #expect(members == [JSONMember(name: "tools", json: form)])
        }
    }

    @Test(arguments: [
        (API.chat, "auto", #""auto""#), (.responses, "required", #""required""#),
        (.messages, "required", #"{"type":"any"}"#), (.messages, "none", #"{"type":"none"}"#),
        (.chat, "a", #"{"type":"function","function":{"name":"a"}}"#),
        (.responses, "a", #"{"type":"function","name":"a"}"#),
        (.messages, "a", #"{"type":"tool","name":"a"}"#),
    ])
    func `the choice is in the API's words`(api: API, choice: String, json: String) throws {
        let members = try ToolSet(json: Self.chat).members(choice: choice, for: api)
        #expect(members.last == JSONMember(name: "tool_choice", json: json))
    }

    @Test(arguments: [
        "", "{}", "[]", "[7]", "[{}]", #"[{"type":"web_search"}]"#, #"[{"name":7}]"#,
        #"[{"name":"a","cache_control":{}}]"#,
    ])
    func `what is no tool of the user's is refused`(json: String) {
        #expect(throws: ToolSet.Refusal.self) { try ToolSet(json: json) }
    }

    @Test func `what an API has no place for is refused`() throws {
        let strict = try ToolSet(json: #"[{"type":"function","name":"a","strict":true}]"#)
        #expect(throws: ToolSet.Refusal.self) { try strict.members(choice: nil, for: .messages) }
        #expect(throws: ToolSet.Refusal.self) { try strict.members(choice: nil, for: .completions) }
        #expect(throws: ToolSet.Refusal.self) { try strict.members(choice: "b", for: .chat) }
        #expect(try strict.members(choice: nil, for: .chat)[0].json.contains(#""strict":true"#))
    }
}
