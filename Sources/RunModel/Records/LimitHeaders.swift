/// What a server says of its limits in the head of one answer: `Retry-After` (RFC 9110, section 10.2.3) and the
/// fields that tell a budget, OpenAI's `x-ratelimit-*` and those of others. Absent where it says nothing, or
/// nothing that can be read.
package struct LimitHeaders: Sendable, Equatable {
    /// How long to wait before asking again, from the answer's head on.
    package var retryAfter: Duration?
    /// Whether that stands in the words of the refusal and in no field, so that it was known when all of it had come.
    package var isWaitInBody = false
    /// What stood in the field where it could not be read.
    package var unreadableRetryAfter: String?
    /// Names of fields that were sent and could not be read, with a semicolon between two; absent where there is none.
    package var unreadable: String?
    /// Each wait that a refusal named, in the order of their places: fields first. Empty on answers that were given.
    package var waits: [ToldWait] = []
    package var requests = Budget()
    package var tokens = Budget()
    /// Of fields whose name says that they speak of a day.
    package var requestsDay = Budget()

    package init() {}

    package var isEmpty: Bool { self == LimitHeaders() }

    /// How long a refusal with `status` asks to wait: what `Retry-After` says, else, of a 429, until the budgets
    /// are whole again of which nothing remains. Nil on an answer that was given, where it says nothing about
    /// this request (RFC 9110, section 10.2.3).
    package func wait(afterStatus status: Int) -> Duration? {
        guard !(200..<300).contains(status) else { return nil }
        if let retryAfter { return retryAfter }
        guard status == 429 else { return nil }
        return [requests, tokens].filter { $0.remaining ?? 0 == 0 }.compactMap(\.reset).max()
    }

    /// Whether a field was sent and not read whose name has `word` as the last of these parts: "limit", "remaining",
    /// "reset"; or is it.
    package func isUnreadable(_ word: String) -> Bool {
        unreadable?.split(separator: ";").contains { name in
            name == word
                || name.split(separator: "-")
                    .last { ["limit", "remaining", "reset"].contains($0) }
                    .map { $0 == word } == true
        } ?? false
    }

    /// One budget of a window.
    package struct Budget: Sendable, Equatable {
        package var limit: Int?
        package var remaining: Int?
        /// Until the budget is whole again.
        package var reset: Duration?

        package init() {}

        package var isEmpty: Bool { self == Budget() }
    }
}
