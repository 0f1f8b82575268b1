import Foundation
import Testing
import Wire

@Suite struct JSONProgressTests {
    private func isWhole(_ text: [UInt8]) -> Bool {
        var progress = JSONProgress()
        for byte in text { progress.take(byte < 0x80 ? byte : 0xFF) }
        return progress.isWhole
    }

    private static let texts = [
        "{}", "[]", #"{"a":1}"#, #" {"a" : [ 1, -2.5e+3, true, false, null, "x\u00e9\n" ] } "#,
        #""text""#, "0", "-0", "12", "1.5", "1e5", "1E-5", "true", "null", #"{"a":{"b":[[]]}}"#,
        #"{"größer":"🌊"}"#, "[1,2]", "[ ]", "{ }", #"["\"\\\/\b\f\r\t"]"#,
    ]

    private static let broken = [
        "", " ", "{", "}", "[1", "[1,]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "01", "1.",
        "-", "1e", "+1", ".5", "tru", "nul", "True", "NaN", "{} {}", "[1 2]", #"{"a":"b"#, "{]",
        "[}", "\"a\nb\"", #""\x""#, #""\u12g4""#, "1 2", "'a'", #"{"a":1}x"#, "--1", "1.5.2",
    ]

    /// Every beginning of a text is judged as the reader judges it, which has all of it before it.
    @Test(arguments: texts + broken)
    func `agrees with the reader, wherever a text is cut`(text: String) {
        let bytes = Array(text.utf8)
        for end in 0...bytes.count {
            let cut = Array(bytes[..<end])
            #expect(isWhole(cut) == JSONText.isValid(cut.span), "\(text.utf8.prefix(end))")
        }
        #expect(isWhole(bytes) == Self.texts.contains(text))
    }

    @Test(arguments: UInt64(0)..<20)
    func `agrees with the reader on texts with a byte changed`(seed: UInt64) {
        var random = SystemRandomNumberGenerator()
        for text in Self.texts {
            var bytes = Array(text.utf8)
            let place = Int(seed) % bytes.count
            bytes[place] = UInt8.random(in: 0x20..<0x7F, using: &random)
            #expect(isWhole(bytes) == JSONText.isValid(bytes.span), "\(bytes)")
        }
    }

    @Test func `a text deeper than the limit is broken`() {
        let most = JSONProgress.depthLimit
        for (depth, expected) in [(most, true), (most + 1, false)] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(isWhole(Array(text.utf8)) == expected)
        }
    }
}
