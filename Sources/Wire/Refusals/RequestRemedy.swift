/// What is done about a request that a server refused as it was written: it is written in another way, at once
/// and from then on.
package enum RequestRemedy: Sendable, CaseIterable {
    /// Streams are asked for without their token counts.
    case withoutUsage
    /// The limit of tokens goes by `max_completion_tokens`, which models that think want.
    case maxCompletionTokens
    /// Nothing is said of how long answers have to be at least.
    case withoutExactOutput
    /// The model that the target has is asked for.
    case anotherModel
}

/// One row of the table of what servers refuse: the field, the words that say so, and the remedy.
///
/// There are no stable codes for it. The words were seen of OpenAI, Azure, vLLM, SGLang, LiteLLM, Ollama,
/// Mistral, Groq, OpenRouter, Together, mlx-lm and of servers on FastAPI, whose validation names the field.
struct FieldRefusal {
    /// Statuses that can bear it.
    var statuses: Set<Int>?
    /// The refusal names one of these.
    var fields: [String]
    /// And says one of these of it; empty where the name is enough.
    var words: [String] = []
    /// And none of these, which are said of the field's value.
    var otherwise: [String] = []
    var remedy: RequestRemedy

    /// `text` is in lower case.
    func isSaid(in text: String, status: Int) -> Bool {
        func holds(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
        return statuses?.contains(status) != false && holds(fields)
            && (words.isEmpty || holds(words)) && !holds(otherwise)
    }

    /// Of servers that speak OpenAI's API; the first row that fits counts.
    static let ofChat = [
        ofExactOutput,
        FieldRefusal(fields: ["stream_options", "include_usage"], remedy: .withoutUsage),
        FieldRefusal(
            fields: ["max_tokens"],
            words: [
                "unsupported", "not supported", "instead", "not permitted", "extra_forbidden",
                "not allowed", "unknown", "unrecognized", "unexpected",
            ],
            otherwise: ["too large", "too long", "maximum context", "at least", "less than"],
            remedy: .maxCompletionTokens),
        ofModel,
    ]

    /// Of the members that servers of open models know, whatever the API.
    static let ofExactOutput =
        FieldRefusal(fields: ["ignore_eos", "min_tokens"], remedy: .withoutExactOutput)

    /// Of a model that is not there, whatever the API.
    static let ofModel =
        FieldRefusal(
            statuses: [400, 403, 404, 422], fields: ["model"],
            words: [
                "model_not_found", "model_not_available", "invalid_model", "does not exist",
                "not exist", "not found", "invalid model", "not a valid model", "unknown model",
                "no such model", "unable to access model", "deploymentnotfound",
            ],
            remedy: .anotherModel)
}

extension API {
    /// Where the target lists its models, under the base URL.
    package var modelsPath: String {
        "/models"
    }

    /// What can be done about a refusal; nil where nothing is known to help.
    ///
    /// Looks at what the error says, and then at the beginning of the body, where the names may stand in a
    /// form of the server's own. A body that repeats the request names all its fields, and is not looked at.
    package func remedy(ofStatus status: Int, body: Span<UInt8>) -> RequestRemedy? {
        // One that asks for patience is not asked again at once.
        guard (400..<500).contains(status), status != 429 else { return nil }
        let rows =
            switch self {
            case .chat, .completions: FieldRefusal.ofChat
            case .responses, .messages: [FieldRefusal.ofExactOutput, FieldRefusal.ofModel]
            }
        func remedy(in text: String) -> RequestRemedy? {
            let text = text.lowercased()
            return rows.first { $0.isSaid(in: text, status: status) }?.remedy
        }
        if let message = facts(ofBody: body).error?.message,
            let found = remedy(in: JSONText.unescaped(body.extracting(message)))
        {
            return found
        }
        let beginning = SSEText.repaired(body.extracting(first: min(body.count, 4096)))
        return beginning.contains(promptMember) ? nil : remedy(in: beginning)
    }

    /// What stands in every request and, quoted, in no error of its own.
    private var promptMember: String {
        switch self {
        case .chat, .messages: #""messages""#
        case .completions: #""prompt""#
        case .responses: #""input""#
        }
    }
}
