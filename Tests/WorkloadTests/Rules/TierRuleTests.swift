import RunModel
import Testing
import Workload

@Suite struct TierRuleTests {
    @Test(arguments: [1, 3])
    func `never opens more streams than the tier and never starts faster`(workers: Int) {
        var run = GovernedRun(.pro, workers: workers, load: closedLoop(requests: 1000))
        let starts = run.starts(length: .seconds(4), until: .seconds(120))
        #expect(starts.map(\.open).max() == 10)
        for (index, start) in starts.enumerated() {
            let inMinute = starts[index...].prefix { $0.at < start.at + .seconds(60) }
            #expect(inMinute.count <= 300)
        }
    }

    @Test(arguments: [1, 3])
    func `uses the whole rate where streams allow it`(workers: Int) {
        var run = GovernedRun(.free, workers: workers, load: closedLoop(requests: 1000))
        let starts = run.starts(length: .milliseconds(100), until: .seconds(120))
        #expect((119...121).contains(starts.count))
        #expect(Set(starts.map(\.worker)).count == workers)
        let heldBack = run.rules.heldBack(at: .seconds(120))
        #expect(heldBack.requestRateSeconds > 100)
        #expect(heldBack.requestRateSeconds <= 120)
    }

    @Test(arguments: [(50, Duration.seconds(31)), (60, .seconds(1))])
    func `waits for a budget of which nothing remains, unless its own rate is within it`(
        limit: Int, until: Duration
    ) throws {
        var run = GovernedRun(.free, load: closedLoop(3))
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

    @Test(arguments: [true, false])
    func `a held start keeps its schedule in open loop and gets a new one in closed`(
        isOpenLoop: Bool
    ) throws {
        var load = closedLoop(requests: 10)
        if isOpenLoop {
            load.rate = 100
            load.arrival = .constant
        }
        var run = GovernedRun(.free, load: load)
        _ = run.workers[0].next(elapsed: .zero, open: 0)
        _ = run.workers[0].next(elapsed: .milliseconds(20), open: 0)
        let ticket = try start(&run.workers[0], at: .seconds(1))
        #expect(ticket.scheduled == (isOpenLoop ? .milliseconds(10) : .seconds(1)))
    }

    @Test(arguments: [1, 2])
    func `keeps the tokens of a minute below the tier's, of all workers together`(workers: Int) {
        let tier = TierPlan(name: "small", tokensPerMinute: 1000)
        var run = GovernedRun(tier, workers: workers, load: closedLoop(workers, requests: 60))
        let starts = run.starts(length: .seconds(1), until: .seconds(180), tokens: 100)
        #expect(starts.count >= 20)
        for start in starts {
            // Ten requests of a hundred tokens a minute; what is in flight is not counted yet.
            let inMinute = starts.count { $0.at >= start.at && $0.at < start.at + .seconds(60) }
            #expect(inMinute <= 10 + workers)
        }
        #expect(run.rules.heldBack(at: .seconds(180)).tokenRateSeconds > 60)
    }

    @Test(arguments: [true, false])
    func `nothing starts after the planned end, whatever the tier held back`(isOpenLoop: Bool) {
        var load = closedLoop(requests: nil)
        if isOpenLoop { load.rate = 10 }
        load.duration = TimeSpan(.seconds(3))
        let tier = TierPlan(name: "slow", requestsPerMinute: 60)
        var run = GovernedRun(tier, load: load)
        let starts = run.starts(length: .milliseconds(10), until: .seconds(60))
        #expect((3...4).contains(starts.count))
        #expect(starts.allSatisfy { $0.at <= .milliseconds(3500) })
        if isOpenLoop { #expect(run.rules.overdueStarts > 10) }
    }
}
