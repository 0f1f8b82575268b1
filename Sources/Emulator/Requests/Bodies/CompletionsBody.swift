internal import RunModel

/// The body of `POST /v1/completions`.
struct CompletionsBody: Decodable {
    private enum CodingKeys: String, CodingKey {
        case prompt
    }

    let request: AnswerRequest

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shared = try SharedFields(from: decoder)
        let options = try CompletionOptions(from: decoder)
        var prompt = ReadPrompt()
        prompt.add(try container.decode(CompletionsPrompt.self, forKey: .prompt).message)
        var request = AnswerRequest(.completions, shared, prompt)
        request.includesUsage = options.includesUsage
        request.maxTokens = options.maxTokens
        self.request = request
    }
}

/// A text, or tokens by their numbers; either may stand in an array of one.
private struct CompletionsPrompt: Decodable {
    /// As a user's, so that a text gets the same answer by each API.
    let message: PromptMessage

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            message = Self.message(text)
        } else if let texts = try? container.decode([String].self), texts.count == 1 {
            message = Self.message(texts[0])
        } else if let numbers = Self.numbers(container), !numbers.isEmpty {
            message = Self.message(numbers.map(String.init).joined(separator: " "))
        } else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "write one text, or the numbers of its tokens"))
        }
    }

    private static func message(_ text: String) -> PromptMessage {
        PromptMessage(role: "user", [.text(text)])
    }

    private static func numbers(_ container: any SingleValueDecodingContainer) -> [Int]? {
        if let numbers = try? container.decode([Int].self) { return numbers }
        guard let arrays = try? container.decode([[Int]].self), arrays.count == 1 else {
            return nil
        }
        return arrays[0]
    }
}
