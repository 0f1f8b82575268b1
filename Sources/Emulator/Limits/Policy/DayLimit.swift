internal import RunModel

/// Requests of a day, beside those of a window.
package struct DayLimit: Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Counts anew each day, from the server's start.
        case fixed
        /// Lends from a store that fills steadily in a day.
        case bucket
    }

    package var limit: Int?
    package var kind = Kind.fixed

    package static let length = Duration.seconds(86_400)

    func budget(start: MonotonicInstant) -> (any BudgetWindow)? {
        guard let limit else { return nil }
        switch kind {
        case .fixed: return FixedWindow(limit: limit, length: Self.length, anchor: start)
        case .bucket:
            return TokenBucket(
                capacity: limit, refill: max(limit, 1), length: Self.length, start: start)
        }
    }
}

/// A quota that waiting does not bring back.
package struct QuotaLimit: Equatable, Sendable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case tooManyRequests = "429"
        case paymentRequired = "402"
    }

    /// So many requests are let in, and none after them.
    package var requests: Int?
    package var status = Status.tooManyRequests

    package init() {}
}

/// How a refusal over the budget names its wait in its body.
package enum BodyWait: String, Codable, CaseIterable, Sendable {
    /// `Please try again in 1.2s.`
    case words
    /// Google's `"retryDelay": "1.2s"` beside the message.
    case retryDelay = "retry_delay"
    /// OpenRouter's `metadata.headers` with `X-RateLimit-Reset`, in milliseconds since 1970.
    case reset
    case none
}
