/// What an API's tier allows one key. Absent bounds do not bind.
package struct TierPlan: Codable, Sendable, Equatable {
    package var name: String
    package var maxStreams: Int?
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?

    package init(
        name: String, maxStreams: Int? = nil, requestsPerMinute: Int? = nil,
        tokensPerMinute: Int? = nil
    ) {
        self.name = name
        self.maxStreams = maxStreams
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
    }

    package static let free = TierPlan(name: "free", maxStreams: 3, requestsPerMinute: 60)
    package static let pro = TierPlan(name: "pro", maxStreams: 10, requestsPerMinute: 300)
    /// Its bounds are the customer's own.
    package static let enterprise = TierPlan(name: "enterprise")

    package static let documented: [TierPlan] = [.free, .pro, .enterprise]
}

/// How long starts were held back, by what held them: a run's own tier, the server's `Retry-After`, or its
/// failures.
package struct HeldBack: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable, CaseIterable {
        case streams
        case requestRate = "request_rate"
        case tokenRate = "token_rate"
        case server
        case failures
    }

    package private(set) var streamsSeconds = 0.0
    package private(set) var requestRateSeconds = 0.0
    package private(set) var tokenRateSeconds = 0.0
    package private(set) var serverSeconds = 0.0
    /// A closed loop that slowed down because more requests failed than were answered; absent in records of before.
    package private(set) var failuresSeconds: Double?

    package init() {}

    package mutating func add(_ span: Duration, to reason: Reason) {
        switch reason {
        case .streams: streamsSeconds += span.seconds
        case .requestRate: requestRateSeconds += span.seconds
        case .tokenRate: tokenRateSeconds += span.seconds
        case .server: serverSeconds += span.seconds
        case .failures: failuresSeconds = (failuresSeconds ?? 0) + span.seconds
        }
    }

    /// Of processes that ran side by side: wall time, of which each reason has the longest.
    package func longest(_ other: HeldBack) -> HeldBack {
        var both = self
        both.streamsSeconds = max(streamsSeconds, other.streamsSeconds)
        both.requestRateSeconds = max(requestRateSeconds, other.requestRateSeconds)
        both.tokenRateSeconds = max(tokenRateSeconds, other.tokenRateSeconds)
        both.serverSeconds = max(serverSeconds, other.serverSeconds)
        both.failuresSeconds =
            failuresSeconds.map { max($0, other.failuresSeconds ?? 0) } ?? other.failuresSeconds
        return both
    }
}
