internal import HeapModule
package import RunModel

/// Deadlines of many owners, of which the loop sees the earliest.
///
/// Made for time-outs that move with every chunk and hardly ever pass: an owner that moves its
/// deadline later costs nothing, because the early one that stands is looked at only when it passes
/// and is then put back at the owner's true deadline.
package final class TimerQueue<Owner: TimerOwner>: DeadlineSource {
    private var heap = Heap<Entry>()

    /// The heap's minimum, kept because the loop asks before every wait.
    package private(set) var deadline: MonotonicInstant?

    package let waitsForSockets = true

    package init() {}

    /// Lets go of all owners.
    package func removeAll() {
        heap = Heap()
        deadline = nil
    }

    /// Makes sure that `owner` is called by `due`. Call it when a deadline appears or comes nearer.
    package func cover(_ owner: Owner, until due: MonotonicInstant) {
        if let covered = owner.coveredDeadline, covered <= due { return }
        owner.coveredDeadline = due
        heap.insert(Entry(due: due, owner: owner))
        deadline = deadline.map { min($0, due) } ?? due
    }

    package func deadlinePassed(at now: MonotonicInstant) {
        while let entry = heap.min, entry.due <= now {
            heap.removeMin()
            // An entry that a nearer one replaced: its owner is covered by that.
            guard entry.owner.coveredDeadline == entry.due else { continue }
            entry.owner.coveredDeadline = nil
            if let due = entry.owner.deadline, due <= now { entry.owner.deadlinePassed(at: now) }
            if let due = entry.owner.deadline { cover(entry.owner, until: max(due, now)) }
        }
        deadline = heap.min?.due
    }

    private struct Entry: Comparable {
        var due: MonotonicInstant
        var owner: Owner

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
        static func == (left: Entry, right: Entry) -> Bool { left.due == right.due }
    }
}

/// Someone with at most one deadline at a time.
package protocol TimerOwner: DeadlineSource {
    /// For the queue alone: the deadline under which it holds this owner.
    var coveredDeadline: MonotonicInstant? { get set }
}
