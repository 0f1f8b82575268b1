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
    private var lastStart = Duration.zero
    /// Requests that failed before they were sent, since one was.
    private var failuresInARow = 0

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
        let pause = Self.pause(after: failuresInARow)
        if elapsed < lastStart + pause { return .wait(until: lastStart + pause) }
        lastStart = elapsed
        defer { started += 1 }
        return .start(
            modes.ticket(modes.request(started), phases.place(at: elapsed), scheduled: elapsed))
    }

    package mutating func saw(_ event: RequestEvent) {
        guard case .ended(let record) = event.kind else { return }
        switch record.outcome {
        case .resolve, .connect, .tls, .generator: failuresInARow += 1
        default: failuresInARow = 0
        }
    }

    package var plannedEnd: Duration? { phases.plannedEnd }

    /// A server that refuses connections ends a request within microseconds, and a closed loop would ask
    /// it tens of thousands of times a second. After ten in a row starts are 1 ms apart, then twice that
    /// with each failure, up to 1 s.
    private static func pause(after failures: Int) -> Duration {
        guard failures >= 10 else { return .zero }
        return .milliseconds(1 << min(failures - 10, 10))
    }

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
