package import RunModel

/// Cuts a run into warm-up, ramp and measured rounds.
///
/// Warm-up by number counts requests, warm-up by time and the ramp look at the clock; the ramp comes
/// after the warm-up. What is measured is cut into rounds by count where a number of requests is
/// planned, else by time.
package struct PhasePlan: Sendable {
    private let warmupRequests: Int
    private let warmupEnd: Duration
    private let rampEnd: Duration
    private let rounds: Int
    private let requests: Int?
    private let duration: Duration?
    private var sentForWarmup = 0
    private var sentMeasured = 0
    private var measuredStart: Duration?

    /// The plan of one worker, whose counts are its share of the run's.
    package init(_ load: LoadPlan, share: WorkerShare) {
        warmupRequests = share.part(of: load.warmupRequests ?? 0)
        warmupEnd = load.warmupDuration?.duration ?? .zero
        rampEnd = warmupEnd + (load.ramp?.duration ?? .zero)
        rounds = load.rounds
        requests = load.requests.map { share.part(of: $0) }
        duration = load.duration?.duration
    }

    /// Whether nothing more starts at `elapsed`.
    ///
    /// The duration is that of measuring. It begins with the first measured request, or with `begins`,
    /// when that was due, where none has started yet: a warm-up longer than the duration does not use
    /// it up.
    package func isOver(at elapsed: Duration, begins: Duration? = nil) -> Bool {
        if let requests, sentMeasured >= requests { return true }
        guard let duration, sentForWarmup >= warmupRequests,
            let start = measuredStart ?? begins.map({ max($0, rampEnd) })
        else { return false }
        return elapsed >= start + duration
    }

    /// The end of measuring by the clock, once it has begun and unless the number ended it before.
    package var plannedEnd: Duration? {
        if let requests, sentMeasured >= requests { return nil }
        guard let duration, let measuredStart else { return nil }
        return measuredStart + duration
    }

    /// Takes the next place in the run for a request that starts at `elapsed`.
    package mutating func place(at elapsed: Duration) -> (phase: Phase, round: Int) {
        if sentForWarmup < warmupRequests || elapsed < warmupEnd {
            sentForWarmup += 1
            return (.warmup, 0)
        }
        if elapsed < rampEnd { return (.ramp, 0) }
        let start = measuredStart ?? elapsed
        measuredStart = start
        defer { sentMeasured += 1 }
        if let requests, requests > 0 { return (.measured, sentMeasured * rounds / requests) }
        guard let duration, duration > .zero else { return (.measured, 0) }
        let position = (elapsed - start) / duration
        return (.measured, min(rounds - 1, Int(position * Double(rounds))))
    }
}
