internal import Reactor
internal import RunModel

/// Asks for a turn of the loop every 10 ms and notes how late it comes: how late this client is, whoever
/// holds it up, where no stamp can hide it (docs/internals/arrival-times.md).
final class TurnCheck: DeadlineSource {
    static let spacing = Duration.milliseconds(10)

    private(set) var deadline: MonotonicInstant?
    private let tally: WorkerTally
    private let modes: [ResponseMode]

    init(_ tally: WorkerTally, _ modes: [ResponseMode]) {
        self.tally = tally
        self.modes = modes
    }

    func begin(at origin: MonotonicInstant) {
        deadline = origin + Self.spacing
    }

    func deadlinePassed(at now: MonotonicInstant) {
        guard var due = deadline else { return }
        // Turns that were missed altogether count too, each with its own lateness.
        while due <= now {
            tally.recordLateness(nanoseconds: now.nanoseconds - due.nanoseconds, modes)
            due = due + Self.spacing
        }
        deadline = due
    }
}
