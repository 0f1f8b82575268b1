package import RunModel
internal import Statistics

/// The plan of one step of a sweep: the sweep's own with its load, its amount, its warm-up and seeds of its own.
package struct StepPlan: Sendable, Equatable {
    package let plan: RunPlan

    /// What a step sends unless the plan says: enough for a median in the smallest, and for what a stream of many does
    /// twenty times over; and not for longer than half a minute.
    package static let fewestRequests = 60
    package static let requestsPerStream = 20
    package static let usualTime = TimeSpan(.seconds(30))

    /// - Parameters:
    ///   - sweep: The plan of the whole.
    ///   - place: Which load, in which pass.
    ///   - attempt: 0 the first time; each later one warms up twice as long.
    ///   - answer: How long an answer took so far, where one is known.
    package init(
        _ sweep: SweepPlan, _ place: SweepPlan.Place, attempt: Int = 0, answer: Duration? = nil
    ) {
        var plan = sweep.base
        plan.name += "-\(place.load.label)"
        plan.seed = Self.seed(sweep.base.seed, place, attempt)
        var load = plan.load
        load.arrivalSeed = Self.seed(sweep.arrivalSeed, place, attempt)
        switch place.load.kind {
        case .concurrency:
            load.concurrency = Int(place.load.value)
            load.rate = nil
        case .rate: load.rate = place.load.value
        }
        if load.requests == nil, load.duration == nil {
            load.requests = Self.usualRequests(place.load, answer: answer)
            load.duration = Self.usualTime
        }
        if load.warmupRequests == nil, load.warmupDuration == nil {
            let warmup = StepWarmup(place.load, answer: answer, attempt: attempt)
            load.warmupRequests = warmup.requests
            load.warmupDuration = warmup.duration
        }
        plan.load = load
        self.plan = plan
    }

    /// Nil in an open loop, which ends with its time. Where answers take so long that not all would fit into it, as
    /// many as do: rounds are cut by number, and those after the time would be empty.
    package static func usualRequests(_ load: SweepLoad, answer: Duration? = nil) -> Int? {
        load.streams.map { streams in
            let usual = max(fewestRequests, requestsPerStream * streams)
            guard let answer, answer > .zero else { return usual }
            let fitting = Double(streams) * usualTime.duration.seconds / answer.seconds
            return max(min(usual, Int(min(fitting, 1e9))), min(usual, leastRequests))
        }
    }

    /// Two for each of six rounds.
    private static let leastRequests = 12

    /// Every load, pass and attempt asks prompts of its own, so that a server's cache of the step before helps none;
    /// the same step of another sweep of the plan asks the same, so that the two can be compared.
    private static func seed(_ seed: UInt64, _ place: SweepPlan.Place, _ attempt: Int) -> UInt64 {
        var generator = SeededGenerator(
            seed: seed, purpose: 0x7377_6565_7000 + UInt64(place.pass) << 8 + UInt64(attempt),
            index: place.load.value.bitPattern)
        // Short enough to be typed again, and never 0.
        return generator.next() >> 32 | 1
    }
}
