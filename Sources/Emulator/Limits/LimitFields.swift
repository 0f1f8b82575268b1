internal import RunModel

/// The header fields that tell a client about its limits, true or not.
struct LimitFields {
    let policy: LimitHeaderPolicy
    let clock: ServerClock

    /// The fields of what is limited, in the words of the API; nothing for what is not.
    func fields(
        _ reading: LimitReading, _ api: APIName = .chat, at now: MonotonicInstant = .now()
    ) -> [(String, String)] {
        guard policy.truth != .none else { return [] }
        guard api != .messages else { return messages(reading, at: now) }
        let isDayPlain = reading.day != nil && policy.dayFields == .plain
        let requests = isDayPlain ? reading.day : reading.requests
        let day = policy.dayFields == .own ? reading.day : nil
        let isRefusal = reading.isOfRefusal
        return fields("requests", requests, stated: policy.statedRequests, isRefusal)
            + fields("requests-day", day, stated: nil, isRefusal)
            + fields("tokens", reading.tokens, stated: policy.statedTokens, isRefusal)
            + apart("input", reading.inputTokens, isRefusal)
            + apart("output", reading.outputTokens, isRefusal)
    }

    /// Anthropic's fields, which tell input and output apart. Its resets are dates, and are left out.
    private func apart(
        _ name: String, _ budget: LimitReading.Budget?, _ isRefusal: Bool
    ) -> [(String, String)] {
        guard let budget else { return [] }
        return [
            ("anthropic-ratelimit-\(name)-tokens-limit", String(budget.limit)),
            ("anthropic-ratelimit-\(name)-tokens-remaining", String(remaining(budget, isRefusal))),
        ]
    }

    /// Anthropic's `anthropic-ratelimit-*`, whose resets are dates in RFC 3339. It has no names for a day's.
    private func messages(
        _ reading: LimitReading, at now: MonotonicInstant
    ) -> [(String, String)] {
        let isLying = policy.truth == .lying
        let budgets: [(String, LimitReading.Budget?, Int?)] = [
            ("requests", reading.requests, isLying ? policy.statedRequests : nil),
            ("tokens", reading.tokens, isLying ? policy.statedTokens : nil),
            ("input-tokens", reading.inputTokens, nil),
            ("output-tokens", reading.outputTokens, nil),
        ]
        return budgets.flatMap { name, budget, stated -> [(String, String)] in
            guard let budget else { return [] }
            let reset = DateText(wallNanoseconds: clock.wallNanoseconds(at: now + budget.reset))
            let left = remaining(budget, reading.isOfRefusal)
            return [
                ("anthropic-ratelimit-\(name)-limit", String(stated ?? budget.limit)),
                ("anthropic-ratelimit-\(name)-remaining", String(left)),
                ("anthropic-ratelimit-\(name)-reset", reset.timestamp),
            ]
        }
    }

    private func fields(
        _ name: String, _ budget: LimitReading.Budget?, stated: Int?, _ isRefusal: Bool
    ) -> [(String, String)] {
        guard let budget else { return [] }
        let isLying = policy.truth == .lying
        return [
            ("x-ratelimit-limit-\(name)", String((isLying ? stated : nil) ?? budget.limit)),
            ("x-ratelimit-remaining-\(name)", String(remaining(budget, isRefusal))),
            ("x-ratelimit-reset-\(name)", DurationText.text(budget.reset)),
        ]
    }

    private func remaining(_ budget: LimitReading.Budget, _ isRefusal: Bool) -> Int {
        switch policy.truth == .lying ? policy.remainingLie : nil {
        case .stuck: budget.limit
        case .more(let number): max(budget.remaining + number, 0)
        case .lagging: min(budget.remaining + (isRefusal ? 0 : 1), budget.limit)
        case nil: budget.remaining
        }
    }

    /// How long a refused client is told to wait; nil when it is told nothing.
    func toldWait(_ refusal: LimitRefusal) -> Duration? {
        guard policy.truth != .none, policy.retryAfter != .none else { return nil }
        let factor = policy.truth == .lying ? policy.retryAfterFactor : 1
        return refusal.retryAfter.map { $0 * factor }
    }

    /// How long the body tells it to wait; nil when it tells nothing. In words where nothing else is said, beside the
    /// head's.
    func bodyWait(_ refusal: LimitRefusal) -> Duration? {
        guard policy.truth != .none, policy.bodyWait != BodyWait.none,
            policy.bodyWait != nil || policy.retryAfter != .none
        else { return nil }
        let factor =
            policy.truth == .lying ? policy.bodyWaitFactor ?? policy.retryAfterFactor : 1
        return refusal.retryAfter.map { $0 * factor }
    }

    /// `Retry-After` (RFC 9110, section 10.2.3) in whole seconds, rounded up: sooner would be too soon.
    func retryAfter(_ refusal: LimitRefusal, at now: MonotonicInstant) -> [(String, String)] {
        guard let wait = toldWait(refusal) else { return [] }
        switch policy.retryAfter {
        case .none: return []
        case .seconds: return [Self.seconds(wait)]
        case .milliseconds: return [Self.milliseconds(wait)]
        case .both: return [Self.seconds(wait), Self.milliseconds(wait)]
        case .date:
            let seconds = Self.wholeSeconds(clock.wallNanoseconds(at: now + wait))
            // A date means something beside the server's own (RFC 9110, section 6.6.1).
            return [
                ("date", DateText(wallNanoseconds: clock.wallNanoseconds(at: now)).http),
                ("retry-after", DateText(wallNanoseconds: seconds * 1_000_000_000).http),
            ]
        }
    }

    private static func seconds(_ wait: Duration) -> (String, String) {
        ("retry-after", String(wholeSeconds(wait.nanoseconds)))
    }

    private static func milliseconds(_ wait: Duration) -> (String, String) {
        ("retry-after-ms", String((wait.nanoseconds + 999_999) / 1_000_000))
    }

    private static func wholeSeconds(_ nanoseconds: Int64) -> Int64 {
        (nanoseconds + 999_999_999) / 1_000_000_000
    }
}

/// Lengths of time as OpenAI's headers write them, which is as Go prints them: `17ms`, `1.2s`, `6m0s`.
enum DurationText {
    /// To the millisecond, rounded up.
    static func text(_ span: Duration) -> String {
        let milliseconds = (max(span.nanoseconds, 0) + 999_999) / 1_000_000
        guard milliseconds > 0 else { return "0s" }
        guard milliseconds >= 1000 else { return "\(milliseconds)ms" }
        let (minutes, rest) = milliseconds.quotientAndRemainder(dividingBy: 60_000)
        let seconds = "\(rest / 1000)\(fraction(rest % 1000))s"
        if minutes == 0 { return seconds }
        if minutes < 60 { return "\(minutes)m\(seconds)" }
        return "\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    static func fraction(_ milliseconds: Int64) -> String {
        guard milliseconds > 0 else { return "" }
        var digits = String(1000 + milliseconds).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }
}
