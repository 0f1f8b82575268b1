import Foundation
import NIOCore
import RunModel
import Testing

@testable import Emulator

/// What is asked, in the form of each API.
@Suite struct RequestFormTests {
    private func request(_ api: APIName, _ members: String) throws(ErrorBody) -> AnswerRequest {
        try AnswerRequest.parsed(
            from: ByteBuffer(string: #"{"model":"m",\#(members)}"#), api)
    }

    private static let message = #"[{"role":"user","content":"how fast is it"}]"#
    private static let asked: [(APIName, String)] = [
        (.chat, #""messages":\#(message),"max_completion_tokens":9"#),
        (.completions, #""prompt":"how fast is it","max_tokens":9"#),
        (.completions, #""prompt":["how fast is it"],"max_tokens":9"#),
        (.responses, #""input":"how fast is it","max_output_tokens":9"#),
        (
            .responses,
            #""input":[{"role":"user","content":[{"type":"input_text","text":"how fast is it"}]}],"max_output_tokens":9"#
        ),
        (.messages, #""messages":\#(message),"max_tokens":9"#),
    ]

    @Test func `the same prompt is the same by every API`() throws {
        let requests = try Self.asked.map { try request($0.0, $0.1) }
        #expect(Set(requests.map(\.prompt.digest.value)).count == 1)
        #expect(Set(requests.map(\.promptBlocks)).count == 1)
        #expect(requests.allSatisfy { $0.maxTokens == 9 && $0.prompt.tokens == 4 })
    }

    @Test func `instructions and system are a message before the others`() throws {
        let system = #"{"role":"system","content":"be brief"}"#
        let user = #"{"role":"user","content":"hi"}"#
        let chat = try request(.chat, #""messages":[\#(system),\#(user)]"#)
        let responses = try request(.responses, #""instructions":"be brief","input":"hi""#)
        let messages = try request(
            .messages,
            #""system":[{"type":"text","text":"be brief"}],"messages":[\#(user)],"max_tokens":9"#)
        #expect(chat.prompt.digest == responses.prompt.digest)
        #expect(chat.prompt.digest == messages.prompt.digest)
    }

    private static let chatTools =
        #""messages":\#(message),"tools":[{"type":"function","function":{"name":"a"}}]"#
    private static let responsesTools =
        #""input":"hi","tools":[{"type":"function","name":"a"},{"type":"web_search"}]"#
    private static let messagesTools =
        #""messages":\#(message),"max_tokens":9,"tools":[{"name":"a","input_schema":{}},{"name":"b"}]"#

    @Test(arguments: [
        (APIName.chat, chatTools, ["a"], false),
        (.chat, chatTools + #","tool_choice":"required""#, ["a"], true),
        (.chat, chatTools + #","tool_choice":"none""#, [], false),
        (
            .chat, chatTools + #","tool_choice":{"type":"function","function":{"name":"b"}}"#,
            ["b"], true
        ),
        (.responses, responsesTools + #","tool_choice":"auto""#, ["a"], false),
        (
            .responses, responsesTools + #","tool_choice":{"type":"function","name":"a"}"#, ["a"],
            true
        ),
        (.messages, messagesTools + #","tool_choice":{"type":"any"}"#, ["a", "b"], true),
        (.messages, messagesTools + #","tool_choice":{"type":"tool","name":"b"}"#, ["b"], true),
    ])
    func `a call is wanted where it is forced`(
        api: APIName, members: String, names: [String], isForced: Bool
    ) throws {
        let tools = try request(api, members).tools
        #expect(tools == ToolWish(names: names, isForced: isForced))
    }

    @Test(arguments: [
        (APIName.completions, #""messages":[]"#, "prompt"),
        (.completions, #""prompt":["a","b"]"#, "prompt"), (.completions, #""prompt":[]"#, "prompt"),
        (.responses, #""messages":[]"#, "input"), (.responses, #""input":[]"#, "input"),
        (.responses, #""input":[{"role":"king","content":"a"}]"#, "input[0].role"),
        (
            .responses, #""input":[{"role":"user","content":[{"type":"smell"}]}]"#,
            "input[0].content[0].type"
        ),
        (.messages, #""messages":\#(message)"#, "max_tokens"),
        (
            .messages, #""max_tokens":9,"messages":[{"role":"system","content":"a"}]"#,
            "messages[0].role"
        ),
        (.messages, #""max_tokens":0,"messages":\#(message)"#, "max_tokens"),
    ])
    func `a wrong body is refused with the field at fault`(
        api: APIName, members: String, field: String
    ) {
        let error = #expect(throws: ErrorBody.self) { try request(api, members) }
        #expect(error?.status == 400 && error?.parameter == field)
    }
}
