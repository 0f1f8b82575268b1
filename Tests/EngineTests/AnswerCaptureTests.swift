import RunModel
import Testing
import Wire

@testable import Engine

@Suite struct AnswerCaptureTests {
    private func text(
        _ api: API, _ mode: ResponseMode, _ pieces: [String], isCumulative: Bool = false
    ) -> String? {
        var capture = AnswerCapture(of: api, mode: mode)
        for piece in pieces {
            let bytes = Array(piece.utf8)
            capture.take(bytes.span)
        }
        return capture.text(isCumulative: isCumulative)
    }

    @Test(arguments: [
        (API.chat, #"{"choices":[{"delta":{"content":"%"}}]}"#),
        (.completions, #"{"choices":[{"text":"%"}]}"#),
        (.responses, #"{"type":"response.output_text.delta","delta":"%"}"#),
        (.messages, #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"%"}}"#),
    ])
    func `joins the deltas of each API and reads their escapes`(api: API, event: String) {
        let pieces = [#"a\n\ud83d"#, #"\ude00 \"b\""#].map { event.replacing("%", with: $0) }
        #expect(text(api, .streaming, pieces) == "a\n😀 \"b\"")
    }

    @Test(arguments: [
        (API.chat, #"{"choices":[{"message":{"content":"an \"answer\""}}]}"#),
        (.completions, #"{"choices":[{"text":"an \"answer\""}]}"#),
        (
            .responses,
            #"{"output":[{"type":"reasoning"},{"content":[{"type":"output_text","text":"an \"answer\""}]}]}"#
        ),
        (
            .messages,
            #"{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"an \"answer\""}]}"#
        ),
    ])
    func `reads a whole answer of each API`(api: API, body: String) {
        #expect(text(api, .nonStreaming, [body]) == #"an "answer""#)
    }

    @Test func `takes the last of deltas that repeat what was said`() {
        let event = #"{"choices":[{"delta":{"content":"%"}}]}"#
        let pieces = ["one", "one two"].map { event.replacing("%", with: $0) }
        #expect(text(.chat, .streaming, pieces, isCumulative: true) == "one two")
    }

    @Test func `gives up what is too long as a whole, and has nothing of no text`() {
        let long = String(repeating: "x", count: AnswerCapture.mostBytes / 2 + 1)
        let event = #"{"choices":[{"delta":{"content":"\#(long)"}}]}"#
        #expect(text(.chat, .streaming, [event, event]) == nil)
        #expect(text(.chat, .streaming, [#"{"choices":[{"delta":{"role":"x"}}]}"#]) == nil)
        #expect(text(.chat, .nonStreaming, [#"{"choices":[{"message":{"content":null}}]}"#]) == nil)
    }
}
