package import RunModel

/// A fixed number of streams kept open: each end starts the next request.
///
/// What it measures is not the latency of arriving users: a slow server is asked less often.
package struct ClosedLoop: Dispatcher {
    private let modes: ModeSequence
    private let share: WorkerShare
    /// Of this worker, and of all.
    private let concurrency: Int
    private let allStreams: Int
    private let rampStart: Duration
    private let ramp: Duration
    private var phases: PhasePlan
    private var started = 0

    package init(_ load: LoadPlan, modes: ModeSequence) {
        self.modes = modes
        share = modes.share
        concurrency = share.part(of: load.concurrency)
        allStreams = load.concurrency
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

    /// During the ramp the streams of all workers open one by one, evenly, the first of them before it.
    private func allowedStreams(at elapsed: Duration) -> Int {
        guard ramp > .zero, elapsed < rampStart + ramp else { return concurrency }
        let sinceStart = max(.zero, elapsed - rampStart)
        let last = Int(sinceStart / ramp * Double(allStreams))
        guard last >= share.index else { return 0 }
        return min(concurrency, 1 + (last - share.index) / share.count)
    }

    /// When this worker's stream number `number`, counted from 0, may open.
    private func opening(of number: Int) -> Duration {
        let place = share.index + number * share.count
        // A microsecond late, so that rounding never asks a moment too early, again and again.
        return rampStart + ramp * (Double(place) / Double(allStreams)) + .microseconds(1)
    }
}
