/// Whose API a target is: a name for defaults, which whatever a user says wins over (docs/apis.md has the table).
package enum Provider: String, Codable, Sendable, CaseIterable {
    case openai
    case azure
    case anthropic
    case openrouter
    case gemini
    case groq
    case mistral
    case deepseek
    case together
    case fireworks
    case xai
    case vllm
    case sglang
    case llamacpp
    case ollama
    case lmstudio
    case litellm

    /// What is known of it.
    package var traits: ProviderTraits {
        switch self {
        case .openai:
            ProviderTraits("https://api.openai.com/v1", asksForMaxCompletionTokens: true)
        case .azure: ProviderTraits(nil, keyVariable: "AZURE_OPENAI_API_KEY", .header("api-key"))
        case .anthropic:
            ProviderTraits(
                "https://api.anthropic.com/v1", keyVariable: "ANTHROPIC_API_KEY", .ofAPI,
                api: .messages)
        case .openrouter:
            ProviderTraits("https://openrouter.ai/api/v1", keyVariable: "OPENROUTER_API_KEY")
        case .gemini:
            ProviderTraits(
                "https://generativelanguage.googleapis.com/v1beta/openai",
                keyVariable: "GEMINI_API_KEY")
        case .groq: ProviderTraits("https://api.groq.com/openai/v1", keyVariable: "GROQ_API_KEY")
        case .mistral:
            ProviderTraits(
                "https://api.mistral.ai/v1", keyVariable: "MISTRAL_API_KEY",
                takesStreamOptions: false)
        case .deepseek:
            ProviderTraits("https://api.deepseek.com/v1", keyVariable: "DEEPSEEK_API_KEY")
        case .together:
            ProviderTraits("https://api.together.xyz/v1", keyVariable: "TOGETHER_API_KEY")
        case .fireworks:
            ProviderTraits(
                "https://api.fireworks.ai/inference/v1", keyVariable: "FIREWORKS_API_KEY")
        case .xai: ProviderTraits("https://api.x.ai/v1", keyVariable: "XAI_API_KEY")
        case .vllm: ProviderTraits("http://127.0.0.1:8000/v1")
        case .sglang: ProviderTraits("http://127.0.0.1:30000/v1")
        case .llamacpp: ProviderTraits("http://127.0.0.1:8080/v1")
        case .ollama: ProviderTraits("http://127.0.0.1:11434/v1")
        case .lmstudio: ProviderTraits("http://127.0.0.1:1234/v1")
        case .litellm: ProviderTraits("http://127.0.0.1:4000/v1")
        }
    }
}

/// A row of the table of providers.
package struct ProviderTraits: Sendable, Equatable {
    /// Up to and including the version; nil where each customer has one of its own.
    package var baseURL: String?
    /// The environment variable that its key is in.
    package var keyVariable: String
    package var keyHeader: KeyHeader
    /// The API that it is asked by where nobody says; nil for chat.
    package var api: APIName?
    /// Whether chat's limit goes by `max_completion_tokens`.
    package var asksForMaxCompletionTokens: Bool
    /// Whether `stream_options` is taken. One that does not count streams unasked.
    package var takesStreamOptions: Bool

    /// Where the key stands in a request.
    package enum KeyHeader: Sendable, Equatable {
        case bearer
        /// As the API itself has it.
        case ofAPI
        case header(String)
    }

    package static let usualKeyVariable = "OPENAI_API_KEY"

    init(
        _ baseURL: String?, keyVariable: String = usualKeyVariable,
        _ keyHeader: KeyHeader = .bearer, api: APIName? = nil,
        asksForMaxCompletionTokens: Bool = false, takesStreamOptions: Bool = true
    ) {
        self.baseURL = baseURL
        self.keyVariable = keyVariable
        self.keyHeader = keyHeader
        self.api = api
        self.asksForMaxCompletionTokens = asksForMaxCompletionTokens
        self.takesStreamOptions = takesStreamOptions
    }

    /// Whether it has a key of its own, which no other may see, nor it another's.
    package var hasOwnKey: Bool { keyVariable != Self.usualKeyVariable }
}
