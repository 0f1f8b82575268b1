/// What one request asks of its key's limits.
struct LimitDemand: Equatable, Sendable {
    var isStreaming: Bool
    var promptTokens: Int
    var maxTokens: Int?

    /// Tokens charged when it is let in.
    func tokens(_ cost: TokenLimit.Cost) -> Int {
        switch cost {
        case .promptAndMax: promptTokens + (maxTokens ?? 0)
        case .generated: promptTokens
        }
    }
}

/// Which limit a request was over.
package enum LimitReason: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    case streams
    case requests
    case tokens
    /// It would have had to wait, and too many were waiting.
    case queue
}

/// A request that is not let in.
struct LimitRefusal: Equatable, Sendable {
    var reason: LimitReason
    /// When the same request would be let in if nobody else came; nil where that cannot be known, as
    /// with a slot that a stream holds.
    var retryAfter: Duration?
}

/// What the headers of a response tell, before any lie.
struct LimitReading: Equatable, Sendable {
    struct Budget: Equatable, Sendable {
        /// What is stated, which is not what is enforced where there is an offset.
        var limit: Int
        var remaining: Int
        /// Until all of it is there again.
        var reset: Duration
    }

    var requests: Budget?
    var tokens: Budget?
}
