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
        plan.target.otherBaseURLs = plan.target.otherBaseURLs?.map(Self.withoutSecrets(url:))
        plan.record.serverMetrics = plan.record.serverMetrics?.map(Self.withoutSecrets(url:))
        if let other = otherSide { plan.setOtherSide(other.withoutSecrets) }
        return plan
    }

    /// Whether it was printed or kept, and a value that is needed is missing.
    package var isRedacted: Bool {
        request.body == Self.redacted
            || request.headers.contains { $0.hasSuffix(": \(Self.redacted)") }
            || (target.baseURLs + (record.serverMetrics ?? [])).contains {
                $0.contains("=\(Self.redacted)")
            }
            || otherSide?.isRedacted == true
    }

    private static func withoutSecret(header line: String) -> String {
        isHarmless(header: line) ? line : "\(line.prefix { $0 != ":" }): \(redacted)"
    }

    /// Whether the header's name is known to hold no secret.
    package static func isHarmless(header line: String) -> Bool {
        harmlessHeaders.contains(line.prefix { $0 != ":" }.lowercased())
    }

    /// What is left out: no message may repeat it either. Values shorter than four characters are no secrets.
    package var hiddenValues: [String] {
        let headers = request.headers.filter { Self.withoutSecret(header: $0) != $0 }.map { line in
            String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " })
        }
        let members = request.body.map { PlainJSON($0).values } ?? []
        let body = members.filter { !Self.harmlessMembers.contains($0.member) }.map(\.text)
        let addresses = target.baseURLs + (record.serverMetrics ?? [])
        let address = addresses.flatMap(Self.hiddenValues(inURL:))
        let others = otherSide?.hiddenValues ?? []
        let values = (headers + body + address + others).filter { $0.count >= 4 }
        return values.enumerated().filter { !values[..<$0.offset].contains($0.element) }.map(
            \.element)
    }

    private static func hiddenValues(inURL url: String) -> [String] {
        guard let mark = url.firstIndex(of: "?") else { return [] }
        return url[url.index(after: mark)...].split(separator: "&").flatMap { field -> [String] in
            let name = field.prefix { $0 != "=" }
            guard !harmlessFields.contains(name.lowercased()) else { return [] }
            let value = String(field.dropFirst(name.count + 1))
            let plain = decoded(value)
            return [
                value, encoded(plain, lowercase: false), encoded(plain, lowercase: true), plain,
            ]
        }
    }

    /// With percent signs for all but unreserved characters, as a server may write it back.
    private static func encoded(_ text: String, lowercase: Bool) -> String {
        text.utf8.map { byte -> String in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII,
                character.isLetter || character.isNumber || "-._~".contains(character)
            {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: !lowercase)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    /// Percent signs resolved (RFC 3986, section 2.1).
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2,
                let code = UInt8(digits, radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The address without a user and a password, and without the values of its query's fields but for those of
    /// harmless names.
    package static func withoutSecrets(url: String) -> String {
        let url = withoutUser(url)
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

    /// An address without the user and the password in it.
    package static func withoutUser(_ url: String) -> String {
        let scheme = url.firstRange(of: "://").map { url[..<$0.upperBound] } ?? ""
        let rest = url.dropFirst(scheme.count)
        // A password may hold what ends an authority, so the last sign before the query counts, but for a path's own.
        let authority = rest.prefix { !"/?#".contains($0) }
        let beforeQuery = rest.prefix { !"?#".contains($0) }
        let isUser = authority.contains(":") && Int(authority.drop { $0 != ":" }.dropFirst()) == nil
        guard
            let at = authority.lastIndex(of: "@") ?? (isUser ? beforeQuery.lastIndex(of: "@") : nil)
        else { return url }
        return scheme + redacted + rest[at...]
    }

    /// Whether all top-level members of the object have harmless names.
    private static func isHarmless(body: String) -> Bool {
        names(ofObject: body).allSatisfy { harmlessMembers.contains($0) }
    }

    private static func names(ofObject json: String) -> [String] {
        PlainJSON(json).names
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
