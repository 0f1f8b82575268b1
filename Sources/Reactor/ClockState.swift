internal import CEvents
internal import Glibc
internal import RunModel

/// How this machine's clocks are: what reading one costs, and whether something keeps the wall clock set.
package struct ClockState: Sendable, Equatable {
    /// Of one reading of CLOCK_MONOTONIC: the least mean of a few hundred.
    package var readingTime: Duration
    /// Nil where the kernel does not say.
    package var isKept: Bool?
    /// The kernel's estimate of the wall clock's error, where it is kept.
    package var estimatedError: Duration?

    package init(readingTime: Duration, isKept: Bool?, estimatedError: Duration?) {
        self.readingTime = readingTime
        self.isKept = isKept
        self.estimatedError = estimatedError
    }

    /// Takes less than a millisecond, where a reading takes less than a microsecond.
    package static func measure() -> ClockState {
        var error: Int64 = 0
        let kept = streamgauge_clock_is_kept(&error)
        return ClockState(
            readingTime: leastReadingTime(), isKept: kept < 0 ? nil : kept == 1,
            estimatedError: kept == 1 ? .microseconds(error) : nil)
    }

    private static func leastReadingTime() -> Duration {
        let readings = 100
        var least = Duration.seconds(1)
        for _ in 0..<5 {
            let start = MonotonicInstant.now()
            var last = start
            for _ in 0..<readings { last = .now() }
            least = min(least, (last - start) / readings)
        }
        return least
    }
}
