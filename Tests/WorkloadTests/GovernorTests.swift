import RunModel
import Testing
import Workload

@Suite struct GovernorTests {
    /// The governors of a run's workers, which share its rules, and a clock that is moved by hand.
    private struct Run {
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

    private func closedLoop(_ concurrency: Int = 50, requests: Int? = 100) -> LoadPlan {
        var load = LoadPlan()
        load.concurrency = concurrency
        load.requests = requests
        return load
    }

    private func answer(_ change: (inout LimitHeaders) -> Void) -> RequestEvent.Kind {
        var limits = LimitHeaders()
        change(&limits)
        return .answered(status: 429, limits)
    }

    private func start(_ governor: inout Governor, at elapsed: Duration = .zero) throws -> Ticket {
        guard case .start(let ticket) = governor.next(elapsed: elapsed, open: 0) else {
            throw NoStart()
        }
        return ticket
    }

    private struct NoStart: Error {}

    /// Asks again whenever the governor wants to be asked, until it starts or has finished.
    private func decision(
        _ governor: inout Governor, from elapsed: Duration, open: Int = 0
    ) -> (Dispatch, at: Duration) {
        var now = elapsed
        while true {
            let dispatch = governor.next(elapsed: now, open: open)
            guard case .wait(let until) = dispatch, until > now else { return (dispatch, now) }
            now = until
        }
    }

    @Test(arguments: [1, 3])
    func `never opens more streams than the tier and never starts faster`(workers: Int) {
        var run = Run(.pro, workers: workers, load: closedLoop(requests: 1000))
        let starts = run.starts(length: .seconds(4), until: .seconds(120))
        #expect(starts.map(\.open).max() == 10)
        for (index, start) in starts.enumerated() {
            let inMinute = starts[index...].prefix { $0.at < start.at + .seconds(60) }
            #expect(inMinute.count <= 300)
        }
    }

    @Test(arguments: [1, 3])
    func `uses the whole rate where streams allow it`(workers: Int) {
        var run = Run(.free, workers: workers, load: closedLoop(requests: 1000))
        let starts = run.starts(length: .milliseconds(100), until: .seconds(120))
        #expect((119...121).contains(starts.count))
        #expect(Set(starts.map(\.worker)).count == workers)
        let heldBack = run.rules.heldBack(at: .seconds(120))
        #expect(heldBack.requestRateSeconds > 100)
        #expect(heldBack.requestRateSeconds <= 120)
    }

