internal import Glibc

/// A time as other tools write it: `20261126-112141`, or ISO 8601 with or without a fraction and a zone.
package enum ForeignTime {
    /// What a time without a zone is meant in.
    package enum Zone: Sendable {
        case utc
        /// The one of this machine; `TZ` says another.
        case local
    }

    private static let billion = 1e9
    /// Beyond these a clock was not set.
    private static let years: ClosedRange<Int32> = 2000...2200
    private static let seconds = 946_684_800.0...7_289_568_000.0

    /// Nanoseconds since 1970 of seconds since then; nil beyond all reason.
    static func nanoseconds(_ epoch: Double) -> Int64? {
        guard seconds.contains(epoch) else { return nil }
        let whole = epoch.rounded(.down)
        // A double of today's size is good for a quarter of a microsecond.
        return Int64(whole) * 1_000_000_000 + Int64(((epoch - whole) * 1e6).rounded()) * 1000
    }

    /// Nil for what is no time.
    static func nanoseconds(_ text: String, _ zone: Zone) -> Int64? {
        let bytes = Array(text.utf8)
        var digits: [Int32] = []
        var place = 0
        while place < bytes.count, digits.count < 14 {
            if (48...57).contains(bytes[place]) {
                digits.append(Int32(bytes[place]) - 48)
            } else if !"-: T".utf8.contains(bytes[place]) {
                return nil
            }
            place += 1
        }
        guard digits.count == 14 else { return nil }
        let rest = String(decoding: bytes[place...], as: UTF8.self)
        let fraction = rest.hasPrefix(".") ? rest.dropFirst().prefix { $0.isNumber } : ""
        let suffix = rest.dropFirst(fraction.isEmpty ? 0 : fraction.count + 1)
        let shift = shift(suffix)
        guard let part = Double("0.\(fraction)0"),
            let start = epoch(digits, shift == nil ? zone : .utc)
        else { return nil }
        return (start - (shift ?? 0)) * 1_000_000_000 + Int64((part * billion).rounded())
    }

    /// Seconds east of Greenwich; nil where nothing is said.
    private static func shift(_ suffix: Substring) -> Int64? {
        if suffix == "Z" { return 0 }
        let parts = suffix.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard let sign = suffix.first, sign == "+" || sign == "-", parts.count == 2,
            (0..<24).contains(parts[0]), (0..<60).contains(parts[1])
        else { return nil }
        return (sign == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
    }

    /// Seconds since 1970 of year, month, day, hour, minute and second in 14 digits.
    private static func epoch(_ digits: [Int32], _ zone: Zone) -> Int64? {
        func two(_ place: Int) -> Int32 { digits[place] * 10 + digits[place + 1] }
        let year = two(0) * 100 + two(2)
        guard years.contains(year), (1...12).contains(two(4)), (1...31).contains(two(6)),
            two(8) < 24, two(10) < 60, two(12) <= 60
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = two(4) - 1
        parts.tm_mday = two(6)
        parts.tm_hour = two(8)
        parts.tm_min = two(10)
        parts.tm_sec = two(12)
        parts.tm_isdst = -1
        return Int64(zone == .utc ? timegm(&parts) : mktime(&parts))
    }
}
