/// The content of a message of Responses or Messages: one text, or parts that each say their type.
struct TypedContent: Decodable {
    private(set) var pieces: [PromptPiece] = []

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            pieces = [.text(text)]
            return
        }
        guard var parts = try? decoder.unkeyedContainer() else {
            throw DecodingError.typeMismatch(
                TypedContent.self,
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a string or an array of content parts"))
        }
        while !parts.isAtEnd { pieces.append(try parts.decode(TypedPart.self).piece) }
    }
}

private struct TypedPart: Decodable {
    private enum CodingKeys: String, CodingKey {
        case type
        case text
        case refusal
        case thinking
    }

    /// The tokens of parts that are no text.
    private static let tokens = [
        "input_image": PartTokens.image, "image": PartTokens.image,
        "input_file": PartTokens.reference, "input_audio": PartTokens.reference,
        "document": PartTokens.reference, "tool_use": PartTokens.conversationItem,
        "tool_result": PartTokens.conversationItem,
        "redacted_thinking": PartTokens.conversationItem,
    ]
    private static let texts: [String: CodingKeys] = [
        "text": .text, "input_text": .text, "output_text": .text, "refusal": .refusal,
        "thinking": .thinking,
    ]

    let piece: PromptPiece

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .type)
        if let key = Self.texts[type] {
            piece = .text(try container.decode(String.self, forKey: key))
        } else if let tokens = Self.tokens[type] {
            piece = .media(try JSONDigest(from: decoder).digest, tokens: tokens)
        } else {
            let known = (Array(Self.texts.keys) + Array(Self.tokens.keys)).sorted()
            throw container.invalid(
                .type,
                "'\(type)' is not one of \(known.map { "'\($0)'" }.joined(separator: ", "))")
        }
    }
}
