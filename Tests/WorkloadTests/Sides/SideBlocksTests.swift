import RunModel
import Testing
import Workload

@Suite struct SideBlocksTests {
    private func run(
        workers: Int = 1, change: (inout RunPlan) -> Void = { _ in }
    ) -> SidesRun {
        var run = SidesRun(SidesRun.plan(change), workers: workers)
        let isOver = run.run()
        #expect(isOver, "the run comes to its end")
        return run
    }

    /// What both sides of a pair of blocks must have alike, in order of the requests' numbers.
    private func asked(_ tickets: [Ticket]) -> [String] {
        let first = tickets.map(\.request).min() ?? 0
        return tickets.sorted { $0.request < $1.request }.map {
            "\($0.request - first) \($0.prompt) \($0.mode) \(($0.pair ?? first) - first) \($0.phase)"
        }
    }

    private func roundsOfPairs(_ run: SidesRun) -> [(Int, Int)] {
        let places = run.schedule.steps.joined().sorted {
            ($0.pair, $0.target) < ($1.pair, $1.target)
        }
        return stride(from: 0, to: places.count, by: 2).map {
            (places[$0].index, places[$0 + 1].index)
        }
    }

    private static let shapes: [(workers: Int, interleave: Interleave, modes: ModeChoice)] = [
        (1, .blocks, .streaming), (2, .blocks, .both), (3, .requests, .streaming),
        (1, .requests, .both),
    ]

    @Test(arguments: shapes)
    func `both blocks of a pair ask the same prompts in the same modes, other pairs others`(
        workers: Int, interleave: Interleave, modes: ModeChoice
    ) throws {
        let run = run(workers: workers) {
            $0.against?.interleave = interleave
            $0.request.modes = modes
            $0.load.concurrency = 4
        }
        var prompts: [Set<Int>] = []
        for (left, right) in roundsOfPairs(run) {
            let sides = (run.tickets(ofRound: left), run.tickets(ofRound: right))
            #expect(asked(sides.0) == asked(sides.1))
            #expect(!sides.0.isEmpty)
            prompts.append(Set(sides.0.map(\.prompt)))
        }
        let all = prompts.reduce(Set()) { $0.union($1) }
        #expect(all.count == prompts.reduce(0) { $0 + $1.count })
    }

    @Test(arguments: shapes)
    func `numbers are unique, rounds are of one side, and all that is planned is sent`(
        workers: Int, interleave: Interleave, modes: ModeChoice
    ) throws {
        let run = run(workers: workers) {
            $0.against?.interleave = interleave
            $0.request.modes = modes
            $0.load.concurrency = 4
        }
        let tickets = run.starts.map(\.ticket)
        #expect(Set(tickets.map(\.request)).count == tickets.count)
        let inBlock = try #require(run.plan.requestsInBlock)
        for round in 0..<12 {
            let tickets = run.tickets(ofRound: round)
            #expect(Set(tickets.map(\.target)).count == 1)
            #expect(tickets.count { $0.phase == .measured } == inBlock)
            #expect(tickets.count { $0.phase == .warmup } == 2)
        }
    }

    @Test func `one side is under load at a time, and rests between blocks`() throws {
        let run = run { $0.against?.settle = TimeSpan(.seconds(2)) }
        var last = (round: 0, ends: Duration.zero)
        for start in run.starts.sorted(by: { $0.at < $1.at }) {
            if start.ticket.round != last.round {
                #expect(start.ticket.round == last.round + 1)
                #expect(start.at == last.ends + .seconds(2))
                last.round = start.ticket.round
            }
            last.ends = max(last.ends, start.ends)
        }
        #expect(run.starts.map(\.open).max() == 2)
    }

    @Test func `both sides at once have the whole load each`() throws {
        let run = run { $0.against?.interleave = .requests }
        for target in 0...1 {
            let starts = run.starts.filter { $0.ticket.target == target }
            #expect(starts.map(\.open).max() == 2)
        }
        // The slower side of a pair is waited for.
        let begins = Dictionary(grouping: run.starts, by: \.ticket.round).mapValues {
            $0.map(\.at).min() ?? .zero
        }
        for pair in 0..<6 { #expect(begins[2 * pair] == begins[2 * pair + 1]) }
    }

    @Test(arguments: [1, 2], [Interleave.blocks, .requests])
    func `requests of an open loop arrive at both sides at the same times of their block`(
        workers: Int, interleave: Interleave
    ) throws {
        let run = run(workers: workers) {
            $0.load.rate = 20
            $0.against?.interleave = interleave
        }
        var ofPairs: Set<[Duration]> = []
        for (left, right) in roundsOfPairs(run) {
            let arrivals = try [left, right].map { round in
                let block = try #require(run.gate.log.first { $0.index == round })
                let begin = Duration.nanoseconds(try #require(block.beginNanoseconds))
                return run.tickets(ofRound: round).map { $0.scheduled - begin }.sorted()
            }
            #expect(arrivals[0] == arrivals[1])
            ofPairs.insert(arrivals[0])
        }
        #expect(ofPairs.count == 6, "every pair of blocks has arrivals of its own")
    }

    @Test func `a server that asks to be left alone is, in a block as in any run`() throws {
        let run = SidesRun(SidesRun.plan())
        var worker = run.plan.dispatcher(
            for: WorkerShare(index: 0, count: 1), streams: 2, rules: run.rules, gate: run.gate)
        guard case .start(let ticket) = worker.next(elapsed: .zero, open: 0) else {
            Issue.record("the first block is open")
            return
        }
        let refusal = answer { $0.retryAfter = .seconds(30) }
        worker.saw(RequestEvent(ticket, at: .seconds(1), refusal))
        #expect(worker.next(elapsed: .seconds(2), open: 1) == .wait(until: .seconds(3)))
        guard case .start = worker.next(elapsed: .seconds(31), open: 1) else {
            Issue.record("the pause is over")
            return
        }
    }

    @Test func `a rule that ends the run ends it in the middle of a block`() {
        var run = SidesRun(SidesRun.plan(), workers: 2)
        let isOver = run.run(until: .seconds(2))
        #expect(!isOver)
        run.rules.endRun(.betweenFailed(block: 1, target: 1, status: 3))
        let sent = run.starts.count
        #expect(sent < 84)
        #expect(run.gate.log.last?.endNanoseconds == nil)
        var worker = run.plan.dispatcher(
            for: WorkerShare(index: 0, count: 1), streams: 2, rules: run.rules, gate: run.gate)
        #expect(worker.next(elapsed: .seconds(3), open: 0) == .finished)
    }
}
