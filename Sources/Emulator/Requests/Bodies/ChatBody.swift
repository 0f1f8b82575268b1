internal import RunModel

/// The body of `POST /v1/chat/completions`.
struct ChatBody: Decodable {
    private enum CodingKeys: String, CodingKey {
        case messages
        case maxCompletionTokens = "max_completion_tokens"
        case tools
        case toolChoice = "tool_choice"
    }

    let request: AnswerRequest

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shared = try SharedFields(from: decoder)
        let messages = try container.decode([PromptMessage].self, forKey: .messages)
        guard !messages.isEmpty else {
            throw container.invalid(.messages, "the array is empty; send at least one message")
        }
        var request = AnswerRequest(
            .chat, shared, messages.reduce(into: ReadPrompt()) { $0.add($1) })
        let older = try CompletionOptions(from: decoder)
        request.includesUsage = older.includesUsage
        let limit = try container.decodeCount(.maxCompletionTokens, within: AnswerRequest.limits)
        request.maxTokens = limit ?? older.maxTokens
        let tools = try container.decodeIfPresent([NamedTool].self, forKey: .tools)
        request.tools.names = (tools ?? []).compactMap(\.name)
        try container.decodeIfPresent(NamedChoice.self, forKey: .toolChoice)?
            .settle(&request.tools)
        self.request = request
    }
}

/// What chat and Completions say alike.
struct CompletionOptions: Decodable {
    private enum CodingKeys: String, CodingKey {
        case stream
        case streamOptions = "stream_options"
        case maxTokens = "max_tokens"
    }

    private struct StreamOptions: Decodable {
        private enum CodingKeys: String, CodingKey {
            case includesUsage = "include_usage"
        }

        var includesUsage: Bool?
    }

    let includesUsage: Bool
    let maxTokens: Int?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let isStreaming = try container.decodeIfPresent(Bool.self, forKey: .stream) ?? false
        let options = try container.decodeIfPresent(StreamOptions.self, forKey: .streamOptions)
        guard options == nil || isStreaming else {
            throw container.invalid(.streamOptions, "only allowed when 'stream' is enabled")
        }
        includesUsage = options?.includesUsage ?? false
        maxTokens = try container.decodeCount(.maxTokens, within: AnswerRequest.limits)
    }
}

/// A tool of any API by its name, which chat has a level deeper; nil for the servers' own.
struct NamedTool: Decodable {
    private enum CodingKeys: String, CodingKey {
        case name
        case function
    }

    let name: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let inner = try container.decodeIfPresent(NamedTool.self, forKey: .function)
        name = try inner?.name ?? container.decodeIfPresent(String.self, forKey: .name)
    }
}

/// `tool_choice` of chat and Responses (a word, or a function by its name) and of Messages (an object with a type).
struct NamedChoice: Decodable {
    private enum CodingKeys: String, CodingKey {
        case type
    }

    private let word: String
    private let name: String?

    init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            self.word = word
            name = nil
        } else {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            word = try container.decode(String.self, forKey: .type)
            name = try NamedTool(from: decoder).name
        }
    }

    func settle(_ wish: inout ToolWish) {
        if let name {
            wish.force(name)
        } else if word == "required" || word == "any" {
            wish.isForced = !wish.names.isEmpty
        } else if word == "none" {
            wish = ToolWish()
        }
    }
}
