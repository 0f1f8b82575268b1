/// Reads the values of `Retry-After` and of the fields that tell a budget. Whatever a server writes, spans
/// are bounded before anything is reckoned with them.
package enum LimitFieldValue {
    /// What a moment is laid beside: the answer's own `Date`, so that the clocks of both sides need not agree;
    /// without one our clock.
    package struct Clock: Sendable {
        /// Seconds since 1970.
        var here: Double
        /// Whether a moment at which a budget is whole again may be laid beside it.
        var tellsResets: Bool

        /// `now` is in seconds since 1970.
        package init(date: String?, now: Int) {
            let told = date.flatMap(HTTPDate.secondsSinceEpoch)
            here = Double(told ?? now)
            tellsResets = told != nil
        }

        /// Ours, of a refusal's body: what it tells is a wait, which is bounded, and no budget's length.
        static func ofBody(now: Int) -> Clock {
            var clock = Clock(date: nil, now: now)
            clock.tellsResets = true
            return clock
        }
    }

    /// Whether the value of such a field says what it is for; what has a form of its own counts as read.
    static func isReadable(_ text: String, as meaning: LimitField.Meaning, _ clock: Clock) -> Bool {
        switch meaning {
        case .retryAfter: retryAfter(text, clock) != nil
        case .retryAfterMilliseconds: milliseconds(text) != nil
        case .limit, .remaining: count(text) != nil
        case .reset: reset(text, clock) != nil
        case .date, .rateLimit, .rateLimitPolicy: true
        }
    }

    /// A whole number, not negative; of a list the first, without its parameters.
    package static func count(_ text: String) -> Int? {
        let digits = trimmed(text.prefix { $0 != "," && $0 != ";" })
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// A length of time as OpenAI writes it, `1.2s`, `6m0s`, `20ms`, `1h2m3s`; a bare number is seconds. Nil
    /// beyond a year, which no limit means.
    package static func span(_ text: String) -> Duration? {
        var rest = trimmed(text[...])
        guard !rest.isEmpty else { return nil }
        if let seconds = number(rest) { return seconds <= year ? duration(seconds) : nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let value = number(digits), let size = units[String(unit)] else { return nil }
            total += value * size
            guard total <= year else { return nil }
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return duration(total)
    }

    /// Until a budget is whole again: a length of time, or a moment of the clock that the answer's `Date` tells too:
    /// beside ours, an hour's difference would make a minute's budget an hour's. Of a list the first; nil beyond a year.
    package static func reset(_ text: String, _ clock: Clock) -> Duration? {
        let first = String(text.prefix { $0 != "," && $0 != ";" })
        guard let moment = HTTPDate.secondsSinceEpoch(text).map(Double.init) ?? moment(first) else {
            return span(first)
        }
        let wait = max(0, moment - clock.here)
        return clock.tellsResets && wait <= year ? duration(wait) : nil
    }

    /// Retry-After: seconds, a length of time, or a moment; of several the longest, and at most a year. Nil
    /// where nothing can be read.
    package static func retryAfter(_ text: String, _ clock: Clock) -> Duration? {
        if let then = HTTPDate.secondsSinceEpoch(text) {
            return duration(max(0, Double(then) - clock.here))
        }
        return text.split(separator: ",").compactMap { part -> Duration? in
            if let then = moment(String(part)) { return duration(max(0, then - clock.here)) }
            return number(trimmed(part)).map(duration) ?? span(String(part))
        }.max()
    }

    /// `retry-after-ms`: a plain number; at most a year.
    package static func milliseconds(_ text: String) -> Duration? {
        number(trimmed(text[...])).map { duration($0 / 1000) }
    }

    /// Seconds since 1970, of a date (RFC 3339) or of a number that is too large to be a length of time: some
    /// count the seconds, others thousandths or millionths of them.
    private static func moment(_ text: String) -> Double? {
        if let date = InternetDate.secondsSinceEpoch(text) { return date }
        guard let value = number(trimmed(text[...])) else { return nil }
        return [1, 1e3, 1e6, 1e9].map { value / $0 }.first { (1.5e9...1e10).contains($0) }
    }

    /// In seconds.
    private static let units = ["ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// Digits and points; infinite where there are more than a number of 64 bits holds.
    private static func number(_ text: Substring) -> Double? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
        else { return nil }
        return Double(text)
    }

    private static let year = 31_536_000.0

    /// The one place where a server's number becomes a span: never below 0, and a year at most.
    private static func duration(_ seconds: Double) -> Duration {
        let bounded = min(max(seconds, 0), year)
        return .nanoseconds(Int64((bounded * 1e9).rounded()))
    }

    /// Without the blanks around it.
    static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
