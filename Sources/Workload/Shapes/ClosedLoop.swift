package import RunModel

/// A fixed number of streams kept open: each end starts the next request.
///
/// What it measures is not the latency of arriving users: a slow server is asked less often.
package struct ClosedLoop: Dispatcher {
    private let modes: ModeSequence
    private let concurrency: Int
    private let rampStart: Duration
    private let ramp: Duration
    private var phases: PhasePlan
    private var started = 0

    package init(_ load: LoadPlan, modes: ModeSequence) {
        self.modes = modes
        concurrency = modes.share.part(of: load.concurrency)
        rampStart = load.warmupDuration?.duration ?? .zero
        ramp = load.ramp?.duration ?? .zero
        phases = PhasePlan(load, group: modes.group, share: modes.share)
    }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        if concurrency == 0 || phases.isOver(at: elapsed) { return .finished }
        let allowed = allowedStreams(at: elapsed)
        guard open < allowed else {
            return allowed < concurrency ? .wait(until: opening(of: allowed)) : .waitForEnd
        }
        defer { started += 1 }
        return .start(
            modes.ticket(modes.request(started), phases.place(at: elapsed), scheduled: elapsed))
    }

    package var plannedEnd: Duration? { phases.plannedEnd }

    /// During the ramp the streams open one by one, evenly, the first of them at its start.
    private func allowedStreams(at elapsed: Duration) -> Int {
        guard ramp > .zero, elapsed < rampStart + ramp else { return concurrency }
        guard elapsed >= rampStart else { return 1 }
        let opened = 1 + Int((elapsed - rampStart) / ramp * Double(concurrency))
        return min(concurrency, opened)
    }

    /// When stream number `number`, counted from 0, may open.
    private func opening(of number: Int) -> Duration {
        // A microsecond late, so that rounding never asks a moment too early, again and again.
        rampStart + ramp * (Double(number) / Double(concurrency)) + .microseconds(1)
    }
}
