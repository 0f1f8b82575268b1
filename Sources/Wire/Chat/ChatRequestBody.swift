/// The JSON body of `POST /chat/completions`.
package struct ChatRequestBody: Sendable, Equatable {
    package var model: String
    package var messages: Messages
    /// Whether the answer is to come as an event stream.
    package var isStreaming: Bool
    /// Whether a stream is to end with the token counts (`stream_options.include_usage`). An answer in
    /// one piece has them anyway.
    package var asksForUsage: Bool
    package var maxTokens: Int?
    /// Must be finite: JSON has no other numbers.
    package var temperature: Double?
    /// Members of the user's own: each replaces the member of its name, or is added last.
    package var overrides: [JSONMember]

    /// What the model is to answer.
    package enum Messages: Sendable, Equatable {
        /// One user message.
        case prompt(String)
        /// The `messages` array as JSON, taken as it is.
        case json(String)
    }

    package init(
        model: String, messages: Messages, isStreaming: Bool, asksForUsage: Bool = true,
        maxTokens: Int? = nil, temperature: Double? = nil, overrides: [JSONMember] = []
    ) {
        self.model = model
        self.messages = messages
        self.isStreaming = isStreaming
        self.asksForUsage = asksForUsage
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.overrides = overrides
    }

    /// The body's bytes.
    package func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        var separator = ASCII.openBrace
        for member in members {
            bytes.append(separator)
            separator = ASCII.comma
            JSONText.appendQuoted(member.name, to: &bytes)
            bytes.append(ASCII.colon)
            bytes += member.json.utf8
        }
        bytes.append(ASCII.closeBrace)
        return bytes
    }

    private var members: [JSONMember] {
        var members = [
            JSONMember(name: "model", json: JSONText.quoted(model)),
            JSONMember(name: "messages", json: messages.json),
            JSONMember(name: "stream", json: isStreaming ? "true" : "false"),
        ]
        if isStreaming, asksForUsage {
            members.append(JSONMember(name: "stream_options", json: #"{"include_usage":true}"#))
        }
        if let maxTokens {
            members.append(JSONMember(name: "max_tokens", json: "\(maxTokens)"))
        }
        if let temperature {
            precondition(temperature.isFinite, "temperature \(temperature) has no JSON form")
            members.append(JSONMember(name: "temperature", json: "\(temperature)"))
        }
        for override in overrides {
            if let index = members.firstIndex(where: { $0.name == override.name }) {
                members[index] = override
            } else {
                members.append(override)
            }
        }
        return members
    }
}

extension ChatRequestBody.Messages {
    var json: String {
        switch self {
        case .prompt(let text): #"[{"role":"user","content":\#(JSONText.quoted(text))}]"#
        case .json(let json): json
        }
    }
}
