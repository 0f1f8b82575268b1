/// A field of a response's head in which a server speaks of its limits, or the date beside which to read it.
package struct LimitField: Sendable, Equatable {
    package enum Meaning: Sendable, Hashable {
        case retryAfter
        case retryAfterMilliseconds
        case date
        case limit(Family)
        case remaining(Family)
        case reset(Family)
        /// IETF's `RateLimit`, and the policies that its items are named after.
        case rateLimit
        case rateLimitPolicy
    }

    /// Three fields that tell one budget: `pattern` with "limit", "remaining" and "reset" in the place of
    /// its asterisk.
    package struct Family: Sendable, Hashable {
        package var pattern: String
        package var unit: ToldLimits.Unit

        init(_ pattern: String, _ unit: ToldLimits.Unit) {
            self.pattern = pattern
            self.unit = unit
        }

        /// Whether the name says that the budget is a day's.
        var isOfDay: Bool { pattern.hasSuffix("-day") }

        /// The name of the field that says when it is whole again.
        var resetName: String {
            pattern.split(separator: "*", omittingEmptySubsequences: false)
                .joined(separator: "reset")
        }

        var fields: [LimitField] {
            let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
            return [
                ("limit", Meaning.limit(self)), ("remaining", .remaining(self)),
                ("reset", .reset(self)),
            ].map { LimitField(parts.joined(separator: $0.0), $0.1) }
        }
    }

    /// In lower case.
    package var name: String
    package var meaning: Meaning

    init(_ name: String, _ meaning: Meaning) {
        self.name = name
        self.meaning = meaning
    }

    /// What servers and the gateways before them send, whatever API they speak. HTTP's own fields are those
    /// of RFC 9110, sections 10.2.3 and 6.6.1.
    static let all =
        [
            LimitField("retry-after", .retryAfter),
            LimitField("retry-after-ms", .retryAfterMilliseconds),
            LimitField("date", .date),
        ] + families.flatMap(\.fields) + [
            LimitField("ratelimit", .rateLimit),
            LimitField("ratelimit-policy", .rateLimitPolicy),
        ]

    /// In the order in which they are believed where several tell of one budget, the narrower name first.
    static let families =
        [
            // OpenAI, Azure, Groq, vLLM's router and most gateways.
            Family("x-ratelimit-*-requests", .requests),
            Family("x-ratelimit-*-tokens", .tokens),
            // Anthropic; resets are RFC 3339 dates.
            Family("anthropic-ratelimit-requests-*", .requests),
            Family("anthropic-ratelimit-tokens-*", .tokens),
            Family("anthropic-ratelimit-input-tokens-*", .tokens),
            Family("anthropic-ratelimit-output-tokens-*", .tokens),
            // LiteLLM: by what the budget is of.
        ]
        + ["api_key", "user", "team", "model_per_key"].flatMap {
            [
                Family("x-ratelimit-\($0)-*-requests", .requests),
                Family("x-ratelimit-\($0)-*-tokens", .tokens),
            ]
        } + [
            // By the length of the window.
            Family("x-ratelimit-*-requests-minute", .requests),
            Family("x-ratelimit-*-requests-day", .requests),
            Family("x-ratelimit-*-tokens-minute", .tokens),
            Family("x-ratelimit-*-req-minute", .requests),
            // GitHub, OpenRouter, Envoy, slowapi: of what there is one budget of.
            Family("x-ratelimit-*", .requests),
            Family("x-rate-limit-*", .requests),
            // IETF's drafts up to the seventh.
            Family("ratelimit-*", .requests),
        ]
}
