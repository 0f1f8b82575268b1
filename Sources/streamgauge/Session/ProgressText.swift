import Engine
import RecordStore
import Reporting
import RunModel

/// Turns the engine's progress into what the live views show.
struct ProgressText {
    /// A limits run that sends nothing for so long waits on purpose.
    private static let rest = Duration.seconds(1)

    private let load: LoadPlan
    private let isOfLimits: Bool
    private let plannedRequests: Int?
    private var lastEvents = 0
    private var lastElapsed = Duration.zero
    private var lastStarted = 0
    private var lastStart = Duration.zero

    init(_ order: RunOrder) {
        let plan = order.plan
        load = plan.load
        isOfLimits = plan.limits != nil
        plannedRequests = order.plannedRequests
    }

    mutating func snapshot(_ progress: RunProgress) -> LiveSnapshot {
        let span = (progress.elapsed - lastElapsed).seconds
        let events = progress.outputEvents - lastEvents
        lastElapsed = progress.elapsed
        lastEvents = progress.outputEvents
        var line = LiveSnapshot(
            elapsed: progress.elapsed, remaining: remaining(progress),
            openStreams: progress.openStreams,
            eventsPerSecond: span > 0 ? Double(events) / span : 0,
            medianTimeToFirstToken: progress.snapshot.timeToFirstTokenP50,
            p99TimeToFirstToken: progress.snapshot.timeToFirstTokenP99,
            endedRequests: progress.snapshot.measuredRequests, plannedRequests: plannedRequests,
            failures: progress.snapshot.failures.values.reduce(0, +),
            serverPause: progress.serverPause)
        line.warmupRequests = progress.snapshot.warmupRequests
        line.rampRequests = progress.snapshot.rampRequests
        if isOfLimits { line.limits = limits(progress) }
        return line
    }

    private mutating func limits(_ progress: RunProgress) -> LiveLimits {
        if progress.startedRequests > lastStarted {
            lastStarted = progress.startedRequests
            lastStart = progress.elapsed
        }
        let left = progress.nextStart - progress.elapsed
        var limits = LiveLimits(
            probe: progress.snapshot.probe, round: progress.snapshot.round, rounds: load.rounds,
            refused: progress.snapshot.refused,
            isResting: progress.openStreams == 0 && progress.elapsed - lastStart >= Self.rest)
        if limits.isResting, left > .zero { limits.restLeft = left }
        return limits
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
