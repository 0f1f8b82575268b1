/// What one request asks of its key's limits.
struct LimitDemand: Hashable, Sendable {
    var isStreaming: Bool
    var promptTokens: Int
    var maxTokens: Int?
    /// Tells prompts apart, where it matters whether one came before.
    var prompt: UInt64?
    /// What decides by chance which server of a fleet it falls to.
    var draw: UInt64 = 0
}

/// Which limit a request was over.
package enum LimitReason: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    case streams
    case requests
    case tokens
    /// Of a day.
    case day
    /// It does not come back.
    case quota
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
    /// Where input and output have budgets of their own.
    var inputTokens: Budget?
    var outputTokens: Budget?
    /// Of requests in a day.
    var day: Budget?
    /// Whether the response that tells it refuses the request.
    var isOfRefusal = false

    /// As a response tells it with which `verdict` is answered.
    func told(with verdict: KeyLedger.Verdict) -> LimitReading {
        var reading = self
        if case .refused = verdict { reading.isOfRefusal = true }
        return reading
    }
}