    @Test func `a server's pause that one worker met holds back all of them`() throws {
        var run = Run(workers: 2, load: closedLoop(2))
        let ticket = try start(&run.workers[0])
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), answer { $0.retryAfter = .seconds(7) }))
        for worker in 0..<2 {
            let (_, at) = decision(&run.workers[worker], from: .seconds(2))
            #expect(at == .seconds(8))
        }
        // Wall time, however many workers waited.
        #expect(abs(run.rules.heldBack(at: .seconds(9)).serverSeconds - 6) < 1e-9)
    }

    @Test(arguments: [(50, Duration.seconds(31)), (60, .seconds(1))])
    func `waits for a budget of which nothing remains, unless its own rate is within it`(
        limit: Int, until: Duration
    ) throws {
        var run = Run(.free, load: closedLoop(3))
        let ticket = try start(&run.workers[0])
        let kind = answer {
            $0.requests.limit = limit
            $0.requests.remaining = 0
            $0.requests.reset = .seconds(30)
        }
        run.workers[0].saw(RequestEvent(ticket, at: .seconds(1), kind))
        // Its own sixty a minute allow the next after a second.
        let (_, at) = decision(&run.workers[0], from: .milliseconds(999), open: 1)
        #expect(at == until)
    }

    @Test func `a wait beyond the planned end ends the run at that end`() throws {
        var load = closedLoop(2, requests: nil)
        load.duration = TimeSpan(.seconds(10))
        var run = Run(modes: .both, load: load)
        let ticket = try start(&run.workers[0])
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), answer { $0.retryAfter = .seconds(200) }))
        let (last, at) = decision(&run.workers[0], from: .seconds(2))
        #expect(last == .finished)
        #expect(at == .seconds(10))
        #expect(run.workers[0].next(elapsed: .seconds(4000), open: 0) == .finished)
        #expect(abs(run.rules.heldBack(at: .seconds(4000)).serverSeconds - 8) < 1e-9)
    }

    @Test(arguments: [true, false])
    func `a held start keeps its schedule in open loop and gets a new one in closed`(
        isOpenLoop: Bool
    ) throws {
        var load = closedLoop(requests: 10)
        if isOpenLoop {
            load.rate = 100
            load.arrival = .constant
        }
        var run = Run(.free, load: load)
        _ = run.workers[0].next(elapsed: .zero, open: 0)
        _ = run.workers[0].next(elapsed: .milliseconds(20), open: 0)
        let ticket = try start(&run.workers[0], at: .seconds(1))
        #expect(ticket.scheduled == (isOpenLoop ? .milliseconds(10) : .seconds(1)))
    }

    @Test(arguments: [1, 2])
    func `keeps the tokens of a minute below the tier's, of all workers together`(workers: Int) {
        let tier = TierPlan(name: "small", tokensPerMinute: 1000)
        var run = Run(tier, workers: workers, load: closedLoop(workers, requests: 60))
        let starts = run.starts(length: .seconds(1), until: .seconds(180), tokens: 100)
        #expect(starts.count >= 20)
        for start in starts {
            // Ten requests of a hundred tokens a minute; what is in flight is not counted yet.
            let inMinute = starts.count { $0.at >= start.at && $0.at < start.at + .seconds(60) }
            #expect(inMinute <= 10 + workers)
        }
        #expect(run.rules.heldBack(at: .seconds(180)).tokenRateSeconds > 60)
    }

    @Test(arguments: [Outcome.connect, .http4xx, .http5xx, .rateLimited], [1, 4])
    func `slows down in front of a server that fails at once`(outcome: Outcome, workers: Int) {
        var load = closedLoop(workers, requests: 100_000)
        load.keepsGoing = true
        var run = Run(workers: workers, load: load)
        let starts = run.starts(
            length: .microseconds(100), until: .seconds(60), outcome: outcome)
        // Ten without a pause, ten while it grows, then one a second.
        #expect((60...80 + workers).contains(starts.count))
        #expect((run.rules.heldBack(at: .seconds(60)).failuresSeconds ?? 0) > 50)
    }

    @Test(arguments: [1, 4], [true, false])
    func `ends when its first requests all fail alike`(workers: Int, isOpenLoop: Bool) {
        var load = closedLoop(4, requests: 1000)
        if isOpenLoop { load.rate = 100 }
        var run = Run(workers: workers, load: load)
        let starts = run.starts(
            length: .milliseconds(1), until: .seconds(60), outcome: .http4xx)
        #expect((20...24).contains(starts.count))
        #expect(
            run.rules.earlyEnd
                == .failedAlike(requests: 20, .http4xx, status: nil, message: nil))
    }

    @Test func `goes on when one of the first requests was answered or failed otherwise`() {
        for other in [Outcome.ok, .http5xx] {
            var load = closedLoop(1, requests: 30)
            load.keepsGoing = false
            var run = Run(load: load)
            for number in 0..<30 {
                let now = Duration.seconds(number * 2)
                guard case .start(let ticket) = run.workers[0].next(elapsed: now, open: 0) else {
                    continue
                }
                let outcome = number == 5 ? other : .http4xx
                run.workers[0].saw(ended(ticket, outcome, at: now))
            }
            #expect(run.rules.earlyEnd == nil)
        }
    }

    @Test func `ends rather than wait longer than the plan does, and obeys only refusals`() throws {
        var load = closedLoop(2)
        load.maxPause = TimeSpan(.seconds(60))
        var run = Run(workers: 2, load: load)
        let ticket = try start(&run.workers[0])
        var limits = LimitHeaders()
        limits.retryAfter = .seconds(86_400)
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), .answered(status: 200, limits)))
        #expect(run.rules.pause.end == .zero)
        #expect(!run.rules.isOver)
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), .answered(status: 503, limits)))
        for worker in 0..<2 {
            #expect(run.workers[worker].next(elapsed: .seconds(2), open: 0) == .finished)
        }
        #expect(run.rules.earlyEnd == .pauseTooLong(.seconds(86_400)))
    }

    @Test(arguments: [ModeChoice.streaming, .both])
    func `an open loop does not send in a burst what was due during a pause`(
        modes: ModeChoice
    ) throws {
        var load = closedLoop(requests: 200)
        load.rate = 10
        load.arrival = .constant
        var run = Run(modes: modes, load: load)
        let first = try start(&run.workers[0], at: .milliseconds(100))
        run.workers[0].saw(
            RequestEvent(first, at: .milliseconds(150), answer { $0.retryAfter = .seconds(5) }))
        var now = Duration.milliseconds(150)
        var starts: [Ticket] = []
        while starts.count < 20, now < .seconds(60) {
            switch run.workers[0].next(elapsed: now, open: 0) {
            case .start(let ticket): starts.append(ticket)
            case .wait(let until): now = until
            case .waitForEnd, .finished, .cancel: now = .seconds(60)
            }
        }
        // At the planned rate, none late, and nothing of the pause in their schedule.
        let scheduled = starts.map(\.scheduled)
        #expect(scheduled.allSatisfy { $0 >= .milliseconds(5150) })
        let loose = scheduled.dropFirst(modes == .both ? 1 : 0)
        #expect(zip(loose, loose.dropFirst()).allSatisfy { $1 - $0 > .milliseconds(99) })
        #expect((46...52).contains(run.rules.unsentStarts))
        // No pair is left in half.
        if modes == .both {
            let pairs = Dictionary(grouping: starts + [first], by: \.pair).filter {
                $0.value.count == 1
            }
            #expect(pairs.count <= 1)
        }
    }
}
