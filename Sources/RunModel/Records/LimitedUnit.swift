/// What a refusal says that it is for, in names or words.
package enum LimitedUnit: String, Sendable, Equatable {
    case tokens
    case requests
    case streams

    /// Words that speak of one unit alone, as the servers of docs/limits.md and OpenAI's and Anthropic's messages
    /// have them, in lower case, with spaces for `_` and `-`.
    private static let words: [(unit: LimitedUnit, words: [String])] = [
        (
            .tokens,
            [
                "tokens per", "input tokens", "output tokens", "prompt tokens", "token limit",
                "tpm", "for tokens", "tokens:", "token budget", "tokens/",
            ]
        ),
        (
            .requests,
            ["requests per", "rpm", "for requests", "requests:", "request limit", "requests/"]
        ),
        (.streams, ["concurren", "parallel", "simultaneous"]),
    ]

    /// Nil where nothing is named, or more than one.
    init?(_ error: ServerError?, _ message: String?) {
        let names = [error?.type, error?.code].compactMap { $0?.lowercased() }
        if let named = names.compactMap(LimitedUnit.init(rawValue:)).first {
            self = named
            return
        }
        let text = [error?.type, error?.code, message].compactMap { $0 }.joined(separator: " ")
            .lowercased().replacing("_", with: " ").replacing("-", with: " ")
        let found = Self.words.filter { entry in entry.words.contains { text.contains($0) } }
        guard found.count == 1 else { return nil }
        self = found[0].unit
    }
}

extension RequestRecord {
    /// What its refusal says that it is for; else what its head says is used up. Nil where neither tells one unit.
    package var limitedUnit: LimitedUnit? {
        guard case .refused = reception else { return nil }
        if let named = LimitedUnit(error, message) { return named }
        guard let tokens = limits.tokens.remaining, let requests = limits.requests.remaining
        else { return nil }
        if tokens == 0, requests > 0 { return .tokens }
        return requests == 0 && tokens > 0 ? .requests : nil
    }
}
