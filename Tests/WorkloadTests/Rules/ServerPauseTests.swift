import RunModel
import Testing
import Workload

@Suite struct ServerPauseTests {
    @Test func `a server's pause that one worker met holds back all of them`() throws {
        var run = GovernedRun(workers: 2, load: closedLoop(2))
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

    @Test func `a wait that stands in a refusal's words alone is obeyed when they have come`()
        throws
    {
        var run = GovernedRun(workers: 1, load: closedLoop(2))
        let ticket = try start(&run.workers[0])
        run.workers[0].saw(
            ended(ticket, .rateLimited, at: .seconds(1)) {
                $0.status = 429
                $0.limits.retryAfter = .seconds(7)
                $0.limits.isWaitInBody = true
            })
        #expect(decision(&run.workers[0], from: .seconds(2)).at == .seconds(8))
    }

    @Test func `a wait beyond the planned end ends the run at that end`() throws {
        var load = closedLoop(2, requests: nil)
        load.duration = TimeSpan(.seconds(10))
        var run = GovernedRun(modes: .both, load: load)
        let ticket = try start(&run.workers[0])
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), answer { $0.retryAfter = .seconds(200) }))
        let (last, at) = decision(&run.workers[0], from: .seconds(2))
        #expect(last == .finished)
        #expect(at == .seconds(10))
        #expect(run.workers[0].next(elapsed: .seconds(4000), open: 0) == .finished)
        #expect(abs(run.rules.heldBack(at: .seconds(4000)).serverSeconds - 8) < 1e-9)
    }

    @Test func `ends rather than wait longer than the plan does, and obeys only refusals`() throws {
        var load = closedLoop(2)
        load.maxPause = TimeSpan(.seconds(60))
        var run = GovernedRun(workers: 2, load: load)
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

    /// Not what nothing is short of, nor an answer that was given or refused for something else.
    @Test(
        arguments: [
            (429, 0, 7), (429, nil, 7), (429, 3, nil), (503, 0, nil), (200, 0, nil),
        ] as [(Int, Int?, Int64?)])
    func `a 429 without Retry-After asks to wait for what is used up`(
        status: Int, remaining: Int?, wait: Int64?
    ) throws {
        var run = GovernedRun(load: closedLoop(2))
        let ticket = try start(&run.workers[0])
        var limits = LimitHeaders()
        limits.tokens.remaining = remaining
        limits.tokens.reset = .seconds(7)
        run.workers[0].saw(
            RequestEvent(ticket, at: .seconds(1), .answered(status: status, limits)))
        #expect(run.rules.pause.end == wait.map { .seconds(1 + $0) } ?? .zero)
        limits.retryAfter = .seconds(2)
        #expect(limits.wait(afterStatus: status) == (status == 200 ? nil : .seconds(2)))
    }

    @Test(arguments: [ModeChoice.streaming, .both])
    func `an open loop does not send in a burst what was due during a pause`(
        modes: ModeChoice
    ) throws {
        var load = closedLoop(requests: 200)
        load.rate = 10
        load.arrival = .constant
        var run = GovernedRun(modes: modes, load: load)
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

    @Test func `what a pause beyond the end kept from being sent is counted`() throws {
        var load = closedLoop(requests: nil)
        load.rate = 10
        load.arrival = .constant
        load.duration = TimeSpan(.seconds(6))
        var run = GovernedRun(load: load)
        let first = try start(&run.workers[0], at: .milliseconds(100))
        run.workers[0].saw(
            RequestEvent(first, at: .milliseconds(150), answer { $0.retryAfter = .seconds(100) }))
        let (last, at) = decision(&run.workers[0], from: .milliseconds(160))
        #expect(last == .finished)
        #expect(at <= .milliseconds(6200))
        #expect((57...60).contains(run.rules.unsentStarts))
    }

    @Test func `a refusal's wait that cannot be read is told`() throws {
        var run = GovernedRun(load: closedLoop(1))
        let ticket = try start(&run.workers[0])
        run.workers[0].saw(
            RequestEvent(ticket, at: .zero, answer { $0.unreadableRetryAfter = "soon" }))
        #expect(run.rules.unreadableRetryAfter == "soon")
    }
}
