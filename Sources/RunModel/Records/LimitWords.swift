/// Whether an error says that it is for a limit. Gateways say so with any status, also inside a 200, and there is
/// no code that all of them use; so names and words are read, those of the servers in docs/limits.md.
enum LimitWords {
    /// As they stand in types, codes and messages, in lower case, with spaces for `_` and `-`.
    private static let ofLimits = [
        "rate limit", "ratelimit", "too many requests", "toomanyrequests", "too many concurrent",
        "too many streams", "concurrency", "concurrent", "quota", "throttl", "resource exhausted",
        "resourceexhausted", "requests per", "tokens per minute", "request limit", "overloaded",
        "slow down", "at capacity", "server is busy", "server busy", "engine is currently busy",
    ]
    /// Types and codes of errors that have nothing to do with limits.
    private static let ofFaults: Set<String> = [
        "server error", "internal error", "internal server error", "api error",
        "invalid request error", "authentication error", "permission error", "not found error",
        "400", "401", "404", "500", "502", "504",
    ]

    /// Whether the names or the message speak of a limit.
    static func name(_ error: ServerError?, _ message: String?) -> Bool {
        if plain(error?.code) == "429" { return true }
        return [error?.type, error?.code, message].contains { text in
            let words = plain(text)
            return ofLimits.contains { words.contains($0) }
        }
    }

    /// Whether the names are those of a fault.
    static func nameFault(_ error: ServerError?) -> Bool {
        ofFaults.contains(plain(error?.type)) || ofFaults.contains(plain(error?.code))
    }

    private static func plain(_ text: String?) -> String {
        (text ?? "").lowercased().replacing("_", with: " ").replacing("-", with: " ")
    }
}
