/// One message, read for what is wrong with it, for its words, and for what an answer hangs on.
struct ChatMessage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case role
        case content
    }

    private enum Role: String, CaseIterable {
        case system, developer, user, assistant, tool, function
    }

    private(set) var words = 0
    private(set) var digest = PromptDigest()

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .role)
        guard let role = Role(rawValue: name) else {
            let known = Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw container.invalid(.role, "'\(name)' is not one of \(known)")
        }
        // An assistant's message may hold tool calls alone.
        let mayLackContent = role == .assistant || role == .function
        let content =
            mayLackContent
            ? try container.decodeIfPresent(Content.self, forKey: .content)
            : try container.decode(Content.self, forKey: .content)
        digest.add(name)
        guard let content else { return }
        words = content.words
        digest.add(content.digest)
    }
}

/// A message's content: one text, or parts of several kinds.
private struct Content: Decodable {
    private(set) var words = 0
    private(set) var digest = PromptDigest()

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            words = text.wordCount
            digest.add(text)
            return
        }
        guard var parts = try? decoder.unkeyedContainer() else {
            throw DecodingError.typeMismatch(
                Content.self,
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a string or an array of content parts"))
        }
        while !parts.isAtEnd {
            let part = try parts.decode(ContentPart.self)
            words += part.words
            digest.add(part.digest)
        }
    }
}

/// A part of multimodal content. Its own object stands under the name of its type.
private struct ContentPart: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case type
        case text
        case imageURL = "image_url"
        case inputAudio = "input_audio"
        case videoURL = "video_url"
        case file
        case refusal
    }

    /// What is inside is the model's affair; that it is an object is not.
    private struct PartObject: Decodable {
        let digest: PromptDigest

        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: CodingKeys.self)
            digest = try JSONDigest(from: decoder).digest
        }
    }

    private(set) var words = 0
    private(set) var digest = PromptDigest()

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        guard let key = CodingKeys(rawValue: type), key != .type else {
            let known = CodingKeys.allCases.dropFirst().map { "'\($0.rawValue)'" }
            throw container.invalid(
                .type, "'\(type)' is not one of \(known.joined(separator: ", "))")
        }
        switch key {
        case .text, .refusal:
            let text = try container.decode(String.self, forKey: key)
            words = text.wordCount
            digest.add(text)
        default:
            digest.add(try container.decode(PartObject.self, forKey: key).digest)
        }
    }
}

extension String {
    fileprivate var wordCount: Int {
        split { $0.isWhitespace }.count
    }
}
