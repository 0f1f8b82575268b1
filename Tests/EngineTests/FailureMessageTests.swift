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
