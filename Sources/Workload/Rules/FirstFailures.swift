internal import RunModel
internal import Synchronization

/// Notices that a run's first requests all fail alike: a wrong key, a wrong address, a model that is not
/// there. More of them would tell nothing new. The first to start count, and not the first to end: where a ceiling lets
/// some in and refuses the others at once, the refused end first.
final class FirstFailures: Sendable {
    /// So many that it is no chance, and so few that they are sent in a second.
    static let needed = 20

    private struct Seen {
        var begun = 0
        /// Of the first to start, those that have not ended.
        var open: Set<Int> = []
        var outcome: Outcome?
        var status: Int?
        var message: String?
    }

    // A lock, because it is taken for the first requests only.
    private let seen = Mutex(Seen())
    private let isDecided = Atomic<Bool>(false)

    func began(_ request: Int) {
        guard !isDecided.load(ordering: .relaxed) else { return }
        seen.withLock { seen in
            guard seen.begun < Self.needed else { return }
            seen.begun += 1
            seen.open.insert(request)
        }
    }

    /// An answer is under way: the run goes on whatever else fails.
    func sawOutput() { isDecided.store(true, ordering: .relaxed) }

    /// What ends the run, when this end was the last that it took to tell.
    func ended(_ record: RequestRecord) -> EarlyEnd? {
        guard !isDecided.load(ordering: .relaxed), record.phase != .negotiation else { return nil }
        return seen.withLock { seen in
            let isAlike =
                seen.outcome == nil
                || (seen.outcome == record.outcome && seen.status == record.status)
            guard record.outcome.isFailure, isAlike else {
                isDecided.store(true, ordering: .relaxed)
                return nil
            }
            seen.open.remove(record.request)
            seen.outcome = record.outcome
            seen.status = record.status
            seen.message = seen.message ?? record.message
            guard seen.begun == Self.needed, seen.open.isEmpty else { return nil }
            isDecided.store(true, ordering: .relaxed)
            return .failedAlike(
                requests: Self.needed, target: record.target, record.outcome, status: seen.status,
                message: seen.message)
        }
    }
}
