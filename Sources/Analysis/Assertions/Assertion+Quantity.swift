extension Assertion {
    /// What an assertion is about, by the name that it has in texts.
    package enum Quantity: String, Sendable, CaseIterable {
        case timeToFirstByte = "ttfb"
        /// From the scheduled time in an open loop, else from *sent*.
        case timeToFirstToken = "ttft"
        case timeToFirstAnswer = "ttfa"
        case firstGap = "first_gap"
        case interChunkLatency = "icl"
        case maxGap = "max_gap"
        case timePerOutputToken = "tpot"
        /// From the scheduled time in an open loop, else from *sent*.
        case endToEnd = "e2e"
        case outputSpeed = "output_speed"
        case failures
        case rateLimited = "rate_limited"
        /// Of whole answers that were held against something.
        case unexpectedAnswers = "unexpected_answers"
        case goodput
        case tokenThroughput = "tokens_per_second"
        case requestThroughput = "requests_per_second"
        /// A stream.
        case stalls
        /// Measured ones.
        case requests

        package var unit: SummaryUnit {
            switch self {
            case .outputSpeed, .tokenThroughput: .tokensPerSecond
            case .failures, .rateLimited, .unexpectedAnswers, .goodput: .share
            case .requestThroughput: .requestsPerSecond
            case .stalls, .requests: .count
            default: .milliseconds
            }
        }

        /// Whether it has a value a request or a gap, so that a statistic of them must be named.
        var isSampled: Bool { unit == .milliseconds || self == .outputSpeed }

        /// Whether whole answers have none.
        var isOfStreams: Bool {
            switch self {
            case .firstGap, .interChunkLatency, .maxGap, .timePerOutputToken, .outputSpeed,
                .stalls:
                true
            default: false
            }
        }

        /// Whether it is of all requests where no mode is named.
        var isOfAllModes: Bool {
            [.failures, .rateLimited, .requests, .unexpectedAnswers].contains(self)
        }

        static let names = allCases.map(\.rawValue)

        /// Names that other tools and our own tables have for the same.
        static let otherNames: [String: Quantity] = [
            "ttft_sched": .timeToFirstToken, "e2e_sched": .endToEnd, "latency": .endToEnd,
            "duration": .endToEnd, "itl": .interChunkLatency, "throughput": .tokenThroughput,
            "throughput_tokens": .tokenThroughput, "tps": .tokenThroughput,
            "throughput_requests": .requestThroughput, "rps": .requestThroughput,
            "errors": .failures, "error_rate": .failures, "failed": .failures, "stall": .stalls,
        ]
    }
}
