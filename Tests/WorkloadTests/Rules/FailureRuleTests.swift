import RunModel
import Testing
import Workload

@Suite struct FailureRuleTests {
    @Test(arguments: [Outcome.connect, .http4xx, .http5xx, .rateLimited], [1, 4])
    func `slows down in front of a server that fails at once`(outcome: Outcome, workers: Int) {
        var load = closedLoop(workers, requests: 100_000)
        load.keepsGoing = true
        var run = GovernedRun(workers: workers, load: load)
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
        var run = GovernedRun(workers: workers, load: load)
        let starts = run.starts(
            length: .milliseconds(1), until: .seconds(60), outcome: .http4xx)
        #expect((20...24).contains(starts.count))
        #expect(
            run.rules.earlyEnd
                == .failedAlike(requests: 20, target: 0, .http4xx, status: nil, message: nil))
    }

    @Test func `goes on when one of the first requests was answered or failed otherwise`() {
        for other in [Outcome.ok, .http5xx] {
            var load = closedLoop(1, requests: 30)
            load.keepsGoing = false
            var run = GovernedRun(load: load)
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

    @Test func `goes on while an answer is under way, whatever else fails`() throws {
        var run = GovernedRun(load: closedLoop(40, requests: 1000))
        let first = try start(&run.workers[0])
        run.workers[0].saw(RequestEvent(first, at: .zero, .firstOutput))
        for _ in 0..<25 {
            guard case .start(let ticket) = run.workers[0].next(elapsed: .seconds(60), open: 1)
            else { continue }
            run.workers[0].saw(ended(ticket, .rateLimited, at: .seconds(60)))
        }
        #expect(run.rules.earlyEnd == nil)
    }

    /// A ceiling refuses at once, while those that it let in have no first token yet.
    @Test func `goes on while one of the first to start is open, whatever was refused`() throws {
        var run = GovernedRun(load: closedLoop(40, requests: 1000))
        let admitted = try start(&run.workers[0])
        for second in 1...30 {
            let ticket = try start(&run.workers[0], at: .seconds(second * 2))
            run.workers[0].saw(ended(ticket, .rateLimited, at: .seconds(second * 2)))
        }
        #expect(run.rules.earlyEnd == nil)
        run.workers[0].saw(ended(admitted, .rateLimited, at: .seconds(61)))
        #expect(run.rules.earlyEnd != nil)
    }

    @Test func `a server that lets some in and refuses the others is not flooded`() throws {
        var load = closedLoop(16, requests: 1_000_000)
        load.keepsGoing = true
        var run = GovernedRun(load: load)
        var open: [(ends: Duration, ticket: Ticket, outcome: Outcome)] = []
        var now = Duration.zero
        var ended: [Outcome: Int] = [:]
        while now < .seconds(20) {
            for done in open where done.ends <= now {
                ended[done.outcome, default: 0] += 1
                run.workers[0].saw(WorkloadTests.ended(done.ticket, done.outcome, at: now))
            }
            open.removeAll { $0.ends <= now }
            ask: while true {
                switch run.workers[0].next(elapsed: now, open: open.count) {
                case .start(let ticket):
                    let isIn = open.count { $0.outcome == .ok } < 12
                    let length = isIn ? Duration.seconds(1) : .milliseconds(1)
                    open.append((now + length, ticket, isIn ? .ok : .rateLimited))
                case .wait, .waitForEnd, .finished, .cancel: break ask
                }
            }
            now += .milliseconds(1)
        }
        let answered = ended[.ok] ?? 0
        #expect(answered > 12 * 20 / 2)
        #expect(ended[.rateLimited] ?? 0 < 2 * answered + 50)
    }
}
