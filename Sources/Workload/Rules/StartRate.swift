internal import RunModel
internal import Synchronization

/// Spaces the starts of all workers evenly: a minute divided by the tier's requests, which every kind of
/// window allows. Shards take turns, each with so much wider a spacing.
final class StartRate: Sendable {
    private let spacing: Int64
    /// When the next start may be, in nanoseconds since the run's origin.
    private let next = Atomic<Int64>(0)

    /// Without a bound every start may be at once.
    init(perMinute: Int?, shard: Shard = Shard()) {
        let ofAll = perMinute.map { 60_000_000_000 / Int64(max(1, $0)) } ?? 0
        spacing = ofAll * Int64(shard.count)
        next.store(ofAll * Int64(shard.index), ordering: .relaxed)
    }

    /// When a start may be that may not be at `elapsed`.
    func whenFree(at elapsed: Duration) -> Duration? {
        let free = Duration.nanoseconds(next.load(ordering: .relaxed))
        return elapsed < free ? free : nil
    }

    /// Takes a start at `elapsed`, or says when the next may be: another worker may have been faster.
    ///
    /// The next is counted from the start itself and not from when it was due: catching up would be
    /// faster than the rate.
    func take(at elapsed: Duration) -> Duration? {
        guard spacing > 0 else { return nil }
        let now = elapsed.nanoseconds
        var due = next.load(ordering: .relaxed)
        while now >= due {
            let (isTaken, found) = next.compareExchange(
                expected: due, desired: now + spacing, ordering: .relaxed)
            if isTaken { return nil }
            due = found
        }
        return .nanoseconds(due)
    }
}
