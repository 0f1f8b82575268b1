/// One message, read for what is wrong with it and for its words.
struct ChatMessage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case role
        case content
    }

    private enum Role: String, CaseIterable {
        case system, developer, user, assistant, tool, function
    }

    let words: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .role)
        guard let role = Role(rawValue: name) else {
            let known = Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw container.invalid(.role, "'\(name)' is not one of \(known)")
        }
        // An assistant's message may hold tool calls alone.
        let mayLackContent = role == .assistant || role == .function
        if mayLackContent, try container.decodeIfPresent(Content.self, forKey: .content) == nil {
            words = 0
        } else {
            words = try container.decode(Content.self, forKey: .content).words
        }
    }
}

/// A message's content: one text, or parts of several kinds.
private struct Content: Decodable {
    let words: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            words = text.wordCount
            return
        }
        guard var parts = try? decoder.unkeyedContainer() else {
            throw DecodingError.typeMismatch(
                Content.self,
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a string or an array of content parts"))
        }
        var sum = 0
        while !parts.isAtEnd { sum += try parts.decode(ContentPart.self).words }
        words = sum
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
        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: CodingKeys.self)
        }
    }

    let words: Int

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
            words = try container.decode(String.self, forKey: key).wordCount
        default:
            _ = try container.decode(PartObject.self, forKey: key)
            words = 0
        }
    }
}

extension String {
    fileprivate var wordCount: Int {
        split { $0.isWhitespace }.count
    }
}
