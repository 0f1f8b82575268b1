internal import RunModel

/// The body of `POST /v1/messages`.
struct MessagesBody: Decodable {
    private enum CodingKeys: String, CodingKey {
        case messages
        case system
        case maxTokens = "max_tokens"
        case tools
        case toolChoice = "tool_choice"
    }

    let request: AnswerRequest

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shared = try SharedFields(from: decoder)
        var prompt = ReadPrompt()
        if let system = try container.decodeIfPresent(TypedContent.self, forKey: .system) {
            prompt.add(PromptMessage(role: "system", system.pieces))
        }
        let messages = try container.decode([TypedMessage].self, forKey: .messages)
        guard !messages.isEmpty else {
            throw container.invalid(.messages, "the array is empty; send at least one message")
        }
        for message in messages { prompt.add(message.message) }
        var request = AnswerRequest(.messages, shared, prompt)
        request.includesUsage = true
        // Required by this API alone.
        _ = try container.decode(Int.self, forKey: .maxTokens)
        request.maxTokens = try container.decodeCount(.maxTokens, within: AnswerRequest.limits)
        let tools = try container.decodeIfPresent([NamedTool].self, forKey: .tools)
        request.tools.names = (tools ?? []).compactMap(\.name)
        try container.decodeIfPresent(NamedChoice.self, forKey: .toolChoice)?
            .settle(&request.tools)
        self.request = request
    }
}

private struct TypedMessage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case role
        case content
    }

    let message: PromptMessage

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let role = try container.decode(String.self, forKey: .role)
        guard role == "user" || role == "assistant" else {
            throw container.invalid(.role, "'\(role)' is not one of 'user', 'assistant'")
        }
        message = PromptMessage(
            role: role, try container.decode(TypedContent.self, forKey: .content).pieces)
    }
}
