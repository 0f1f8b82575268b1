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
        /// The API's own list of messages as JSON, taken as it is.
        case messages(json: String)
    }

    package init(
        model: String, prompt: Prompt, isStreaming: Bool, asksForUsage: Bool = true,
        maxTokens: Int? = nil, tokenLimit: TokenLimit = .maxTokens, temperature: Double? = nil,
        overrides: [JSONMember] = []
    ) {
        self.model = model
        self.prompt = prompt
        self.isStreaming = isStreaming
        self.asksForUsage = asksForUsage
        self.maxTokens = maxTokens
        self.tokenLimit = tokenLimit
        self.temperature = temperature
        self.overrides = overrides
    }
}
