/// What one request asks for, whatever the API.
package struct AnswerRequest: Sendable, Equatable {
    package var model: String
    package var prompt: Prompt
    /// Whether the answer is to come as an event stream.
    package var isStreaming: Bool
    /// Whether a stream is to end with the token counts. An answer in one piece has them anyway.
    package var asksForUsage: Bool
    package var maxTokens: Int?
    /// What the limit is called.
    package var tokenLimit: TokenLimit
    /// Must be finite: JSON has no other numbers.
    package var temperature: Double?
    /// The tools that the model may call, in the API's own form (`API.toolMembers`).
    package var tools: [JSONMember]
    /// Members of the user's own: each replaces the member of its name, or is added last.
    package var overrides: [JSONMember]

    /// Names of the limit of an answer's tokens.
    package enum TokenLimit: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// What the model is to answer.
    package enum Prompt: Sendable, Equatable {
        /// One user message.
        case text(String)
        /// One user message with what goes along.
        case media(String, [MediaPart])
        /// A list of messages as JSON, as chat has it.
        case messages(json: String)
        /// What asks in a request of Responses or Messages, as a JSON object.
        case members(json: String)
    }

    package init(
        model: String, prompt: Prompt, isStreaming: Bool, asksForUsage: Bool = true,
        maxTokens: Int? = nil, tokenLimit: TokenLimit = .maxTokens, temperature: Double? = nil,
        tools: [JSONMember] = [], overrides: [JSONMember] = []
    ) {
        self.model = model
        self.prompt = prompt
        self.isStreaming = isStreaming
        self.asksForUsage = asksForUsage
        self.maxTokens = maxTokens
        self.tokenLimit = tokenLimit
        self.temperature = temperature
        self.tools = tools
        self.overrides = overrides
    }

    /// What all APIs write alike, behind what they do not.
    var commonMembers: [JSONMember] {
        var members: [JSONMember] = []
        if let temperature {
            precondition(temperature.isFinite, "temperature \(temperature) has no JSON form")
            members.append(JSONMember(name: "temperature", json: "\(temperature)"))
        }
        return members + tools
    }
}
