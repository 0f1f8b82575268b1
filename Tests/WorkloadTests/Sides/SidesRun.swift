import RunModel
import Workload

/// The workers of a run with two sides and the gate they share, with a clock that is moved by hand.
struct SidesRun {
    let plan: RunPlan
    let rules: RunRules
    let gate: BlockGate
    let schedule: BlockSchedule
    private(set) var workers: [any Dispatcher]
    private(set) var starts: [Start] = []
    /// The blocks before which something was done.
    private(set) var errands: [BlockPlace] = []

    struct Start {
        var ticket: Ticket
        var worker: Int
        var at: Duration
        /// Streams of the ticket's side, with this one.
        var open: Int
        var ends: Duration
    }

    /// 6 blocks a side of 7 requests after 2 for warm-up, two at a time, unless `change` says otherwise.
    static func plan(_ change: (inout RunPlan) -> Void = { _ in }) -> RunPlan {
        var plan = RunPlan()
        var against = AgainstPlan()
        against.blocks = 6
        plan.against = against
        plan.request.modes = .streaming
        plan.load.concurrency = 2
        plan.load.requests = 84
        plan.load.warmupRequests = 2
        plan.load.arrivalSeed = 5
        change(&plan)
        return plan
    }

    init(_ plan: RunPlan, workers count: Int = 1) {
        self.plan = plan
        let rules = RunRules(plan.load)
        let against = plan.against ?? AgainstPlan()
        let schedule = BlockSchedule(against, seed: plan.load.arrivalSeed ?? 1)
        let gate = BlockGate(
            schedule, workers: count, settle: against.settleTime,
            hasErrands: against.between != nil)
        (self.rules, self.gate, self.schedule) = (rules, gate, schedule)
        workers = (0..<count).map { index in
            plan.dispatcher(
                for: WorkerShare(index: index, count: count), streams: 100, rules: rules, gate: gate
            )
        }
    }

    /// Runs until all workers have finished, or until `end`. A request to a side lasts `length` of it;
    /// something that is to be done before a block takes `errand`.
    ///
    /// - Returns: whether all have finished.
    mutating func run(
        length: [Duration] = [.milliseconds(100), .milliseconds(250)],
        errand: Duration = .seconds(3), until end: Duration = .seconds(600)
    ) -> Bool {
        var now = Duration.zero
        var open = workers.map { _ in [Start]() }
        while now < end {
            if let place = gate.errand {
                errands.append(place)
                now += errand
                gate.errandEnded(place, took: errand, at: now)
            }
            var (next, finished) = (end, 0)
            for worker in workers.indices {
                for done in open[worker] where done.ends <= now {
                    workers[worker].saw(ended(done.ticket, .ok, at: done.ends))
                }
                open[worker].removeAll { $0.ends <= now }
                ask: while true {
                    switch workers[worker].next(elapsed: now, open: open[worker].count) {
                    case .start(let ticket):
                        let others = open.joined().count { $0.ticket.target == ticket.target }
                        let start = Start(
                            ticket: ticket, worker: worker, at: now, open: others + 1,
                            ends: now + length[ticket.target])
                        open[worker].append(start)
                        starts.append(start)
                    case .wait(let until):
                        next = min(next, until)
                        break ask
                    case .finished:
                        finished += open[worker].isEmpty ? 1 : 0
                        break ask
                    case .waitForEnd, .cancel: break ask
                    }
                }
            }
            if finished == workers.count { return true }
            now = max(now + .nanoseconds(1), min(next, open.joined().map(\.ends).min() ?? end))
        }
        return false
    }

    func tickets(ofRound round: Int) -> [Ticket] {
        starts.map(\.ticket).filter { $0.round == round }
    }
}
