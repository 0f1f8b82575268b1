internal import RunModel

/// One message, read for what is wrong with it, for its tokens, and for what an answer hangs on.
struct PromptMessage {
    private(set) var tokens = 0
    private(set) var digest = PromptDigest()
    /// What a prefix cache would look at.
    private(set) var pieces: [PromptPiece] = []
    /// Whether its text asks for an answer of one word, at its end.
    private(set) var wantsOneWord = false

    /// A message of these parts. One text alone is what the same text is in any API's form, and gets the same answer.
    init(role: String, _ parts: [PromptPiece]) {
        digest.add(role)
        var content = PromptDigest()
        for part in parts {
            tokens += part.tokens
            if parts.count == 1, case .text(let text) = part {
                content.add(text)
                wantsOneWord = text.hasSuffix(PromptAsk.shortAnswer)
            } else {
                content.add(part.digest)
            }
        }
        digest.add(content)
        pieces = [.role(role)] + parts
    }
}

/// In the form of chat.
extension PromptMessage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case role
        case content
    }

    private enum Role: String, CaseIterable {
        case system, developer, user, assistant, tool, function
    }

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
        tokens = content.tokens
        wantsOneWord = content.wantsOneWord
        digest.add(content.digest)
        pieces = [.role(name)] + content.pieces
    }
}

/// A message's content: one text, or parts of several kinds.
private struct Content: Decodable {
    private(set) var tokens = 0
    private(set) var digest = PromptDigest()
    private(set) var pieces: [PromptPiece] = []
    private(set) var wantsOneWord = false

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            tokens = text.wordCount
            wantsOneWord = text.hasSuffix(PromptAsk.shortAnswer)
            digest.add(text)
            pieces = [.text(text)]
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
            tokens += part.tokens
            digest.add(part.digest)
            pieces.append(part.text.map { .text($0) } ?? .media(part.digest, tokens: part.tokens))
        }
    }
}

extension String {
    /// What stands in for a tokenizer.
    var wordCount: Int {
        split { $0.isWhitespace }.count
    }
}
