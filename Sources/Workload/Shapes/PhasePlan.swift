package import RunModel

/// Cuts a run into warm-up, ramp and measured rounds.
///
/// Warm-up by number counts requests, warm-up by time and the ramp look at the clock; the ramp comes
/// after the warm-up. What is measured is cut into rounds by count where a number of requests is
/// planned, else by time. Requests that belong together, a pair, have one place. Rounds have the same edges for all workers
/// and shards: by their place in the whole plan, or, unless requests warm up, at times that the plan says.
package struct PhasePlan: Sendable {
    package struct Place: Sendable, Equatable {
        package var phase: Phase
        package var round: Int
    }

    private let group: Int
    private let warmupRequests: Int
    private let warmupEnd: Duration
    private let rampEnd: Duration
    private let rounds: Int
    private let requests: Int?
    /// Measured groups of the whole plan, and which of them are this worker's: the first, and by how many apart.
    private let allGroups: Int
    private let firstGroup: Int
    private let groupStep: Int
    private let duration: Duration?
    private var sentForWarmup = 0
    private var sentMeasured = 0
    /// Nil until requests have warmed up.
    private var measuredStart: Duration?
    /// Where the group's first request went, and how many more belong there.
    private var open = (place: Place(phase: .warmup, round: 0), left: 0)

    /// The plan of one worker, whose counts are its share of the run's, in whole groups.
    package init(_ load: LoadPlan, group: Int, share: WorkerShare) {
        func groups(_ requests: Int?) -> Int { ((requests ?? 0) + group - 1) / group }
        let warmupGroups = groups(load.warmupRequests)
        self.group = group
        warmupRequests = share.part(of: warmupGroups) * group
        warmupEnd = load.warmupDuration?.duration ?? .zero
        rampEnd = warmupEnd + (load.ramp?.duration ?? .zero)
        rounds = load.rounds
        // What is measured follows the warm-up in the numbers of the whole plan.
        requests = load.requests.map {
            (share.part(of: warmupGroups + groups($0)) - share.part(of: warmupGroups)) * group
        }
        allGroups = groups(load.requests)
        firstGroup = share.index + share.part(of: warmupGroups) * share.count - warmupGroups
        groupStep = share.count
        duration = load.duration?.duration
        if load.warmupRequests ?? 0 == 0 { measuredStart = rampEnd }
    }

    /// Whether nothing more starts at `elapsed`.
    ///
    /// The duration is that of measuring. It begins with the first measured request, or with `begins`,
    /// when that was due, where none has started yet: a warm-up longer than the duration does not use
    /// it up.
    package func isOver(at elapsed: Duration, begins: Duration? = nil) -> Bool {
        if open.left > 0 { return false }
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
    package mutating func place(at elapsed: Duration) -> Place {
        if open.left == 0 { open = (nextPlace(at: elapsed), group) }
        open.left -= 1
        switch open.place.phase {
        case .warmup: sentForWarmup += 1
        case .measured: sentMeasured += 1
        case .ramp, .negotiation: break
        }
        return open.place
    }

    private mutating func nextPlace(at elapsed: Duration) -> Place {
        if sentForWarmup < warmupRequests || elapsed < warmupEnd {
            return Place(phase: .warmup, round: 0)
        }
        if elapsed < rampEnd { return Place(phase: .ramp, round: 0) }
        let start = measuredStart ?? elapsed
        measuredStart = start
        if let requests, requests > 0 {
            let group = firstGroup + sentMeasured / group * groupStep
            return Place(phase: .measured, round: min(rounds - 1, group * rounds / allGroups))
        }
        guard let duration, duration > .zero else { return Place(phase: .measured, round: 0) }
        let position = (elapsed - start) / duration
        return Place(
            phase: .measured, round: min(rounds - 1, Int(position * Double(rounds))))
    }
}
