import Testing

@testable import Engine

@Suite struct AnswerBeginningTests {
    @Test(arguments: [
        (["<think>", "hm"], true), (["\\n\\n", " <", "thin", "king>"], true),
        (["\\u003cthought>"], true), (["<", "b>bold"], false), (["Hello", " world"], false),
        (["<thinker>"], false),
    ])
    func `knows a tag of thinking however it is cut`(texts: [String], isTag: Bool) {
        var beginning = AnswerBeginning()
        for text in texts { beginning.take(Array(text.utf8).span) }
        #expect(beginning.isTag == isTag)
    }

    /// Looking at a text costs as much as reading its event.
    @Test func `looks no further than it must`() {
        var beginning = AnswerBeginning()
        beginning.take(Array("H".utf8).span)
        #expect(!beginning.isOpen)
    }
}
