package import RunModel

/// Streaming against non-streaming over pairs: the same prompt asked both ways.
package struct ModeComparison: Codable, Sendable, Equatable {
    /// Measured pairs, and those of them in which both requests succeeded: only these are compared.
    package var pairs: Int
    package var completePairs: Int
    /// Rounds with complete pairs: the unit of the intervals.
    package var rounds: Int
    package var differences: [PairedDifference]
    /// Where pairs were lost, what they may change; absent in summaries of earlier versions too.
    package var bounds: [PairedBound]?
    /// Absent where answers differ too little in length to tell.
    package var breakEven: BreakEven?
    /// By mode; absent modes had no broken answer.
    package var recoveries: [Recovery]
    /// An API's documentation, row by row, beside what was measured; empty where it is not the target's.
    package var claims: [JudgedClaim]
}

/// One quantity of a pair: what streaming makes of it, less what non-streaming does.
package struct PairedDifference: Codable, Sendable, Equatable {
    package enum Quantity: String, Codable, Sendable, CaseIterable {
        /// Until something can be shown: TTFT against the time of the whole answer.
        case firstShown = "first_shown"
        case timeToFirstByte = "ttfb"
        /// To the last output.
        case endToEnd = "e2e"
        case endToEndSpeed = "e2e_speed"
        /// Until a display of the plan's speed can begin and never run dry.
        case smoothStart = "smooth_start"
        case outputTokens = "output_tokens"
        /// Received on the wire for each token, and its parts.
        case wireBytesPerToken = "wire_bytes_per_token"
    }

    package var quantity: Quantity
    package var unit: SummaryUnit
    /// Means over rounds of the rounds' means over complete pairs: their difference is `difference`.
    package var streaming: Double
    package var nonStreaming: Double
    /// The mean over rounds of the rounds' mean difference, with Student's t interval over rounds.
    package var difference: Double
    package var low: Double?
    package var high: Double?
    /// The difference as a share of the non-streaming mean, and its bounds.
    package var share: Double?
    package var shareLow: Double?
    package var shareHigh: Double?
    package var pairs: Int
    package var rounds: Int
    /// Why there is no interval, or a caveat; else empty.
    package var note: String
}

/// From how many tokens on streaming pays, by the straight line through the times of whole answers
/// against their lengths.
package struct BreakEven: Codable, Sendable, Equatable {
    /// The whole answer's time: `interceptMilliseconds + slopeMilliseconds * tokens`.
    package var interceptMilliseconds: Double
    package var slopeMilliseconds: Double
    /// Where the whole answer takes as long as the first token of a stream; 1 where it always takes longer,
    /// since no answer is shorter. The bounds likewise.
    package var tokens: Double
    package var low: Double?
    package var high: Double?
    /// Where it takes one second longer, the limit of an unbroken train of thought (Nielsen 1993).
    package var tokensForOneSecond: Double
    package var shortestTokens: Int
    package var longestTokens: Int
}

/// What was left to show of answers that broke off.
package struct Recovery: Codable, Sendable, Equatable {
    package var mode: ResponseMode
    /// Failed requests whose answer had begun, where it is known what would have come.
    package var broken: Int
    /// Of what would have come, the share that had: output bytes received over those of the successful
    /// partner, or of the mean answer where there is none.
    package var share: Double
    package var low: Double?
    package var high: Double?
}

/// A row of the documentation's table and how it stands.
package struct JudgedClaim: Codable, Sendable, Equatable {
    package enum Subject: String, Codable, Sendable, CaseIterable {
        case firstTokenStreaming = "first_token_streaming"
        case firstTokenNonStreaming = "first_token_non_streaming"
        case perceivedSpeed = "perceived_speed"
        case networkEfficiency = "network_efficiency"
        case errorRecovery = "error_recovery"
        case bestFor = "best_for"
    }

    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case asDocumented = "as_documented"
        case better
        case worse
        case cannotTell = "cannot_tell"
    }

    package var subject: Subject
    package var verdict: Verdict
    /// The number judged, absent where there is none.
    package var value: Double?
    package var low: Double?
    package var high: Double?
    package var unit: SummaryUnit
    /// Why it cannot be told; else empty.
    package var reason: String
    /// Where it stands; absent in summaries of earlier versions.
    package var source: String?
}
