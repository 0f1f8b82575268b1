/// A length of time as a user writes it: `250us`, `20ms`, `1.5s`, `2m`, `1h`; a bare number is seconds.
///
/// Plans and options hold this, so that a plan printed is a plan that can be read back.
package struct TimeSpan: Hashable, Sendable, Codable, CustomStringConvertible {
    package var duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    /// Nil when `text` is not a non-negative finite number with one of the units above, or is longer
    /// than a year.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite,
            let scale = Self.nanosecondsPerUnit[String(text.dropFirst(digits.count))]
        else { return nil }
        self.init(nanoseconds: number * scale)
    }

    /// Nil below 0 and beyond a year.
    private init?(nanoseconds: Double) {
        guard (0...31_536_000e9).contains(nanoseconds) else { return nil }
        duration = .nanoseconds(Int64(nanoseconds.rounded()))
    }

    private static let nanosecondsPerUnit: [String: Double] = [
        "ns": 1, "us": 1e3, "ms": 1e6, "": 1e9, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

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
                debugDescription: "'\(text)' is not a length of time; write 20ms, 1.5s or 2m")
        }
        self = span
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
