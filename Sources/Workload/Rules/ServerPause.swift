internal import RunModel
internal import Synchronization

/// Until when the server has asked to be left alone. Whichever worker hears of it, all wait.
package final class ServerPause: Sendable {
    /// Nanoseconds since the run's origin.
    private let endNanoseconds = Atomic<Int64>(0)

    init() {}

    /// Since the run's origin; zero where nothing was asked for.
    package var end: Duration { .nanoseconds(endNanoseconds.load(ordering: .relaxed)) }

    /// Of two pauses the later end counts.
    func extend(to end: Duration) {
        endNanoseconds.max(end.nanoseconds, ordering: .relaxed)
    }
}
