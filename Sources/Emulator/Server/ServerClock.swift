internal import Glibc
internal import RunModel

/// What the wall clock says at instants of CLOCK_MONOTONIC, from one reading of both at the start: HTTP
/// dates, the times in the request log, and windows that follow the clock's minutes need it. A wall
/// clock that is set later changes nothing here.
struct ServerClock: Sendable {
    let start: MonotonicInstant
    /// Nanoseconds since 1970 in UTC.
    private let wallAtStart: Int64

    init(start: MonotonicInstant, wallNanoseconds: Int64) {
        self.start = start
        wallAtStart = wallNanoseconds
    }

    static func now() -> ServerClock {
        let wallNanoseconds = WallClock.nanoseconds()
        return ServerClock(start: .now(), wallNanoseconds: wallNanoseconds)
    }

    /// Nanoseconds since 1970 in UTC.
    func wallNanoseconds(at instant: MonotonicInstant) -> Int64 {
        wallAtStart + (instant - start).nanoseconds
    }

    /// From where the edges of fixed windows of `shape` count.
    func anchor(of shape: WindowShape) -> MonotonicInstant {
        switch shape.anchor {
        case .serverStart: start
        case .wallClock: start + .nanoseconds(-(wallAtStart % shape.length.nanoseconds))
        }
    }
}

/// A moment of UTC in the ways protocols write it.
struct DateText {
    private let parts: tm
    private let milliseconds: Int64

    init(wallNanoseconds: Int64) {
        var seconds = time_t(wallNanoseconds / 1_000_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        self.parts = parts
        milliseconds = wallNanoseconds / 1_000_000 % 1000
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// IMF-fixdate (RFC 9110, section 5.6.7), to the second.
    var http: String {
        let day = Self.days[Int(parts.tm_wday)]
        let month = Self.months[Int(parts.tm_mon)]
        return "\(day), \(padded(parts.tm_mday)) \(month) \(parts.tm_year + 1900) \(time) GMT"
    }

    /// RFC 3339, to the millisecond.
    var timestamp: String {
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        let fraction = String(1000 + milliseconds).dropFirst()
        return "\(date)T\(time).\(fraction)Z"
    }

    private var time: String {
        "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    }

    private func padded(_ number: CInt) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
