internal import Foundation

/// A part of multimodal content. Its own object stands under the name of its type.
struct ContentPart: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case type
        case text
        case imageURL = "image_url"
        case inputAudio = "input_audio"
        case videoURL = "video_url"
        case file
        case refusal
    }

    /// Of the prompt.
    private(set) var tokens = 0
    private(set) var digest = PromptDigest()
    /// Nil for what is no text.
    private(set) var text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        guard let key = CodingKeys(rawValue: type), key != .type else {
            let known = CodingKeys.allCases.dropFirst().map { "'\($0.rawValue)'" }
            throw container.invalid(
                .type, "'\(type)' is not one of \(known.joined(separator: ", "))")
        }
        switch key {
        case .text, .refusal, .type:
            let text = try container.decode(String.self, forKey: key)
            tokens = text.wordCount
            digest.add(text)
            self.text = text
            return
        case .imageURL: tokens = try container.decode(ImagePart.self, forKey: key).tokens
        case .inputAudio: tokens = try container.decode(AudioPart.self, forKey: key).tokens
        case .videoURL: tokens = try container.decode(VideoPart.self, forKey: key).tokens
        case .file: tokens = try container.decode(FilePart.self, forKey: key).tokens
        }
        digest.add(try container.decode(JSONDigest.self, forKey: key).digest)
    }
}

/// How many tokens parts that are no text count for: this server's own rule, of the size of what real
/// models charge. Nothing is looked into but its length.
enum PartTokens {
    static let lowDetailImage = 85
    /// An image of 1024 by 1024 in OpenAI's rule for GPT-4o: 85, and 170 for each of four tiles.
    static let image = 765
    /// Video and files that are only pointed at.
    static let reference = 1000
    /// A call of a tool or its result in a conversation of Responses or Messages.
    static let conversationItem = 20

    /// One for each begun so many bytes.
    static func of(bytes: Int, each size: Int) -> Int { (bytes + size - 1) / size }
}

private struct ImagePart: Decodable {
    private enum CodingKeys: String, CodingKey {
        case url
        case detail
    }

    private enum Detail: String {
        case auto, low, high
    }

    let tokens: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decodeResource(.url, media: "image")
        let name = try container.decodeIfPresent(String.self, forKey: .detail) ?? "auto"
        guard let detail = Detail(rawValue: name) else {
            throw container.invalid(.detail, "'\(name)' is not one of 'auto', 'low', 'high'")
        }
        tokens = detail == .low ? PartTokens.lowDetailImage : PartTokens.image
    }
}

private struct AudioPart: Decodable {
    private enum CodingKeys: String, CodingKey {
        case data
        case format
    }

    /// The bytes of a tenth of a second, which is a token: 24 kHz with 16 bits, and 128 kbit/s.
    private static let bytesPerToken = ["wav": 4800, "mp3": 1600]

    let tokens: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .data)
        guard let bytes = Base64.byteCount(text), bytes > 0 else {
            throw container.invalid(.data, "it is not base64, or holds nothing")
        }
        let format = try container.decode(String.self, forKey: .format)
        guard let size = Self.bytesPerToken[format] else {
            throw container.invalid(.format, "'\(format)' is not one of 'wav', 'mp3'")
        }
        tokens = PartTokens.of(bytes: bytes, each: size)
    }
}

private struct VideoPart: Decodable {
    private enum CodingKeys: String, CodingKey {
        case url
    }

    private static let bytesPerToken = 1024

    let tokens: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = try container.decodeResource(.url, media: "video")
        tokens =
            bytes.map { PartTokens.of(bytes: $0, each: Self.bytesPerToken) } ?? PartTokens.reference
    }
}

private struct FilePart: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "file_id"
        case data = "file_data"
        case name = "filename"
    }

    private static let bytesPerToken = 4

    let tokens: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decodeIfPresent(String.self, forKey: .name)
        if let data = try container.decodeIfPresent(String.self, forKey: .data) {
            let payload = data.hasPrefix("data:") ? DataURL(data)?.payload : data[...]
            guard let bytes = payload.flatMap({ Base64.byteCount($0) }), bytes > 0 else {
                throw container.invalid(.data, "it is not base64, or holds nothing")
            }
            tokens = PartTokens.of(bytes: bytes, each: Self.bytesPerToken)
            return
        }
        guard !(try container.decode(String.self, forKey: .id).isEmpty) else {
            throw container.invalid(.id, "it is empty")
        }
        tokens = PartTokens.reference
    }
}

extension KeyedDecodingContainer {
    /// An address, or a `data:` URL of the kind of media.
    ///
    /// - Returns: the bytes that are inside; nil for an address.
    fileprivate func decodeResource(_ key: Key, media: String) throws -> Int? {
        let text = try decode(String.self, forKey: key)
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            guard text.utf8.count > scheme.utf8.count else { break }
            return nil
        }
        guard let url = DataURL(text) else {
            throw invalid(key, "write an http(s) address or a data: URL in base64")
        }
        guard url.mediaType.hasPrefix("\(media)/") else {
            throw invalid(key, "'\(url.mediaType)' is no type of \(media)")
        }
        guard let bytes = Base64.byteCount(url.payload), bytes > 0 else {
            throw invalid(key, "what follows 'base64,' is not base64, or holds nothing")
        }
        return bytes
    }
}

/// `data:TYPE;base64,PAYLOAD` (RFC 2397).
private struct DataURL {
    let mediaType: Substring
    let payload: Substring

    init?(_ text: String) {
        guard text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") else { return nil }
        let head = text[..<comma].dropFirst("data:".count)
        guard head.hasSuffix(";base64") else { return nil }
        mediaType = head.prefix { $0 != ";" }
        payload = text[text.index(after: comma)...]
    }
}

private enum Base64 {
    /// The bytes that `text` stands for; nil when it is not base64 with its padding (RFC 4648, section 4).
    static func byteCount(_ text: some StringProtocol) -> Int? {
        Data(base64Encoded: String(text))?.count
    }
}
