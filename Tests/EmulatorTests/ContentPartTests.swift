import Foundation
import NIOCore
import RunModel
import Testing

@testable import Emulator

@Suite struct ContentPartTests {
    private func request(_ parts: [String]) throws(ErrorBody) -> AnswerRequest {
        let text =
            #"{"model":"m","messages":[{"role":"user","content":["#
            + parts.joined(separator: ",") + "]}]}"
        return try AnswerRequest.parsed(from: ByteBuffer(string: text), .chat)
    }

    /// Base64 of so many zero bytes.
    private static func zeros(_ count: Int) -> String {
        Data(count: count).base64EncodedString()
    }

    private static func image(_ url: String, _ more: String = "") -> String {
        #"{"type":"image_url","image_url":{"url":"\#(url)"\#(more)}}"#
    }

    private static func audio(_ data: String, _ format: String) -> String {
        #"{"type":"input_audio","input_audio":{"data":"\#(data)","format":"\#(format)"}}"#
    }

    @Test(
        arguments: [
            (#"{"type":"text","text":"two words"}"#, 2),
            (#"{"type":"refusal","refusal":"not that one"}"#, 3),
            (image("https://example.com/a.png"), 765),
            (image("data:image/png;base64,AAAA", #","detail":"high""#), 765),
            (image("http://example.com/a.png", #","detail":"low""#), 85),
            (audio(zeros(4800), "wav"), 1), (audio(zeros(4801), "wav"), 2),
            (audio(zeros(4800), "mp3"), 3),
            (#"{"type":"video_url","video_url":{"url":"https://example.com/a.mp4"}}"#, 1000),
            (
                #"{"type":"video_url","video_url":{"url":"data:video/mp4;base64,\#(zeros(3000))"}}"#,
                3
            ),
            (#"{"type":"file","file":{"file_id":"file-1"}}"#, 1000),
            (#"{"type":"file","file":{"filename":"a","file_data":"\#(zeros(41))"}}"#, 11),
            (
                #"{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA"}}"#, 1
            ),
        ] as [(String, Int)])
    func `each kind of part counts by its rule`(part: String, tokens: Int) throws {
        #expect(try request([part]).prompt.tokens == tokens)
    }

    @Test func `parts add up`() throws {
        let parts = [#"{"type":"text","text":"what is this"}"#, Self.image("https://a.b/c")]
        #expect(try request(parts).prompt.tokens == 768)
    }

    @Test(arguments: [
        (image(""), "image_url.url"), (image("https://"), "image_url.url"),
        (image("x.png"), "image_url.url"), (image("data:image/png,abc"), "image_url.url"),
        (image("data:image/png;base64,A"), "image_url.url"),
        (image("data:image/png;base64,"), "image_url.url"),
        (image("data:video/mp4;base64,AAAA"), "image_url.url"),
        (image("https://a.b/c", #","detail":"best""#), "image_url.detail"),
        (#"{"type":"image_url","image_url":"https://a.b/c"}"#, "image_url"),
        (#"{"type":"image_url","image_url":{}}"#, "image_url.url"),
        (audio("%%%", "wav"), "input_audio.data"), (audio("", "wav"), "input_audio.data"),
        (audio("AAAA", "flac"), "input_audio.format"),
        (#"{"type":"input_audio","input_audio":{"data":"AAAA"}}"#, "input_audio.format"),
        (#"{"type":"video_url","video_url":{"url":"ftp://a.b/c"}}"#, "video_url.url"),
        (#"{"type":"file","file":{}}"#, "file.file_id"),
        (#"{"type":"file","file":{"file_id":""}}"#, "file.file_id"),
        (#"{"type":"file","file":{"file_data":"?"}}"#, "file.file_data"),
        (#"{"type":"text","text":7}"#, "text"), (#"{"type":"text"}"#, "text"),
        (#"{"type":"smell"}"#, "type"), ("{}", "type"),
    ])
    func `a part that is wrong is named`(part: String, parameter: String) {
        let text = #"{"type":"text","text":"before"}"#
        let error = #expect(throws: ErrorBody.self) { try request([text, part]) }
        #expect(error?.status == 400)
        #expect(error?.parameter == "messages[0].content[1].\(parameter)")
    }

    @Test func `another image is another prompt`() throws {
        let first = try request([Self.image("https://a.b/c")])
        let second = try request([Self.image("https://a.b/d")])
        #expect(first.prompt.digest != second.prompt.digest)
    }
}
