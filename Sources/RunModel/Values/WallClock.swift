internal import Glibc

/// This machine's CLOCK_REALTIME. It may be set, so spans are measured by `MonotonicInstant`.
package enum WallClock {
    /// Nanoseconds since 1970 in UTC.
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
