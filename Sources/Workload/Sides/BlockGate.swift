package import RunModel
internal import Synchronization

/// Opens the blocks of a run one after the other, for all workers at the same moment: a block begins when the
/// one before has been drained by all of them, what is to be done in between is done, and the rest is over.
///
/// Safe from any thread. Asked between blocks only, never for a request.
package final class BlockGate: Sendable {
    package enum Answer: Sendable, Equatable {
        /// The step's load counts from then, which may lie ahead.
        case begins(at: Duration)
        case notYet
        /// It will never open.
        case closed
    }

    private enum State {
        /// Next: open, closed.
        case waitsForErrand
        /// Next: waitsForErrand, open, closed; after the last step it stays.
        case open(at: Duration, undrained: Int)
        /// Last.
        case closed
    }

    private struct Course {
        var step = 0
        var state = State.waitsForErrand
        var log: [BlockRun] = []
    }

    /// How often a worker that waits asks. A step begins no sooner after it was opened than all of them have
    /// asked again.
    static let spacing = Duration.milliseconds(10)
    private static let notice = spacing * 2

    private let steps: [[BlockPlace]]
    private let workers: Int
    private let settle: Duration
    private let hasErrands: Bool
    private let course = Mutex(Course())

    /// `hasErrands` says that somebody does something before each step, and tells with `errandEnded`.
    package init(
        _ schedule: BlockSchedule, workers: Int, settle: Duration, hasErrands: Bool
    ) {
        steps = schedule.steps
        self.workers = workers
        self.settle = settle
        self.hasErrands = hasErrands
        if !hasErrands { course.withLock { open(&$0, at: .zero) } }
    }

    /// When step `step` begins.
    package func begin(ofStep step: Int) -> Answer {
        course.withLock { course in
            switch course.state {
            case .closed: .closed
            case .open(let begin, _) where course.step == step: .begins(at: begin)
            case .open, .waitsForErrand: .notYet
            }
        }
    }

    /// One worker has sent all of the step that is open and got its answers. Each tells it once.
    package func drained(at elapsed: Duration) {
        course.withLock { course in
            guard case .open(let begin, let undrained) = course.state else { return }
            course.state = .open(at: begin, undrained: undrained - 1)
            guard undrained == 1 else { return }
            for place in steps[course.step] { note(place, in: &course.log) { $0.end(elapsed) } }
            guard course.step + 1 < steps.count else { return }
            course.step += 1
            course.state = .waitsForErrand
            if !hasErrands { open(&course, at: elapsed + max(settle, Self.notice)) }
        }
    }

    /// The block before which something is to be done now.
    package var errand: BlockPlace? {
        course.withLock { course in
            guard hasErrands, case .waitsForErrand = course.state else { return nil }
            return steps[course.step].first
        }
    }

    /// It is done: the block opens after the rest.
    package func errandEnded(_ place: BlockPlace, took: Duration, at elapsed: Duration) {
        course.withLock { course in
            guard case .waitsForErrand = course.state else { return }
            note(place, in: &course.log) { $0.between(took, status: 0) }
            open(&course, at: elapsed + max(settle, Self.notice))
        }
    }

    /// It went wrong, or was cut short: no block opens any more.
    package func errandFailed(_ place: BlockPlace, took: Duration, status: Int) {
        course.withLock { course in
            note(place, in: &course.log) { $0.between(took, status: status) }
            course.state = .closed
        }
    }

    /// A worker is gone, so that no block will be drained.
    package func close() {
        course.withLock { $0.state = .closed }
    }

    /// The blocks so far.
    package var log: [BlockRun] { course.withLock { $0.log } }

    private func open(_ course: inout Course, at begin: Duration) {
        for place in steps[course.step] { note(place, in: &course.log) { $0.begin(begin) } }
        course.state = .open(at: begin, undrained: workers)
    }

    private func note(
        _ place: BlockPlace, in log: inout [BlockRun], _ change: (inout BlockRun) -> Void
    ) {
        if !log.contains(where: { $0.index == place.index }) {
            log.append(BlockRun(index: place.index, target: place.target))
        }
        for index in log.indices where log[index].index == place.index { change(&log[index]) }
    }
}

extension BlockRun {
    fileprivate mutating func begin(_ elapsed: Duration) { beginNanoseconds = elapsed.nanoseconds }

    fileprivate mutating func end(_ elapsed: Duration) { endNanoseconds = elapsed.nanoseconds }

    fileprivate mutating func between(_ took: Duration, status: Int) {
        betweenSeconds = took.seconds
        betweenStatus = status
    }
}
