/// What a server says of its limits in the head of one answer: OpenAI's `x-ratelimit-*` fields and
/// `Retry-After` (RFC 9110, section 10.2.3). Absent where it says nothing, or nothing that can be read.
package struct LimitHeaders: Sendable, Equatable {
    /// How long to wait before asking again, from the answer's head on.
    package var retryAfter: Duration?
    /// What stood in the field where it could not be read.
    package var unreadableRetryAfter: String?
    package var requests = Budget()
    package var tokens = Budget()

    package init() {}

    package var isEmpty: Bool { self == LimitHeaders() }

    /// One budget of a window.
    package struct Budget: Sendable, Equatable {
        package var limit: Int?
        package var remaining: Int?
        /// Until the budget is whole again.
        package var reset: Duration?

        package init() {}
    }
}
