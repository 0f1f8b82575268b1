internal import RunModel
internal import Synchronization

/// Slows a closed loop down in front of a server that fails at once, such as one that refuses a key, which
/// would else be asked tens of thousands of times a second.
///
/// After ten failures in a row, of all workers, starts are 1 ms apart, then twice that with each failure,
/// up to 1 s.
final class FailureBackoff: Sendable {
    private let failuresInARow = Atomic<Int>(0)
    private let lastStart = Atomic<Int64>(.min)

    func ended(_ outcome: Outcome) {
        if outcome.isFailure {
            failuresInARow.add(1, ordering: .relaxed)
        } else if outcome.isSuccess {
            failuresInARow.store(0, ordering: .relaxed)
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
        let failures = failuresInARow.load(ordering: .relaxed)
        guard failures >= 10 else { return 0 }
        return 1_000_000 << Int64(min(failures - 10, 10))
    }
}
