/// One line of what a limits run found: what is stated, what was observed, and whether they agree.
package struct LimitFinding: Codable, Sendable, Equatable {
    /// What the line is about. The list is closed and its labels are stable.
    package enum Subject: String, Codable, Sendable, CaseIterable {
        case quota
        case concurrentStreams = "concurrent_streams"
        case aboveCeiling = "above_ceiling"
        case streamBurst = "stream_burst"
        case releaseAfterEnd = "release_after_end"
        case releaseAfterCancel = "release_after_cancel"
        case releaseAfterCut = "release_after_cut"
        case wholeAnswersTakeSlots = "whole_answers_take_slots"
        case wholeReleaseAfterEnd = "whole_release_after_end"
        case wholeReleaseAfterCancel = "whole_release_after_cancel"
        case wholeReleaseAfterCut = "whole_release_after_cut"
        case leakAfterCancel = "leak_after_cancel"
        case leakAfterCut = "leak_after_cut"
        case streamsByKey = "streams_by_key"
        case streamsByModel = "streams_by_model"
        case streamsByAddress = "streams_by_address"
        case streamsByConnection = "streams_by_connection"
        case requestsInWindow = "requests_in_window"
        case requestBurst = "request_burst"
        case requestLayer = "request_layer"
        case windowKind = "window_kind"
        case aboveRate = "above_rate"
        case rejectedRequestsCount = "rejected_requests_count"
        case wholeAnswersCount = "whole_answers_count"
        case requestsByKey = "requests_by_key"
        case requestsByModel = "requests_by_model"
        case requestsByAddress = "requests_by_address"
        case requestsByConnection = "requests_by_connection"
        case tokensInWindow = "tokens_in_window"
        case inputTokensInWindow = "input_tokens_in_window"
        case outputTokensInWindow = "output_tokens_in_window"
        case tokensCounted = "tokens_counted"
        case tokensChargedWhen = "tokens_charged_when"
        case unusedTokens = "unused_max_tokens"
        case tokenWindowKind = "token_window_kind"
        case tokenOvershoot = "token_overshoot"
        case cachedTokens = "cached_tokens"
        case rejectedTokens = "rejected_tokens"
        case retryAfter = "retry_after"
        case limitRequestsHeader = "x_ratelimit_limit_requests"
        case remainingRequestsHeader = "x_ratelimit_remaining_requests"
        case resetRequestsHeader = "x_ratelimit_reset_requests"
        case tokenHeaders = "x_ratelimit_tokens"
        case longBudget = "long_budget"
        case errorShape = "error_shape"
        case harm = "harm_to_accepted_streams"
    }

    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case holds
        /// Less is allowed, or a promise is shorter, than stated.
        case lower
        /// More is allowed, or a promise is longer, than stated.
        case higher
        case notEnforced = "not_enforced"
        case cannotTell = "cannot_tell"
    }

    /// Who states the limit.
    package enum Source: String, Codable, Sendable {
        case user
        case server
    }

    package var subject: Subject
    package var source: Source?
    /// In words; absent where nothing is stated.
    package var stated: String?
    /// In words; absent where nothing could be observed.
    package var observed: String?
    /// The numbers behind the words, in `unit`, where there are such.
    package var statedValue: Double?
    package var observedValue: Double?
    package var unit: String?
    /// Absent where nothing is stated and something was found.
    package var verdict: Verdict?
    /// What it rests on, or why it cannot be told: one sentence without a full stop.
    package var reason: String

    package init(
        _ subject: Subject, source: Source? = nil, stated: String? = nil, observed: String? = nil,
        verdict: Verdict? = nil, reason: String
    ) {
        self.subject = subject
        self.source = source
        self.stated = stated
        self.observed = observed
        self.verdict = verdict
        self.reason = reason
    }

    /// Whether a stated limit was seen not to hold.
    package var contradicts: Bool {
        switch verdict {
        case .lower, .higher, .notEnforced: true
        case .holds, .cannotTell, nil: false
        }
    }
}
