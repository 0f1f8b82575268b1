import Foundation
import Testing

@testable import Wire

/// What goes along with a text, in the form that each API's reference has.
@Suite struct MediaPartTests {
    private func parts(_ media: MediaPart, _ api: API) throws -> [[String: Any]] {
        let member = try #require(Conversation.asked("a \"b\"", with: [media], by: api).first)
        #expect(member.name == (api == .responses ? "input" : "messages"))
        let said = try JSONSerialization.jsonObject(with: Data(member.json.utf8))
        let message = try #require((said as? [[String: Any]])?.first)
        let content = try #require(message["content"] as? [[String: Any]])
        #expect(content.count == 2 && content[0]["text"] as? String == "a \"b\"")
        return content
    }

    @Test func `a picture is an address of data, or a source of base64`() throws {
        let media = MediaPart(kind: .image, type: "image/png", base64: "QUJD", bytes: 3)
        let address = "data:image/png;base64,QUJD"
        let chat = try parts(media, .chat)[1]["image_url"] as? [String: Any]
        #expect(chat?["url"] as? String == address)
        #expect(try parts(media, .responses)[1]["image_url"] as? String == address)
        let source = try parts(media, .messages)[1]["source"] as? [String: String]
        #expect(source == ["type": "base64", "media_type": "image/png", "data": "QUJD"])
    }

    @Test func `Messages takes a plain text as it is, and others as base64`() throws {
        let text = MediaPart(
            kind: .document, type: "text/plain", name: "n.txt", base64: "IgoiCg==", bytes: 4,
            text: "\"\n\"\n")
        let plain = try parts(text, .messages)[1]["source"] as? [String: String]
        #expect(plain == ["type": "text", "media_type": "text/plain", "data": "\"\n\"\n"])
        let file = try parts(text, .chat)[1]["file"] as? [String: String]
        #expect(
            file == ["filename": "n.txt", "file_data": "data:text/plain;base64,IgoiCg=="])
        let paper = MediaPart(
            kind: .document, type: "application/pdf", name: "n.pdf", base64: "QUJD", bytes: 3)
        let source = try parts(paper, .messages)[1]["source"] as? [String: String]
        #expect(source == ["type": "base64", "media_type": "application/pdf", "data": "QUJD"])
    }
}
