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
    /// both sides need not agree. Nil for a date without that field.
    package static func retryAfter(_ text: String, date: String?) -> Duration? {
        if let span = span(text) { return span }
        guard let then = secondsSinceEpoch(text), let now = date.flatMap(secondsSinceEpoch) else {
            return nil
        }
        return .seconds(max(0, then - now))
    }

    /// An HTTP date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    package static func secondsSinceEpoch(_ text: String) -> Int? {
        let parts = trimmed(text).split(whereSeparator: { " ,:".contains($0) })
        guard parts.count == 8, parts[7] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
            let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6]),
            (1...31).contains(day), (1600...9999).contains(year), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let days = days(year: year, month: month + 1, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day
    /// comes last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

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
