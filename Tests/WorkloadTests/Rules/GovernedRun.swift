import RunModel
import Workload

/// The governors of a run's workers, which share its rules, and a clock that is moved by hand.
struct GovernedRun {
    var rules: RunRules
    var workers: [Governor]

    init(
        _ tier: TierPlan? = nil, workers count: Int = 1, modes choice: ModeChoice = .streaming,
        load: LoadPlan
    ) {
        var load = load
        load.tier = tier
        let rules = RunRules(load)
        self.rules = rules
        workers = (0..<count).map { index in
            let share = WorkerShare(index: index, count: count)
            let modes = ModeSequence(choice, share: share, seed: 1)
            let shape: any Dispatcher =
                load.isOpenLoop
                ? OpenLoop(load, modes: modes, maxStreams: 100, seed: 1)
                : ClosedLoop(load, modes: modes)
            return Governor(
                shape, rules: rules, tier: tier, share: share, isOpenLoop: load.isOpenLoop)
        }
    }

    struct Start {
        var at: Duration
        var worker: Int
        var open: Int
    }

    /// All starts until `end`; each request ends `length` after its own, and answers as told.
    mutating func starts(
        length: Duration, until end: Duration, outcome: Outcome = .ok,
        tokens: Int? = nil
    ) -> [Start] {
        var now = Duration.zero
        var open = workers.map { _ in [(ends: Duration, ticket: Ticket)]() }
        var starts: [Start] = []
        while now < end {
            var next = end
            // Whoever is asked first takes what is free: that goes round.
            let first = starts.count
            for turn in workers.indices {
                let worker = (first + turn) % workers.count
                for done in open[worker] where done.ends <= now {
                    let event = ended(done.ticket, outcome, at: done.ends) {
                        $0.tokens.output = tokens
                    }
                    workers[worker].saw(event)
                }
                open[worker].removeAll { $0.ends <= now }
                ask: while true {
                    switch workers[worker].next(elapsed: now, open: open[worker].count) {
                    case .start(let ticket):
                        open[worker].append((now + length, ticket))
                        let all = open.reduce(0) { $0 + $1.count }
                        starts.append(Start(at: now, worker: worker, open: all))
                    case .wait(let until):
                        next = min(next, until)
                        break ask
                    case .waitForEnd, .finished, .cancel: break ask
                    }
                }
            }
            let ends = open.flatMap { $0.map(\.ends) }
            now = max(now + .nanoseconds(1), min(next, ends.min() ?? end))
        }
        return starts
    }
}

func closedLoop(_ concurrency: Int = 50, requests: Int? = 100) -> LoadPlan {
    var load = LoadPlan()
    load.concurrency = concurrency
    load.requests = requests
    return load
}

func answer(_ change: (inout LimitHeaders) -> Void) -> RequestEvent.Kind {
    var limits = LimitHeaders()
    change(&limits)
    return .answered(status: 429, limits)
}

func start(_ governor: inout Governor, at elapsed: Duration = .zero) throws -> Ticket {
    guard case .start(let ticket) = governor.next(elapsed: elapsed, open: 0) else {
        throw NoStart()
    }
    return ticket
}

struct NoStart: Error {}

/// Asks again whenever the governor wants to be asked, until it starts or has finished.
func decision(
    _ governor: inout Governor, from elapsed: Duration, open: Int = 0
) -> (Dispatch, at: Duration) {
    var now = elapsed
    while true {
        let dispatch = governor.next(elapsed: now, open: open)
        guard case .wait(let until) = dispatch, until > now else { return (dispatch, now) }
        now = until
    }
}
