internal import RunModel

extension ErrorBody {
    /// What a request over a limit is answered with, worded as OpenAI does.
    init(
        _ refusal: LimitRefusal, _ policy: LimitPolicy, _ fields: LimitFields,
        at now: MonotonicInstant
    ) {
        guard refusal.reason != .quota else {
            self.init(usedUp: policy.quota)
            return
        }
        let wait = fields.bodyWait(refusal)
        let place = policy.headers.bodyWait ?? .words
        let isInWords = place == .words
        let hint =
            isInWords
            ? wait.map { " Please try again in \(DurationText.text($0))." } ?? "" : ""
        self.init(
            status: 429,
            message: "Rate limit reached for \(Self.what(refusal.reason, policy)).\(hint)",
            type: refusal.reason.rawValue, code: "rate_limit_exceeded")
        guard let wait, !isInWords else { return }
        members = Self.members(place, wait, fields.clock, now)
    }

    private init(usedUp quota: QuotaLimit) {
        self.init(
            status: quota.status == .paymentRequired ? 402 : 429,
            message:
                "You exceeded your current quota, please check your plan and billing details.",
            type: "insufficient_quota", code: "insufficient_quota")
    }

    private static func what(_ reason: LimitReason, _ policy: LimitPolicy) -> String {
        let isLying = policy.headers.truth == .lying
        let span = DurationText.text(policy.window.length)
        switch reason {
        case .streams: return "concurrent streams: limit \(policy.streams.limit ?? 0)"
        case .requests:
            let stated = isLying ? policy.headers.statedRequests : nil
            return "requests: limit \(stated ?? policy.requests.limit ?? 0) in \(span)"
        case .tokens:
            let stated = isLying ? policy.headers.statedTokens : nil
            let told = stated ?? policy.tokens.limit ?? policy.tokens.inputLimit
            return "tokens: limit \(told ?? policy.tokens.outputLimit ?? 0) in \(span)"
        case .day: return "requests per day: limit \(policy.day.limit ?? 0)"
        case .queue: return "waiting requests: limit \(policy.queueLength)"
        case .quota: return "the quota"
        }
    }

    /// Members of the error object that name the wait.
    private static func members(
        _ place: BodyWait, _ wait: Duration, _ clock: ServerClock, _ now: MonotonicInstant
    ) -> String? {
        switch place {
        case .words, .none: return nil
        case .retryDelay:
            let type = "type.googleapis.com/google.rpc.RetryInfo"
            return
                #""details":[{"@type":"\#(type)","retryDelay":"\#(DurationText.seconds(wait))"}]"#
        case .reset:
            let milliseconds = (clock.wallNanoseconds(at: now + wait) + 999_999) / 1_000_000
            return
                #""metadata":{"headers":{"X-RateLimit-Remaining":"0","#
                + #""X-RateLimit-Reset":"\#(milliseconds)"}}"#
        }
    }

    func with(status: Int) -> ErrorBody {
        var copy = self
        copy.status = status
        return copy
    }
}

extension DurationText {
    /// As Google's APIs write a length of time: seconds alone, `72.5s`; to the millisecond, rounded up.
    static func seconds(_ span: Duration) -> String {
        let milliseconds = (max(span.nanoseconds, 0) + 999_999) / 1_000_000
        return "\(milliseconds / 1000)\(fraction(milliseconds % 1000))s"
    }
}
