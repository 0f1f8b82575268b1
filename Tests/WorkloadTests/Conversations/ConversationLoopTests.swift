import RunModel
import Testing

@testable import Workload

@Suite struct ConversationLoopTests {
    private func plan(_ change: (inout RunPlan) -> Void = { _ in }) -> RunPlan {
        var plan = RunPlan()
        plan.request.modes = .streaming
        plan.load.concurrency = 5
        plan.load.requests = 200
        plan.load.arrivalSeed = 7
        plan.conversations = ConversationPlan()
        plan.conversations?.turns = "1..6"
        change(&plan)
        return plan
    }

    /// A third of a hundred requests fail, and answers take from 0 to 900 ms.
    private func latency(_ ticket: Ticket) -> Duration {
        .milliseconds(ticket.request * 7919 % 900)
    }

    private func fault(_ ticket: Ticket) -> Outcome {
        ticket.request * 104_729 % 10 < 3 ? .reset : .ok
    }

    @Test(arguments: [nil, 4.0], [1, 3])
    func `workers and shards send each turn once, one after another, and end exactly`(
        rate: Double?, shards: Int
    ) throws {
        let plan = plan {
            $0.load.rate = rate
            // One at least for each worker, as every run has it.
            $0.load.concurrency = 6
            $0.conversations?.thinkTime = "exponential(2s)"
        }
        var all: [ConversationRun.Sent] = []
        var account = ConversationAccount()
        for index in 0..<shards {
            let shard = try #require(Shard(index: index, count: shards))
            let run = try ConversationRun(plan, workers: 2, shard: shard, latency: latency)
            let share = WorkerShare(index: index, count: shards)
            #expect(
                try ConversationSchedule(plan)?.requests(of: share) == run.sent.count)
            all += run.sent
            account.add(run.account)
            for turns in run.bySession {
                #expect(turns.map(\.ticket.turn) == Array(0..<turns.count))
                for (turn, next) in zip(turns, turns.dropFirst()) {
                    #expect(next.started >= turn.ended)
                    #expect(next.ticket.scheduled >= turn.ended)
                }
            }
        }
        #expect(all.map(\.ticket.request).sorted() == Array(0..<200))
        #expect(account.begun == account.complete && account.unsentTurns == 0)
        #expect(account.begun == Set(all.map(\.ticket.session)).count)
    }

    @Test(arguments: [nil, 4.0])
    func `a failed turn ends its conversation, and nothing of it is sent any more`(
        rate: Double?
    ) throws {
        let plan = plan { $0.load.rate = rate }
        let run = try ConversationRun(plan, workers: 2, latency: latency, outcome: fault)
        for turns in run.bySession {
            #expect(turns.dropLast().allSatisfy { $0.outcome.isSuccess })
            for (turn, next) in zip(turns, turns.dropFirst()) {
                #expect(next.started >= turn.ended)
            }
        }
        let account = run.account
        #expect(account.failed == run.sent.count { !$0.outcome.isSuccess } && account.failed > 10)
        #expect(account.begun == account.complete + account.failed && account.unfinished == 0)
        #expect(run.sent.count + account.unsentTurns == 200)
    }

    @Test func `users hold one conversation each, and begin the next when it has ended`() throws {
        let run = try ConversationRun(plan(), latency: latency)
        let spans = run.bySession.map { ($0[0].started, $0.map(\.ended).max() ?? .zero) }
        #expect(ConversationRun.most(spans) == 5)
        #expect(ConversationRun.most(run.sent.map { ($0.started, $0.ended) }) == 5)
    }

    @Test func `conversations arrive as requests of an open loop do`() throws {
        let plan = plan {
            $0.load.rate = 4
            $0.load.arrival = .poisson
        }
        let run = try ConversationRun(plan, workers: 3, latency: latency)
        let arrivals = Array(ArrivalSequence(plan.load, seed: 7).prefix(run.bySession.count))
        #expect(run.bySession.map { $0[0].ticket.scheduled } == arrivals)
    }

    @Test func `the user thinks between an answer and the next question`() throws {
        let run = try ConversationRun(
            plan {
                $0.conversations?.turns = "3"
                $0.conversations?.thinkTime = "2s"
                $0.load.requests = 30
            })
        for turns in run.bySession {
            #expect(turns[1].started == turns[0].ended + .seconds(2))
            #expect(turns[2].started == turns[1].ended + .seconds(2))
        }
    }

    @Test func `nothing starts after the planned end, and what is open is told`() throws {
        let run = try ConversationRun(
            plan {
                $0.load.requests = nil
                $0.load.duration = TimeSpan("20s")
                $0.load.rate = 3
                $0.conversations?.thinkTime = "exponential(3s)"
            }, workers: 2, latency: latency)
        #expect(run.sent.allSatisfy { $0.ticket.scheduled < .seconds(20) })
        #expect(run.sent.count > 60)
        let account = run.account
        #expect(account.unfinished > 0 && account.unsentTurns > 0)
        #expect(account.begun == account.complete + account.unfinished)
        #expect(Set(run.sent.map(\.ticket.round)) == Set(0..<6))
    }

    @Test func `the first turns warm up, and rounds follow in time`() throws {
        let run = try ConversationRun(
            plan {
                $0.load.warmupRequests = 20
                $0.load.rounds = 6
            }, workers: 2, latency: latency)
        #expect(run.sent.count == 220)
        #expect(run.sent.count { $0.ticket.phase == .warmup } == 20)
        let measured = run.sent.filter { $0.ticket.phase == .measured }
        #expect(measured.count == 200)
        #expect(Set(measured.map(\.ticket.round)) == Set(0..<6))
    }

    @Test func `with a warm-up by time the number of measured requests is kept`() throws {
        let run = try ConversationRun(
            plan { $0.load.warmupDuration = TimeSpan("3s") }, workers: 2, latency: latency)
        #expect(run.sent.count { $0.ticket.phase == .measured } == 200)
        #expect(run.sent.count { $0.ticket.phase == .warmup } > 10)
    }

    @Test func `twins ask the same, one of them behind a novel beginning`() throws {
        let plan = plan {
            $0.conversations?.hasNovelTwins = true
            $0.request.prefix = PrefixPlan()
            $0.request.prefix?.tokens = 40
            $0.request.prefix?.groups = 3
            $0.load.requests = 100
        }
        let run = try ConversationRun(plan, workers: 2)
        #expect(run.sent.count == 100 && plan.plannedRequests == 100)
        let source = try PromptSource(
            plan.request, seed: 1, rows: nil, conversations: plan.conversations)
        var beginnings: Set<Substring> = []
        var usual: Set<Substring> = []
        for (_, twins) in Dictionary(
            grouping: run.sent.map(\.ticket),
            by: { [($0.session ?? 0) / 2, $0.turn ?? 0] })
        {
            #expect(twins.count == 2)
            #expect(Set(twins.map(\.beginning)) == [.usual, .novel])
            #expect(Set(twins.map(\.prompt)).count == 1)
            let texts = twins.map { source.questions(for: $0) }
            let rests = texts.map { all in
                [String(all[0].drop { $0 != " " })] + all.dropFirst()
            }
            #expect(rests[0] == rests[1])
            for (ticket, text) in zip(twins, texts) {
                let first = text[0].prefix { $0 != " " }
                if ticket.beginning == .novel {
                    #expect(beginnings.insert(first).inserted)
                } else {
                    usual.insert(first)
                }
            }
        }
        // One of each common text.
        #expect(usual.count == 3)
    }

    @Test func `a turn brings the questions before it, and they stay the same`() throws {
        let plan = plan { $0.load.requests = 60 }
        let source = try PromptSource(
            plan.request, seed: 1, rows: nil, conversations: plan.conversations)
        for turns in try ConversationRun(plan).bySession {
            let questions = turns.map { source.questions(for: $0.ticket) }
            for (turn, asked) in questions.enumerated() {
                #expect(asked.count == turn + 1)
                #expect(asked == Array((questions.last ?? []).prefix(turn + 1)))
            }
        }
    }

    @Test(arguments: [
        ("5s", 5.0), ("5", 5), ("250ms", 0.25), ("exponential(5s)", 5), ("2s..4s", 3),
        ("normal(5s,100ms)", 5), ("gamma(2min,4)", 120), ("1h", 3600),
    ])
    func `times are read with their units`(text: String, mean: Double) throws {
        let plan = plan {
            $0.conversations?.turns = "1000"
            $0.conversations?.thinkTime = text
        }
        let schedule = try #require(try ConversationSchedule(plan))
        let drawn = (0..<4000).map { schedule.thinkTime(after: $0 % 1000, ofUnit: $0 / 1000) }
        let found = drawn.reduce(0) { $0 + $1.seconds } / 4000
        #expect(abs(found - mean) <= 0.1 * mean)
    }

    @Test(arguments: ["", "soon", "5 parsecs", "exponential(5s", "10s..2s", "-5s"])
    func `what is no time is refused`(text: String) {
        let plan = plan { $0.conversations?.thinkTime = text }
        #expect(throws: WorkloadError.self) { try ConversationSchedule(plan) }
    }

    @Test func `turns are whole numbers, each as often`() throws {
        let schedule = try #require(try ConversationSchedule(plan()))
        let counts = Dictionary(
            grouping: (0..<6000).map { schedule.turns(ofUnit: $0) }, by: { $0 }
        ).mapValues(\.count)
        #expect(Set(counts.keys) == Set(1...6))
        #expect(counts.values.allSatisfy { (850...1150).contains($0) })
    }
}
