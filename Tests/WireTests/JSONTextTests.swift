import Testing
import Wire

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), (#"a\n\t\"\\\/b"#, "a\n\t\"\\/b"), (#"\u00e9\u0041"#, "éA"),
        (#"\ud83d\ude00!"#, "😀!"), (#"\ud83dx\ude00"#, "\u{FFFD}x\u{FFFD}"), (#"\x\"#, #"\x\"#),
        (#"é\né"#, "é\né"), (#"\u12"#, #"\u12"#),
    ])
    func `resolves escapes`(_ inside: String, _ text: String) {
        let unescaped = JSONText.unescaped(Array(inside.utf8).span)
        #expect(unescaped == text)
    }

    @Test func `takes an object apart`() {
        let json = #" { "a" : 1 , "b\n":{"c":[1, 2]},"d":"x\ny", "a":null } "#
        #expect(
            JSONMember.members(ofObject: json) == [
                JSONMember(name: "a", json: "1"), JSONMember(name: "b\n", json: #"{"c":[1, 2]}"#),
                JSONMember(name: "d", json: #""x\ny""#), JSONMember(name: "a", json: "null"),
            ])
        #expect(JSONMember.members(ofObject: "{}") == [])
    }

    @Test(arguments: ["", "[]", "1", #"{"a":1"#, #"{"a":1}x"#, #"{"a":01}"#])
    func `takes nothing but an object`(_ json: String) {
        #expect(JSONMember.members(ofObject: json) == nil)
    }

    @Test func `validates`() {
        let answers = ["[1]", "[1"].map { JSONText.isValid(Array($0.utf8).span) }
        #expect(answers == [true, false])
    }
}
