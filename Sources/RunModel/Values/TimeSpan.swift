/// A length of time as a user writes it: `250us`, `20ms`, `1.5s`, `5min`, `1h30m`; a bare number is seconds.
///
/// Plans and options hold this, so that a plan printed is a plan that can be read back.
package struct TimeSpan: Hashable, Sendable, Codable, CustomStringConvertible {
    package var duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    /// Nil when `text` is not one or more non-negative numbers, each with one of the units below and in their
    /// order, or is longer than a year. Only the last may have a fraction: `1h30m`, `1m2.5s`.
    package init?(_ text: String) {
        if let seconds = Self.plainNumber(text[...]) {
            self.init(nanoseconds: seconds * 1e9)
            return
        }
        var rest = text[...]
        var nanoseconds = 0.0
        var smallest = Double.infinity
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(digits.count + unit.count)
            guard let number = Self.plainNumber(digits), let scale = Self.scale(of: unit),
                scale < smallest, rest.isEmpty || !digits.contains(".")
            else { return nil }
            nanoseconds += number * scale
            smallest = scale
        }
        guard smallest.isFinite else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    private static func plainNumber(_ text: Substring) -> Double? {
        guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
        return Double(text)
    }

    /// Nil below 0 and beyond a year.
    private init?(nanoseconds: Double) {
        guard (0...31_536_000e9).contains(nanoseconds) else { return nil }
        duration = .nanoseconds(Int64(nanoseconds.rounded()))
    }

    /// Nanoseconds of a unit by any of its names; nil for none.
    private static func scale(of unit: Substring) -> Double? {
        switch unit.lowercased() {
        case "ns": 1
        case "us", "µs", "μs": 1e3
        case "ms": 1e6
        case "s", "sec", "secs", "second", "seconds": 1e9
        case "m", "min", "mins", "minute", "minutes": 60e9
        case "h", "hr", "hrs", "hour", "hours": 3600e9
        case "d", "day", "days": 86_400e9
        default: nil
        }
    }

    /// As people read it: to the millisecond, where it is longer than some.
    package var rounded: TimeSpan {
        let milliseconds = Int64((duration / .milliseconds(1)).rounded())
        return milliseconds < 10 ? self : TimeSpan(.milliseconds(milliseconds))
    }

    /// The shortest exact way to write it, such as `90s` or `2.5ms`.
    package var description: String {
        let nanoseconds = duration.nanoseconds
        let units: [(String, Int64)] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)]
        for (name, size) in units where nanoseconds % size == 0 {
            return "\(nanoseconds / size)\(name)"
        }
        return "\(nanoseconds)ns"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let seconds = try? container.decode(Double.self)
        let text = try seconds.map { "\($0)" } ?? container.decode(String.self)
        guard let span = seconds.map({ TimeSpan(nanoseconds: $0 * 1e9) }) ?? TimeSpan(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription:
                    "'\(text)' is not a length of time; write it like 20ms, 90s or 1h30m")
        }
        self = span
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
