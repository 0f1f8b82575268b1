internal import RunModel
internal import Synchronization

/// Slows a closed loop down in front of a server that fails at once, such as one that refuses a key, which
/// would else be asked tens of thousands of times a second.
///
/// After ten failures more than successes, of all workers, starts are 1 ms apart, then twice that with each
/// failure, up to 1 s. So a server that lets some streams in and refuses the others gets about as many refused
/// requests as it answers, and not as many as we could send.
final class FailureBackoff: Sendable {
    /// Failures less successes, never below 0 and at most where the pause is longest.
    private let excess = Atomic<Int>(0)
    private static let harmless = 10
    private static let most = 20
    private let lastStart = Atomic<Int64>(.min)

    func ended(_ outcome: Outcome) {
        guard outcome.isFailure || outcome.isSuccess else { return }
        var now = excess.load(ordering: .relaxed)
        while true {
            let next = outcome.isFailure ? min(now + 1, Self.most) : max(now - 1, 0)
            let (isDone, found) = excess.compareExchange(
                expected: now, desired: next, ordering: .relaxed)
            if isDone { return }
            now = found
        }
    }

    /// Takes a start at `elapsed`, or says when the next may be.
    func take(at elapsed: Duration) -> Duration? {
        let now = elapsed.nanoseconds
        let pause = pauseNanoseconds
        var last = lastStart.load(ordering: .relaxed)
        while pause == 0 || last == .min || now >= last + pause {
            let (isTaken, found) = lastStart.compareExchange(
                expected: last, desired: max(now, last), ordering: .relaxed)
            if isTaken { return nil }
            last = found
        }
        return .nanoseconds(last + pause)
    }

    private var pauseNanoseconds: Int64 {
        let failures = excess.load(ordering: .relaxed)
        guard failures >= Self.harmless else { return 0 }
        return 1_000_000 << Int64(failures - Self.harmless)
    }
}
