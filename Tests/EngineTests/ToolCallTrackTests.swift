import Testing
import Wire

@testable import Engine

/// Calls as each API sends them, and whether their arguments were JSON.
@Suite struct ToolCallTrackTests {
    private func counts(_ api: API, isBody: Bool = false, _ events: [String]) -> [Int] {
        var track = ToolCallTrack()
        for event in events {
            let bytes = Array(event.utf8)
            _ = track.take(bytes.span, of: api, isBody: isBody)
        }
        let counts = track.counts(api)
        return [counts.all, counts.broken]
    }

    private static func chat(_ calls: String, choice: Int = 0) -> String {
        #"{"choices":[{"delta":{"tool_calls":[\#(calls)]},"index":\#(choice)}]}"#
    }

    private static func call(_ arguments: String, index: Int = 0, id: String? = nil) -> String {
        let begin = id.map { #""id":"\#($0)","# } ?? ""
        let name = id == nil ? "" : #""name":"f","#
        return
            #"{"index":\#(index),\#(begin)"function":{\#(name)"arguments":"\#(arguments)"}}"#
    }

    @Test func `chat: by place, by choice, and by an id where a place is given twice`() {
        let pieces = [
            Self.chat(Self.call("", id: "a")), Self.chat(Self.call(#"{\"x\":"#)),
            Self.chat(Self.call("1}")),
        ]
        #expect(counts(.chat, pieces) == [1, 0])
        #expect(counts(.chat, Array(pieces.dropLast())) == [1, 1])
        // The next one at the same place, and its pieces at another.
        let next = Self.chat(Self.call("[", id: "b"))
        #expect(counts(.chat, pieces + [next]) == [2, 1])
        #expect(counts(.chat, pieces + [next, Self.chat(Self.call("]"))]) == [2, 0])
        let parallel = [
            Self.chat(Self.call("{", id: "a") + "," + Self.call("[", index: 1, id: "b")),
            Self.chat(Self.call("]", index: 1)), Self.chat(Self.call("}")),
        ]
        #expect(counts(.chat, parallel) == [2, 0])
        #expect(counts(.chat, [Self.chat(Self.call("{}", id: "a"), choice: 1)] + pieces) == [2, 0])
        let nameless = Self.chat(#"{"function":{"name":"f","arguments":"{}"}}"#)
        #expect(counts(.chat, [nameless, nameless]) == [2, 0])
        // A name and an id in every piece are no other call.
        let repeated = ["{", "}"].map { Self.chat(Self.call($0, id: "a")) }
        #expect(counts(.chat, repeated) == [1, 0])
    }

    @Test(arguments: [
        (
            #"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}}]}"#,
            [1, 0]
        ),
        (#"{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{"}}}]}"#, [1, 1]),
        (
            #"{"choices":[{"delta":{"tool_calls":[{"custom":{"name":"f","input":"ls {"}}]}}]}"#,
            [1, 0]
        ),
        (#"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f"}}]}}]}"#, [1, 1]),
        (#"{"choices":[{"delta":{"tool_calls":7}}]}"#, [0, 0]), ("nothing", [0, 0]),
    ])
    func `chat: forms of a call`(event: String, expected: [Int]) {
        #expect(counts(.chat, [event]) == expected)
    }

    @Test func `an answer that was not streamed has its calls too`() {
        let chat =
            #"{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":"}},"#
            + #"{"function":{"name":"g","arguments":"{}"}}]}}]}"#
        #expect(counts(.chat, isBody: true, [chat]) == [2, 1])
        let responses =
            #"{"output":[{"type":"message"},{"type":"function_call","name":"f","arguments":"{"}]}"#
        #expect(counts(.responses, isBody: true, [responses]) == [1, 1])
        let messages =
            #"{"type":"message","content":[{"type":"text"},{"type":"tool_use","name":"f","input":{"a":1}}]}"#
        #expect(counts(.messages, isBody: true, [messages]) == [1, 0])
    }

    private static func responses(_ type: String, _ members: String, place: Int = 0) -> String {
        #"{"type":"response.\#(type)","output_index":\#(place),\#(members)}"#
    }

    @Test func `Responses: by the place of the item, and the end stands for all before`() {
        let item = #""item":{"type":"function_call","id":"i","name":"f","arguments":""}"#
        let begin = Self.responses("output_item.added", item)
        let half = Self.responses("function_call_arguments.delta", #""delta":"{\"a\"""#)
        #expect(counts(.responses, [begin, half]) == [1, 1])
        let rest = Self.responses("function_call_arguments.delta", #""delta":":1}""#)
        #expect(counts(.responses, [begin, half, rest]) == [1, 0])
        let end = Self.responses("function_call_arguments.done", #""arguments":"{}""#)
        #expect(counts(.responses, [begin, half, end]) == [1, 0])
        let custom = Self.responses("custom_tool_call_input.delta", #""delta":"ls""#, place: 1)
        #expect(counts(.responses, [begin, half, end, custom]) == [2, 0])
        #expect(
            counts(.responses, [Self.responses("output_text.delta", #""delta":"{""#)]) == [0, 0])
    }

    @Test func `Messages: by the place of the block, and nothing is no arguments`() {
        func block(_ place: Int, _ input: String = "{}") -> String {
            #"{"type":"content_block_start","index":\#(place),"content_block":{"type":"tool_use","name":"f","input":\#(input)}}"#
        }
        func delta(_ json: String, _ place: Int) -> String {
            #"{"type":"content_block_delta","index":\#(place),"delta":{"type":"input_json_delta","partial_json":"\#(json)"}}"#
        }
        #expect(counts(.messages, [block(1)]) == [1, 0])
        #expect(counts(.messages, [block(1, #"{"a":1}"#)]) == [1, 0])
        #expect(counts(.messages, [block(1), delta(#"{\"a\""#, 1)]) == [1, 1])
        #expect(counts(.messages, [block(1), delta("{", 1), block(2), delta("}", 1)]) == [2, 0])
    }
}
