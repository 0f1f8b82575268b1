import RunModel
import Testing
import Workload

@Suite struct GovernorTests {
    private func closedLoop(
        _ tier: TierPlan, concurrency: Int = 50, requests: Int = 100, worker: Int = 0,
        of count: Int = 1
    ) -> Governor {
        var load = LoadPlan()
        load.concurrency = concurrency
        load.requests = requests
        let share = WorkerShare(index: worker, count: count)
        let modes = ModeSequence(.streaming, share: share, seed: 1)
        return Governor(
            ClosedLoop(load, modes: modes), tier: tier, share: share, isOpenLoop: false)
    }

    /// Moves the clock from start to start; each request ends `length` after its own.
    private func starts(
        _ governor: inout Governor, length: Duration, until end: Duration
    ) -> [(at: Duration, open: Int)] {
        var now = Duration.zero
        var open: [(ends: Duration, ticket: Ticket)] = []
        var starts: [(at: Duration, open: Int)] = []
        while now < end {
            for done in open where done.ends <= now {
                governor.saw(ended(done.ticket, .ok, at: done.ends))
            }
            open.removeAll { $0.ends <= now }
            let nextEnd = open.map(\.ends).min() ?? end
            switch governor.next(elapsed: now, open: open.count) {
            case .start(let ticket):
                open.append((now + length, ticket))
                starts.append((now, open.count))
            case .wait(let until): now = min(max(until, now + .nanoseconds(1)), nextEnd)
            case .waitForEnd: now = nextEnd
            case .finished, .cancel: return starts
            }
        }
        return starts
    }

    @Test func `never opens more streams than the tier and never starts faster`() {
        var governor = closedLoop(.pro, requests: 1000)
        let starts = starts(&governor, length: .seconds(4), until: .seconds(120))
        #expect(starts.map(\.open).max() == 10)
        for (index, start) in starts.enumerated() {
            let inMinute = starts[index...].prefix { $0.at < start.at + .seconds(60) }
            #expect(inMinute.count <= 300)
        }
    }

    @Test func `uses the whole rate where streams allow it`() {
        var governor = closedLoop(.free, requests: 1000)
        let starts = starts(&governor, length: .milliseconds(100), until: .seconds(120))
        #expect((119...121).contains(starts.count))
        #expect(governor.heldBack.requestRateSeconds > 100)
        #expect(governor.heldBack.streamsSeconds == 0)
    }

    @Test func `the workers' parts add up to the tier`() {
        var all: [Duration] = []
        for worker in 0..<3 {
            var governor = closedLoop(.free, requests: 1000, worker: worker, of: 3)
            all += starts(&governor, length: .milliseconds(100), until: .seconds(60)).map(\.at)
        }
        #expect((59...62).contains(all.count))
    }

    @Test func `waits as long as the server asked, with all starts`() {
        var governor = closedLoop(TierPlan(name: "none"), concurrency: 2)
        guard case .start(let ticket) = governor.next(elapsed: .zero, open: 0) else {
            Issue.record("no start")
            return
        }
        var limits = LimitHeaders()
        limits.retryAfter = .seconds(7)
        governor.saw(
            RequestEvent(ticket, at: .seconds(1), .answered(status: 429, limits)))
        #expect(governor.next(elapsed: .seconds(2), open: 0) == .wait(until: .seconds(8)))
        guard case .start = governor.next(elapsed: .seconds(8), open: 0) else {
            Issue.record("no start after the wait")
            return
        }
        #expect(abs(governor.heldBack.serverSeconds - 6) < 1e-9)
    }

    @Test func `waits for a budget of which nothing remains, unless its own rate is within it`() {
        for (limit, until) in [(50, Duration.seconds(31)), (60, .seconds(1))] {
            var governor = closedLoop(.free, concurrency: 3)
            guard case .start(let ticket) = governor.next(elapsed: .zero, open: 0) else {
                Issue.record("no start")
                return
            }
            var limits = LimitHeaders()
            limits.requests.limit = limit
            limits.requests.remaining = 0
            limits.requests.reset = .seconds(30)
            governor.saw(RequestEvent(ticket, at: .seconds(1), .answered(status: 200, limits)))
            // Its own sixty a minute allow the next after a second.
            let next = governor.next(elapsed: .milliseconds(999), open: 1)
            #expect(next == .wait(until: until), "\(limit)")
        }
    }

    @Test func `a wait beyond the planned end ends the run at that end`() {
        var load = LoadPlan()
        load.concurrency = 2
        load.duration = TimeSpan(.seconds(10))
        let share = WorkerShare(index: 0, count: 1)
        let modes = ModeSequence(.both, share: share, seed: 1)
        var governor = Governor(
            ClosedLoop(load, modes: modes), tier: TierPlan(name: "none"), share: share,
            isOpenLoop: false)
        guard case .start(let ticket) = governor.next(elapsed: .zero, open: 0) else {
            Issue.record("no start")
            return
        }
        var limits = LimitHeaders()
        limits.retryAfter = .seconds(3600)
        governor.saw(
            RequestEvent(ticket, at: .seconds(1), .answered(status: 429, limits)))
        #expect(governor.next(elapsed: .seconds(2), open: 0) == .wait(until: .seconds(10)))
        #expect(governor.next(elapsed: .seconds(10), open: 0) == .finished)
        #expect(governor.next(elapsed: .seconds(4000), open: 0) == .finished)
        #expect(abs(governor.heldBack.serverSeconds - 8) < 1e-9)
    }

    @Test func `a held start keeps its schedule in open loop and gets a new one in closed`() {
        var load = LoadPlan()
        load.rate = 100
        load.arrival = .constant
        load.requests = 10
        let share = WorkerShare(index: 0, count: 1)
        let modes = ModeSequence(.streaming, share: share, seed: 1)
        var open = Governor(
            OpenLoop(load, modes: modes, maxStreams: 100, seed: 1), tier: .free, share: share,
            isOpenLoop: true)
        var closed = closedLoop(.free)
        for (index, wanted) in [Duration.milliseconds(10), .seconds(1)].enumerated() {
            func next(_ elapsed: Duration) -> Dispatch {
                index == 0
                    ? open.next(elapsed: elapsed, open: 0) : closed.next(elapsed: elapsed, open: 0)
            }
            _ = next(.zero)
            _ = next(.milliseconds(20))
            guard case .start(let ticket) = next(.seconds(1)) else {
                Issue.record("no start")
                return
            }
            #expect(ticket.scheduled == wanted)
        }
    }

    @Test func `keeps the tokens of a minute below the tier's`() {
        let tier = TierPlan(name: "small", tokensPerMinute: 1000)
        var governor = closedLoop(tier, concurrency: 1)
        var now = Duration.zero
        var started: [Duration] = []
        while started.count < 30 {
            switch governor.next(elapsed: now, open: 0) {
            case .start(let ticket):
                started.append(now)
                now += .seconds(1)
                governor.saw(
                    ended(ticket, .ok, at: now) {
                        $0.tokens.prompt = 50
                        $0.tokens.output = 50
                    })
            case .wait(let until): now = until
            case .waitForEnd, .finished, .cancel: return
            }
        }
        // Ten requests of a hundred tokens a minute; the eleventh starts before the tenth is counted.
        for start in started {
            #expect(started.count { $0 >= start && $0 < start + .seconds(60) } <= 11)
        }
        #expect(governor.heldBack.tokenRateSeconds > 60)
    }
}
