import RunModel
import Testing

@testable import Engine

@Suite struct FailureMessageTests {
    private let messages = FailureMessage(secrets: ["sk-secret-42"])

    private func line(_ body: String) -> String? {
        messages.line(inBand: nil, document: Array(body.utf8), transfer: nil)
    }

    @Test func `takes the message out of an error body`() {
        #expect(
            line(#"{"error":{"message":"no such \"model\"","code":"x"}}"#) == #"no such "model""#)
        #expect(line(#"{"error":"plain words"}"#) == "plain words")
    }

    @Test func `masks the key wherever the server repeats it`() {
        #expect(line("bad key sk-secret-42, twice sk-secret-42") == "bad key [key], twice [key]")
        #expect(
            messages.line(inBand: "sk-secret-42", document: [], transfer: nil) == "[key]")
    }

    @Test(arguments: 0...20)
    func `masks a key that the end of what is kept would cut in two`(shift: Int) {
        let text = String(repeating: " ", count: 1185 + shift) + "sk-secret-42 and more of it"
        #expect(line(text + String(repeating: "x", count: 2000))?.contains("sk-") != true)
    }

    /// However long the key is, what is cut is no more than might be its beginning.
    @Test(arguments: [8, 35, 56, 164, 1000])
    func `a long key takes no words from a message that is cut`(length: Int) {
        let key =
            "sk-" + String((0..<length).map { Character(Unicode.Scalar(97 + UInt8($0 * 7 % 26))) })
        let messages = FailureMessage(secrets: [key])
        let text = "the stream ended: " + String(repeating: "why not ", count: 130)
        #expect(messages.clean(text, isCut: true).hasPrefix("the stream ended: why not why not"))
        for kept in [1, 3, 7, length] {
            let cut = messages.clean("bad key " + key.prefix(kept), isCut: true)
            #expect(cut == "bad key", "\(cut)")
        }
        #expect(messages.clean("bad key sk%2", isCut: true) == "bad key")
        #expect(messages.clean(FinishReason.stop) == .stop)
    }

    @Test func `a key that is none is no secret`() {
        let messages = FailureMessage(secrets: ["ollama"])
        #expect(messages.clean("model ollama/llama3 not found") == "model ollama/llama3 not found")
    }

    @Test(arguments: [
        #"bad key sk-a\/b+c== x"#, "bad key sk-a%2Fb%2Bc%3D%3D x",
        #"bad key sk-a\u002fb\u002bc\u003d\u003d x"#, #"bad key sk-a\u002Fb+c=%3d x"#,
        #"bad key sk-a\\/b+c== x"#, #"bad key sk-a\\\\u002Fb+c== x"#,
        "bad key sk&#45;a/b&#x2b;c== x",
        "bad key sk-a%252Fb+c== x", "bad key sk-\na/b+c== x", "bad key sk-\u{200B}a/b+c== x",
        #"bad key \163k-a/b+c== x"#, #"bad key sk\u{2d}a/b+c== x"#,
        "bad key c2stYS9iK2M9PQ== x", "bad key Basic QmVhcmVyIHNrLWEvYitjPT0= x",
        "bad key 736b2d612f622b633d3d x",
    ])
    func `masks a key in the forms of JSON, of addresses and of pages`(text: String) {
        let messages = FailureMessage(secrets: ["sk-a/b+c=="])
        let line = messages.line(inBand: nil, document: Array(text.utf8), transfer: nil) ?? ""
        #expect(line.contains("[key]"), "\(line)")
        #expect(messages.clean(FinishReason(rawValue: "sk-a/b+c==")).rawValue == "secret")
        let cut = FinishReason(
            rawValue: "Bearer:" + String(repeating: "-", count: 24) + "sk-a/b+c==")
        #expect(messages.clean(cut).rawValue == "secret")
    }

    @Test func `a word without end and a letter with marks without end are cut`() {
        let long = messages.clean("error: " + String(repeating: "请求过多", count: 200))
        #expect(long.hasPrefix("error: 请求过多") && long.utf8.count <= 310)
        let marks = messages.clean("e" + String(repeating: "\u{301}", count: 100_000))
        #expect(!marks.isEmpty && marks.utf8.count <= 310)
    }

    @Test func `blanks say nothing, and what is no text is escaped`() {
        #expect(line("\n \u{0}") == nil)
        let bytes: [UInt8] = [0x78, 0x9C, 0xFF, 0xFE, 0x80, 0x81, 1, 2]
        let text = messages.line(inBand: nil, document: bytes, transfer: nil)
        #expect(text?.hasPrefix(#"x\x9c\xff"#) == true)
    }

    @Test func `is one short line whatever comes`() {
        let long = line(String(repeating: "word\n\u{1B}[31m ", count: 1000)) ?? ""
        #expect(long.utf8.count <= 310)
        #expect(!long.contains { $0.isNewline || $0 == "\u{1B}" })
        let unbroken = line(String(repeating: "x", count: 5000)) ?? ""
        #expect(!unbroken.isEmpty && unbroken.utf8.count <= 310)
    }

    @Test func `falls back to libcurl's words`() {
        #expect(messages.line(inBand: nil, document: [], transfer: "reset") == "reset")
        #expect(messages.line(inBand: nil, document: [], transfer: nil) == nil)
    }
}
