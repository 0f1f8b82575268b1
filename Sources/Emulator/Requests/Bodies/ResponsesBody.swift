internal import RunModel

/// The body of `POST /v1/responses`.
struct ResponsesBody: Decodable {
    private enum CodingKeys: String, CodingKey {
        case input
        case instructions
        case maxOutputTokens = "max_output_tokens"
        case tools
        case toolChoice = "tool_choice"
    }

    let request: AnswerRequest

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shared = try SharedFields(from: decoder)
        var prompt = ReadPrompt()
        if let text = try container.decodeIfPresent(String.self, forKey: .instructions) {
            prompt.add(PromptMessage(role: "system", [.text(text)]))
        }
        if let text = try? container.decode(String.self, forKey: .input) {
            prompt.add(PromptMessage(role: "user", [.text(text)]))
        } else {
            let items = try container.decode([ResponsesItem].self, forKey: .input)
            guard !items.isEmpty else {
                throw container.invalid(.input, "the array is empty; send at least one item")
            }
            for item in items { prompt.add(item.message) }
        }
        var request = AnswerRequest(.responses, shared, prompt)
        request.includesUsage = true
        request.maxTokens = try container.decodeCount(
            .maxOutputTokens, within: AnswerRequest.limits)
        let tools = try container.decodeIfPresent([NamedTool].self, forKey: .tools)
        request.tools.names = (tools ?? []).compactMap(\.name)
        try container.decodeIfPresent(NamedChoice.self, forKey: .toolChoice)?
            .settle(&request.tools)
        self.request = request
    }
}

/// An item of the input: a message, or what a conversation holds beside them.
private struct ResponsesItem: Decodable {
    private enum CodingKeys: String, CodingKey {
        case type
        case role
        case content
    }

    private enum Role: String, CaseIterable {
        case system, developer, user, assistant
    }

    let message: PromptMessage

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let type = try container.decodeIfPresent(String.self, forKey: .type) ?? "message"
        guard type == "message" else {
            // Calls, their results, reasoning: counted as a part of no text.
            let digest = try JSONDigest(from: decoder).digest
            message = PromptMessage(
                role: type, [.media(digest, tokens: PartTokens.conversationItem)])
            return
        }
        let name = try container.decode(String.self, forKey: .role)
        guard Role(rawValue: name) != nil else {
            let known = Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw container.invalid(.role, "'\(name)' is not one of \(known)")
        }
        let parts = try container.decode(TypedContent.self, forKey: .content)
        message = PromptMessage(role: name, parts.pieces)
    }
}
