internal import Glibc
internal import RunModel

/// Wall-clock time as manifests and folder names write it; always UTC.
package struct UTCTime: Sendable, Equatable {
    /// Nanoseconds since 1970-01-01, without leap seconds.
    package var nanosecondsSince1970: Int64

    package init(nanosecondsSince1970: Int64) {
        self.nanosecondsSince1970 = nanosecondsSince1970
    }

    /// Reads CLOCK_REALTIME.
    package static func now() -> UTCTime {
        UTCTime(nanosecondsSince1970: WallClock.nanoseconds())
    }

    /// ISO 8601 with milliseconds: `2026-05-04T09:08:07.123Z`.
    package var iso8601: String {
        "\(dateAndTime).\(Self.digits(calendar.millisecond, 3))Z"
    }

    /// ISO 8601 with microseconds: `2026-05-04T09:08:07.123456Z`.
    package var microseconds: String {
        "\(dateAndTime).\(Self.digits(Int(nanosecondsSince1970 / 1000 % 1_000_000), 6))Z"
    }

    private var dateAndTime: String {
        let time = calendar
        let date =
            "\(Self.digits(time.year, 4))-\(Self.digits(time.month))-\(Self.digits(time.day))"
        return date
            + "T\(Self.digits(time.hour)):\(Self.digits(time.minute)):\(Self.digits(time.second))"
    }

    /// ISO 8601's short form, which sorts and is a valid file name everywhere: `20260504T090807Z`.
    package var fileName: String {
        let time = calendar
        return Self.digits(time.year, 4) + Self.digits(time.month) + Self.digits(time.day) + "T"
            + Self.digits(time.hour) + Self.digits(time.minute) + Self.digits(time.second) + "Z"
    }

    private struct Calendar {
        var year, month, day, hour, minute, second, millisecond: Int
    }

    private var calendar: Calendar {
        let milliseconds = nanosecondsSince1970 / 1_000_000
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return Calendar(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
            millisecond: Int(milliseconds % 1000))
    }

    private static func digits(_ value: Int, _ width: Int = 2) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
