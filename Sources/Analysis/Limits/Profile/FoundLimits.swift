package import RunModel

/// What a limits run found of one key's limits: the profile of a provider that other commands keep to, enforce or
/// compare. What the run could not tell is absent, and `untold` says so.
package struct FoundLimits: Codable, Sendable, Equatable {
    /// When a slot is free again.
    package enum Release: Codable, Sendable, Equatable {
        case atOnce
        /// After so many milliseconds.
        case after(Double)
        case atNaturalEnd
    }

    /// What becomes of streams beyond the ceiling; `unlimited` where none was met.
    package var behaviour: StreamCeiling.Behaviour?
    package var streams: Int?
    package var wholeAnswersTakeSlots: Bool?
    package var releaseAfterEnd: Release?
    package var releaseAfterCancel: Release?
    package var releaseAfterCut: Release?

    /// Requests in each window of `windowSeconds`; of a bucket what flows in meanwhile.
    package var requests: Int?
    /// Whether no limit was met far beyond the stated one.
    package var isRateUnlimited: Bool?
    package var windowSeconds: Double?
    /// The window that was stated, where requests are counted in shorter spans of it.
    package var statedSeconds: Double?
    package var kind: RequestWindow.Kind?
    /// Of a bucket: what it holds when full.
    package var capacity: Int?
    /// Whether requests over the limit are kept waiting instead of refused.
    package var isDelaying: Bool?
    package var countsRejected: Bool?
    /// What may hold beside the window's number.
    package var layers: [RequestWindow.Layer]?
    package var countsWholeAnswers: Bool?

    /// The most frequent form of a refusal; absent where none came. Without a status the connection was closed.
    package var refusal: RefusalCount?

    /// What the run could not tell, each a sentence without a full stop.
    package var untold: [String] = []

    package init() {}

    /// Requests in a minute that even traffic may send, rounded down; nil where it is not told, or less than one.
    package var requestsPerMinute: Int? {
        guard let requests, let windowSeconds, windowSeconds > 0 else { return nil }
        // A number of seconds that is a binary fraction short of a whole one.
        let rate = (Double(requests) * 60 / windowSeconds + 1e-6).rounded(.down)
        return rate >= 1 && rate <= 1e9 ? Int(rate) : nil
    }

    /// What these allow as a tier that runs keep to. Evenly spaced requests are let in by every kind of window.
    package func tier(named name: String) -> TierPlan {
        TierPlan(
            name: name, maxStreams: behaviour == .unlimited ? nil : streams,
            requestsPerMinute: requestsPerMinute)
    }
}
