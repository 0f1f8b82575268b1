internal import RunModel
internal import Synchronization

/// Spaces the starts of all workers evenly: a minute divided by the tier's requests, which every kind of
/// window allows. Shards take turns: each has slots of its own, between those of the others, and starts nothing
/// beside them.
final class StartRate: Sendable {
    private let spacing: Int64
    /// Where this shard's slots lie, and how late in one a start may be; of a whole plan there are none.
    private let firstSlot: Int64
    private let slotWidth: Int64?
    /// When the next start may be, in nanoseconds since the run's origin.
    private let next = Atomic<Int64>(0)

    /// Without a bound every start may be at once.
    init(perMinute: Int?, shard: Shard = Shard()) {
        let ofAll = perMinute.map { 60_000_000_000 / Int64(max(1, $0)) } ?? 0
        spacing = ofAll * Int64(shard.count)
        firstSlot = ofAll * Int64(shard.index)
        slotWidth = shard.isWhole || ofAll == 0 ? nil : ofAll / 4
        next.store(firstSlot, ordering: .relaxed)
    }

    /// How far into its slot, or beyond it, a moment lies.
    private func sinceSlot(_ elapsed: Int64) -> Int64 {
        elapsed < firstSlot ? 0 : (elapsed - firstSlot) % spacing
    }

    /// When a start may be that may not be at `elapsed`.
    func whenFree(at elapsed: Duration) -> Duration? {
        let free = Duration.nanoseconds(next.load(ordering: .relaxed))
        if elapsed < free { return free }
        guard let slotWidth else { return nil }
        let since = sinceSlot(elapsed.nanoseconds)
        return since <= slotWidth ? nil : .nanoseconds(elapsed.nanoseconds - since + spacing)
    }

    /// When the next start may be after one at `now`.
    private func following(_ now: Int64) -> Int64 {
        slotWidth == nil ? now + spacing : now - sinceSlot(now) + spacing
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
                expected: due, desired: following(now), ordering: .relaxed)
            if isTaken { return nil }
            due = found
        }
        return .nanoseconds(due)
    }
}
