extension RunPlan {
    /// What stands for a value that may be a secret.
    package static let redacted = "***"

    /// The plan as it may be shown and kept: values of headers, of members of `body` and of the address's
    /// query are left out unless their name is known to be harmless.
    ///
    /// Gateways have keys under names of their own, and nobody can list them all; so it is the harmless ones
    /// that are listed.
    package var withoutSecrets: RunPlan {
        var plan = self
        plan.request.headers = plan.request.headers.map(Self.withoutSecret(header:))
        plan.request.body = plan.request.body.map { body in
            Self.isHarmless(body: body) ? body : Self.redacted
        }
        plan.target.baseURL = plan.target.baseURL.map(Self.withoutSecrets(url:))
        return plan
    }

    /// Whether it was printed or kept, and a value that is needed is missing.
    package var isRedacted: Bool {
        request.body == Self.redacted
            || request.headers.contains { $0.hasSuffix(": \(Self.redacted)") }
            || target.baseURL?.contains("=\(Self.redacted)") == true
    }

    private static func withoutSecret(header line: String) -> String {
        let name = line.prefix { $0 != ":" }
        return harmlessHeaders.contains(name.lowercased()) ? line : "\(name): \(redacted)"
    }

    /// The address with the values of its query's fields left out, but for those of harmless names.
    package static func withoutSecrets(url: String) -> String {
        guard let mark = url.firstIndex(of: "?") else { return url }
        let fields = url[url.index(after: mark)...].split(
            separator: "&", omittingEmptySubsequences: false)
        let shown = fields.map { field -> String in
            let name = field.prefix { $0 != "=" }
            return harmlessFields.contains(name.lowercased())
                ? String(field) : "\(name)=\(redacted)"
        }
        return url[...mark] + shown.joined(separator: "&")
    }

    /// Whether all top-level members of the object have harmless names.
    private static func isHarmless(body: String) -> Bool {
        names(ofObject: body).allSatisfy { harmlessMembers.contains($0) }
    }

    /// The names of a JSON object's own members, escapes not resolved: a name with an escape is none of the
    /// harmless ones.
    private static func names(ofObject json: String) -> [String] {
        var names: [String] = []
        var depth = 0
        var text = ""
        var isInText = false
        var isEscaped = false
        for character in json {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isInText = false
                    continue
                }
                text.append(character)
                continue
            }
            switch character {
            case "\"":
                isInText = true
                text = ""
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            case ":" where depth == 1: names.append(text)
            default: break
            }
        }
        return names
    }

    private static let harmlessFields: Set<String> = ["api-version", "version", "beta"]

    private static let harmlessHeaders: Set<String> = [
        "accept", "accept-encoding", "accept-language", "anthropic-beta", "anthropic-version",
        "cache-control", "connection", "content-type", "openai-beta", "priority", "user-agent",
        "x-title",
    ]

    private static let harmlessMembers: Set<String> = [
        "chat_template_kwargs", "emulator", "enable_thinking", "frequency_penalty", "ignore_eos",
        "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "min_p", "min_tokens",
        "model",
        "n", "parallel_tool_calls", "presence_penalty", "reasoning", "reasoning_effort",
        "repetition_penalty", "response_format", "seed", "service_tier", "stop", "stream",
        "stream_options", "temperature", "thinking", "tool_choice", "top_k", "top_logprobs",
        "top_p",
        "verbosity",
    ]
}
