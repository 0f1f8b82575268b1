/// IETF's `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers): up to the seventh draft
/// `limit=100, remaining=50, reset=30` beside `100;w=60`, then `"default";r=50;t=30` beside
/// `"default";q=100;w=60`.
struct RateLimitItem {
    /// The item's string, token or number.
    private var name: String
    private var parameters: [String: String] = [:]

    /// What the two fields say, in their order. Budgets of other units, such as bytes, are left out.
    static func budgets(
        _ field: String?, policies: String?
    ) -> [(ToldLimits.Unit, ToldLimits.Budget)] {
        let policies = policies.map(list) ?? []
        let items = field.map(list) ?? []
        guard !items.isEmpty else {
            return policies.prefix(1).compactMap { budget([:], policy: $0) }
        }
        // A dictionary: what stands before the first `=` are the names that later drafts' items do not have.
        var members: [String: String] = [:]
        for item in items {
            guard let sign = item.name.firstIndex(of: "=") else { continue }
            members[String(item.name[..<sign])] = String(item.name[item.name.index(after: sign)...])
            members.merge(item.parameters) { first, _ in first }
        }
        if !members.isEmpty {
            let old = ["r": members["remaining"], "t": members["reset"], "q": members["limit"]]
            return [budget(old.compactMapValues { $0 }, policy: policies.first)].compactMap { $0 }
        }
        return items.compactMap { item in
            budget(item.parameters, policy: policies.first { $0.name == item.name })
        }
    }

    private static func budget(
        _ item: [String: String], policy: RateLimitItem?
    ) -> (ToldLimits.Unit, ToldLimits.Budget)? {
        let unit: ToldLimits.Unit
        switch policy?.parameters["qu"] {
        case nil, "requests": unit = .requests
        case "tokens": unit = .tokens
        default: return nil
        }
        var budget = ToldLimits.Budget()
        budget.limit = (item["q"] ?? policy?.quota).flatMap(LimitFieldValue.count)
        budget.remaining = item["r"].flatMap(LimitFieldValue.count)
        budget.reset = item["t"].flatMap(LimitFieldValue.span)
        return (unit, budget)
    }

    /// A policy of the older form is named by its number.
    private var quota: String? { parameters["q"] ?? name }

    /// A list of structured fields (RFC 8941, section 3.1), as far as it matters here.
    private static func list(_ text: String) -> [RateLimitItem] {
        pieces(text[...], at: ",").compactMap { member in
            let parts = pieces(member, at: ";").map { LimitFieldValue.trimmed($0) }
            guard let first = parts.first, !first.isEmpty else { return nil }
            var item = RateLimitItem(name: unquoted(first))
            for part in parts.dropFirst() {
                guard let sign = part.firstIndex(of: "=") else { continue }
                item.parameters[String(part[..<sign])] = unquoted(part[part.index(after: sign)...])
            }
            return item
        }
    }

    private static func pieces(_ text: Substring, at separator: Character) -> [Substring] {
        var isQuoted = false
        return text.split(omittingEmptySubsequences: true) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }

    private static func unquoted(_ text: Substring) -> String {
        text.filter { $0 != "\"" }
    }
}
