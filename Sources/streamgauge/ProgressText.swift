import Engine
import RecordStore
import Reporting
import RunModel

/// Turns the engine's progress into the line of the live view.
struct ProgressText {
    private let load: LoadPlan
    private let plannedRequests: Int?
    private var lastEvents = 0
    private var lastElapsed = Duration.zero

    init(_ plan: RunPlan) {
        load = plan.load
        plannedRequests = plan.plannedRequests
    }

    /// `width` is nil where the line goes to a log.
    mutating func text(_ progress: RunProgress, width: Int?) -> String {
        let span = (progress.elapsed - lastElapsed).seconds
        let events = progress.outputEvents - lastEvents
        lastElapsed = progress.elapsed
        lastEvents = progress.outputEvents
        let line = Reporting.LiveSnapshot(
            elapsed: progress.elapsed, remaining: remaining(progress),
            openStreams: progress.openStreams,
            eventsPerSecond: span > 0 ? Double(events) / span : 0,
            medianTimeToFirstToken: progress.snapshot.timeToFirstTokenP50,
            p99TimeToFirstToken: progress.snapshot.timeToFirstTokenP99,
            endedRequests: progress.snapshot.measuredRequests, plannedRequests: plannedRequests,
            failures: progress.snapshot.failures.values.reduce(0, +),
            serverPause: progress.serverPause)
        guard let width else { return LiveProgress.plain(line) }
        return LiveProgress.redraw(line, width: width)
    }

    /// From the planned end where there is one, else from the pace so far.
    private func remaining(_ progress: RunProgress) -> Duration? {
        let elapsed = progress.elapsed
        if let duration = load.duration?.duration {
            let before = (load.warmupDuration?.duration ?? .zero) + (load.ramp?.duration ?? .zero)
            return max(.zero, before + duration - elapsed)
        }
        let done = progress.snapshot.measuredRequests
        guard let planned = plannedRequests, done > 0, elapsed > .seconds(2) else { return nil }
        return elapsed * (Double(max(0, planned - done)) / Double(done))
    }
}
