/// Reads the values of `Retry-After` and `x-ratelimit-*` fields.
package enum LimitFieldValue {
    /// A whole number, not negative.
    package static func count(_ text: String) -> Int? {
        let digits = trimmed(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// A length of time as OpenAI writes it, `1.2s`, `6m0s`, `20ms`, `1h2m3s`; a bare number is seconds.
    package static func span(_ text: String) -> Duration? {
        var rest = trimmed(text)
        guard !rest.isEmpty else { return nil }
        if let seconds = number(rest) { return span(seconds, .seconds(1)) }
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let value = number(digits), let size = units[String(unit)],
                let part = span(value, size)
            else { return nil }
            total += part
            guard total <= .seconds(Int64(year)) else { return nil }
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return total
    }

    /// Retry-After: seconds, or a date, which is laid beside the answer's own `Date` so that the clocks of
    /// both sides need not agree; without one beside `now`, in seconds since 1970. Of several the longest.
    ///
    /// Some write the date as seconds since 1970: no wait is that long. Nil where nothing can be read.
    package static func retryAfter(_ text: String, date: String?, now: Int) -> Duration? {
        let here = date.flatMap(HTTPDate.secondsSinceEpoch) ?? now
        if let then = HTTPDate.secondsSinceEpoch(text) { return .seconds(max(0, then - here)) }
        return text.split(separator: ",").compactMap { part -> Duration? in
            guard let seconds = number(trimmed(String(part))) else { return span(String(part)) }
            let isDate = (1.5e9...1e10).contains(seconds)
            let wait = isDate ? max(0, seconds - Double(here)) : seconds
            return .seconds(Int64(min(wait, year)))
                + .nanoseconds(
                    wait < year ? Int64((wait - wait.rounded(.down)) * 1e9) : 0)
        }.max()
    }

    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
        "d": .seconds(86_400),
    ]

    private static func number(_ text: Substring) -> Double? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
        else { return nil }
        return Double(text)
    }

    /// `retry-after-ms`: a plain number.
    package static func milliseconds(_ text: String) -> Duration? {
        number(trimmed(text)).flatMap { span($0, .milliseconds(1)) }
    }

    private static let year = 31_536_000.0

    /// Nil beyond a year, which no limit means; looked at before the multiplication, which would trap.
    private static func span(_ value: Double, _ unit: Duration) -> Duration? {
        let seconds = Double(unit.components.seconds) + Double(unit.components.attoseconds) * 1e-18
        guard value.isFinite, value * seconds <= year else { return nil }
        return unit * value
    }

    private static func trimmed(_ text: String) -> Substring {
        var rest = text[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
