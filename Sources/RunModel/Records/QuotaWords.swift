/// Whether a refusal says that a quota is used up: credits, a plan's budget, a prepaid balance. Waiting does not help
/// then, and it says nothing of a rate.
///
/// OpenAI sends 429 with the code `insufficient_quota`, OpenRouter and others 402 (RFC 9110, section 15.5.3). Google
/// calls rates quotas too ("quota exceeded … per minute"), and some that a minute gives back.
extension RequestRecord {
    package var saysQuotaIsUsedUp: Bool {
        guard let status else { return false }
        guard status == 429 || status == 403 || status == 402, !isBackSoon else { return false }
        let names = [error?.type, error?.code].map(QuotaWords.plain)
        if names.contains(where: { QuotaWords.names.contains($0) }) { return true }
        let words = QuotaWords.plain(message)
        guard !QuotaWords.ofRates.contains(where: { words.contains($0) }) else { return false }
        if status == 402 { return true }
        return QuotaWords.ofMoney.contains { words.contains($0) }
            || words.contains("quota") && QuotaWords.ofEnds.contains { words.contains($0) }
    }

    /// Whether the refusal names a time within minutes at which more is let in.
    private var isBackSoon: Bool {
        // Of a budget of which some remains the reset says nothing of this refusal.
        let resets = [limits.requests, limits.tokens].filter { $0.remaining == 0 }.map(\.reset)
        let waits = ([limits.retryAfter] + resets).compactMap { $0 } + limits.waits.map(\.wait)
        return waits.contains { $0 <= QuotaWords.soon }
    }
}

/// The words of used-up quotas, and of rates.
package enum QuotaWords {
    /// Whether a refusal's words are of what was paid for, and not of a rate.
    package static func speakOfMoney(_ message: String?) -> Bool {
        let words = plain(message)
        return !ofRates.contains { words.contains($0) } && ofMoney.contains { words.contains($0) }
    }

    fileprivate static let soon = Duration.seconds(600)
    /// Types and codes, with spaces for `_` and `-`.
    fileprivate static let names: Set<String> = [
        "insufficient quota", "insufficient credits", "insufficient funds", "insufficient balance",
        "billing hard limit reached", "billing not active", "payment required", "out of credits",
    ]
    fileprivate static let ofMoney = [
        "billing", "credits", "credit balance", "insufficient quota", "insufficient balance",
        "insufficient funds", "payment required",
    ]
    fileprivate static let ofEnds = [
        "exceeded", "exhausted", "used up", "reached", "insufficient", "out of",
    ]
    /// What speaks of a rate all the same.
    fileprivate static let ofRates = [
        "per minute", "per second", "per hour", "/min", "/sec", "requests per", "tokens per",
        "rate limit", "try again in", "retry in", "concurren", "too many requests",
    ]

    fileprivate static func plain(_ text: String?) -> String {
        (text ?? "").lowercased().replacing("_", with: " ").replacing("-", with: " ")
    }
}
