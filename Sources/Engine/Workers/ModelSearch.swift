internal import Reactor
internal import Synchronization

/// Which models a target has, asked for once by one of a run's workers when it does not have the one that was
/// planned.
final class ModelSearch: Sendable {
    enum Finding: Sendable, Equatable {
        /// It lists this one alone, and not the one that was asked for.
        case one(String)
        /// It lists others than the one that was asked for.
        case several([String])
        /// It lists none, or the one that was asked for, or has no list.
        case nothing
        /// Its list did not come in time.
        case late

        /// `hasMore`: whether the list holds others than these.
        init(_ names: [String], insteadOf model: String, hasMore: Bool = false) {
            self =
                if names.isEmpty || names.contains(model) {
                    .nothing
                } else if names.count == 1, !hasMore {
                    .one(names[0])
                } else {
                    .several(names)
                }
        }
    }

    /// What a worker is to do.
    enum Step {
        case ask
        /// Another asks; the worker is woken.
        case wait
        case take(Finding)
    }

    private enum State {
        /// Next: `asking`.
        case unasked
        /// With who waits. Next: `found`.
        case asking([WakeUp])
        /// Last.
        case found(Finding)
    }

    // A lock, because it is taken for refused requests only.
    private let state = Mutex(State.unasked)

    func next(for worker: WakeUp) -> Step {
        state.withLock { state in
            switch state {
            case .unasked:
                state = .asking([])
                return .ask
            case .asking(let waiting):
                state = .asking(waiting + [worker])
                return .wait
            case .found(let finding):
                return .take(finding)
            }
        }
    }

    /// The end of the search, of which all that wait are told.
    func conclude(_ finding: Finding) {
        let waiting = state.withLock { state -> [WakeUp] in
            guard case .asking(let waiting) = state else { return [] }
            state = .found(finding)
            return waiting
        }
        for worker in waiting { worker.signal() }
    }

    var finding: Finding? {
        state.withLock { state in
            guard case .found(let finding) = state else { return nil }
            return finding
        }
    }
}
