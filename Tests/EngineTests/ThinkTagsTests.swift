import Testing

@testable import Engine

@Suite struct ThinkTagsTests {
    private func parts(_ texts: [String]) -> [ThinkTags.Part] {
        var tags = ThinkTags()
        return texts.map { tags.take(Array($0.utf8).span) }
    }

    @Test(
        arguments: [
            (["Hello", " there"], [.answer, .answer]),
            (
                ["<think>hm", " so", "</think>", #"\n\n"#, "One"],
                [.thinking, .thinking, .thinking, .thinking, .answer]
            ),
            (
                ["<", "think", ">", "a", "</thi", "nk>b"],
                [.open, .open, .thinking, .thinking, .thinking, .both]
            ),
            (["<think>a</think>b", "c"], [.both, .answer]),
            (
                [#"\n "#, "<thought>", "</think>", "</thought>", "x"],
                [.open, .thinking, .thinking, .thinking, .answer]
            ),
            (
                [#"\u003cthink\u003E"#, #"a \"<\\/think>"#, #"\u003c\/think\u003e ok"#],
                [.thinking, .thinking, .both]
            ),
            (["<b>bold", "</b>"], [.answer, .answer]), (["<thinkers>"], [.answer]),
            (["so <think>a"], [.answer]), (["<think>é 🎉<<</think>", "é"], [.thinking, .answer]),
            (["<"], [.open]), (["<think>never closed"], [.thinking]),
        ] as [([String], [ThinkTags.Part])])
    func `tells thinking from the answer`(texts: [String], expected: [ThinkTags.Part]) {
        #expect(parts(texts) == expected)
    }

    @Test func `cut anywhere it says the same in the end`() {
        let text = Array(#"\n<think>a \u003c b</t</think>\n\nyes"#.utf8)
        for place in 0...text.count {
            var tags = ThinkTags()
            let first = tags.take(Array(text[..<place]).span)
            let second = tags.take(Array(text[place...]).span)
            let third = tags.take(Array("a".utf8).span)
            #expect(second == .both || second == .answer, "\(place)")
            #expect(first != .answer && third == .answer, "\(place)")
        }
    }
}
