import RunModel
import Testing
import Workload

@Suite struct ClosedLoopTests {
    private func load(_ change: (inout LoadPlan) -> Void) -> LoadPlan {
        var load = LoadPlan()
        load.concurrency = 3
        load.requests = 10
        change(&load)
        return load
    }

    private func startAll(
        _ loop: inout ClosedLoop, elapsed: Duration, open: inout Int
    ) -> (tickets: [Ticket], last: Dispatch) {
        var tickets: [Ticket] = []
        while true {
            let dispatch = loop.next(elapsed: elapsed, open: open)
            guard case .start(let ticket) = dispatch else { return (tickets, dispatch) }
            tickets.append(ticket)
            open += 1
        }
    }

    @Test func `opens as many streams as asked and one more for each end`() {
        var loop = ClosedLoop(load { _ in }, modes: .streaming(0, of: 1))
        var open = 0
        let first = startAll(&loop, elapsed: .zero, open: &open)
        #expect(first.tickets.map(\.request) == [0, 1, 2])
        #expect(first.last == .waitForEnd)
        open -= 1
        #expect(startAll(&loop, elapsed: .seconds(1), open: &open).tickets.map(\.request) == [3])
    }

    @Test func `workers send disjoint requests that add up to the plan`() {
        var requests: [Int] = []
        for index in 0..<3 {
            var loop = ClosedLoop(load { _ in }, modes: .streaming(index, of: 3))
            while case .start(let ticket) = loop.next(elapsed: .zero, open: 0) {
                requests.append(ticket.request)
            }
        }
        #expect(requests.sorted() == Array(0..<10))
    }

    @Test func `cuts the measured requests into equal rounds after the warm-up`() {
        let plan = load {
            $0.warmupRequests = 2
            $0.rounds = 5
        }
        var loop = ClosedLoop(plan, modes: .streaming(0, of: 1))
        var tickets: [Ticket] = []
        while case .start(let ticket) = loop.next(elapsed: .zero, open: 0) {
            tickets.append(ticket)
        }
        #expect(
            tickets.map(\.phase) == [.warmup, .warmup] + Array(repeating: .measured, count: 10))
        #expect(tickets.dropFirst(2).map(\.round) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    }

    @Test func `opens streams one by one during the ramp`() {
        let plan = load {
            $0.concurrency = 4
            $0.ramp = TimeSpan(.seconds(8))
        }
        var loop = ClosedLoop(plan, modes: .streaming(0, of: 1))
        var open = 0
        let first = startAll(&loop, elapsed: .zero, open: &open)
        #expect(first.tickets.map(\.phase) == [.ramp])
        guard case .wait(let until) = first.last else {
            Issue.record("the second stream must wait for its time, and not for an end")
            return
        }
        #expect(until >= .seconds(2) && until < .seconds(2) + .milliseconds(1))
        #expect(startAll(&loop, elapsed: until, open: &open).tickets.count == 1)
        let after = startAll(&loop, elapsed: .seconds(8), open: &open)
        #expect(after.tickets.map(\.phase) == [.measured, .measured])
        #expect(open == 4)
    }

    @Test func `a warm-up longer than the duration does not use it up`() {
        let plan = load {
            $0.requests = nil
            $0.duration = TimeSpan(.seconds(1))
            $0.warmupRequests = 1
        }
        var loop = ClosedLoop(plan, modes: .streaming(0, of: 1))
        _ = loop.next(elapsed: .zero, open: 0)
        guard case .start(let ticket) = loop.next(elapsed: .seconds(5), open: 0) else {
            Issue.record("nothing is measured")
            return
        }
        #expect(ticket.phase == .measured)
        #expect(loop.next(elapsed: .seconds(6), open: 0) == .finished)
    }

    @Test func `stops starting when the duration is over and counts rounds by time`() {
        let plan = load {
            $0.requests = nil
            $0.duration = TimeSpan(.seconds(10))
            $0.rounds = 2
        }
        var loop = ClosedLoop(plan, modes: .streaming(0, of: 1))
        let rounds = [0, 4, 5, 9].map { second -> Int? in
            guard case .start(let ticket) = loop.next(elapsed: .seconds(second), open: 0) else {
                return nil
            }
            return ticket.round
        }
        #expect(rounds == [0, 0, 1, 1])
        #expect(loop.next(elapsed: .seconds(10), open: 0) == .finished)
    }
}
