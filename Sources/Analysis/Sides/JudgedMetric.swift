/// A number by which two sides are compared; its raw value is what `--gate` takes and files hold.
package enum JudgedMetric: String, Codable, Sendable, CaseIterable {
    /// From the scheduled time in an open loop, else from *sent*; failures are infinitely slow.
    case firstTokenP50 = "ttft.p50"
    case firstTokenP90 = "ttft.p90"
    case firstTokenP99 = "ttft.p99"
    case perOutputTokenP50 = "tpot.p50"
    case interChunkP50 = "icl.p50"
    case interChunkP99 = "icl.p99"
    /// Gaps over a limit that both sides share, a stream.
    case stalls
    case endToEndP50 = "e2e.p50"
    /// The time of all answers over their output tokens, so that longer answers alone make nothing slower.
    case endToEndPerToken = "e2e_per_token"
    case tokenThroughput = "tokens_per_second"
    case requestThroughput = "requests_per_second"
    case failures
    case goodput
    /// Of limits runs: streams that were let in at the same time.
    case streamCeiling = "stream_ceiling"
    /// Of limits runs: requests that were let in within a window.
    case windowRequests = "window_requests"
    /// Of searches: the largest load at which all objectives hold.
    case capacity

    /// What is judged where nobody chose.
    package static let standard: [JudgedMetric] = [
        .firstTokenP50, .firstTokenP90, .firstTokenP99, .perOutputTokenP50, .interChunkP99, .stalls,
        .endToEndPerToken, .tokenThroughput, .failures, .goodput, .streamCeiling, .windowRequests,
        .capacity,
    ]

    package var isOfLimits: Bool { self == .streamCeiling || self == .windowRequests }

    /// A tail at the knee of a server differs by half between equal runs: it advises, unless it is known to
    /// less than the smallest effect that matters.
    var isTail: Bool { self == .firstTokenP99 }

    package var isHigherBetter: Bool {
        switch self {
        case .tokenThroughput, .requestThroughput, .goodput, .streamCeiling, .windowRequests,
            .capacity:
            true
        default: false
        }
    }

    /// How two values are compared.
    package enum Scale: String, Codable, Sendable {
        /// By how many times the base the new one is.
        case ratio
        /// By their difference: shares, which may be 0, and counts.
        case difference
    }

    package var scale: Scale {
        switch self {
        case .stalls, .failures, .goodput, .streamCeiling, .windowRequests: .difference
        default: .ratio
        }
    }

    package var unit: SummaryUnit {
        switch self {
        case .tokenThroughput: .tokensPerSecond
        case .requestThroughput: .requestsPerSecond
        case .failures, .goodput: .share
        case .stalls, .streamCeiling, .windowRequests: .count
        case .capacity: .ratio
        default: .milliseconds
        }
    }

    /// A change that is smaller than this, in its unit, matters to nobody, however large a part of the base
    /// it is; of what is compared by differences it is all that counts.
    package var leastChange: Double {
        switch self {
        case .firstTokenP50, .firstTokenP90, .firstTokenP99, .endToEndP50: 2
        case .interChunkP99: 2
        case .perOutputTokenP50, .interChunkP50, .endToEndPerToken: 0.2
        case .stalls: 0.05
        case .failures, .goodput: 0.01
        case .tokenThroughput, .requestThroughput, .streamCeiling, .windowRequests, .capacity: 0
        }
    }
}
