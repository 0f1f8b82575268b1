import RunModel
import Testing
import Workload

@Suite struct StepPlanTests {
    private func sweep(_ text: String, _ kind: SweepLoad.Kind, base: RunPlan = RunPlan()) throws
        -> SweepPlan
    {
        SweepPlan(base: base, loads: try SweepLoads(parsing: text, kind), arrivalSeed: 5)
    }

    private func plan(
        _ value: Double, _ kind: SweepLoad.Kind, pass: Int = 1, attempt: Int = 0,
        answer: Duration? = nil, base: RunPlan = RunPlan()
    ) throws -> RunPlan {
        let place = SweepPlan.Place(SweepLoad(kind, value), pass: pass)
        return StepPlan(
            try sweep("1,2", kind, base: base), place, attempt: attempt, answer: answer
        ).plan
    }

    @Test func `a closed loop has its streams, twenty requests for each, and half a minute`() throws
    {
        let load = try plan(16, .concurrency).load
        #expect(load.concurrency == 16 && load.rate == nil)
        #expect(load.requests == 320 && load.duration == TimeSpan(.seconds(30)))
        #expect(load.warmupRequests == 32)
        #expect(try plan(1, .concurrency).load.requests == 60)
        #expect(try plan(1, .concurrency).load.warmupRequests == 4)
    }

    @Test func `where answers are long a closed loop asks for as many as fit`() throws {
        #expect(try plan(4, .concurrency, answer: .seconds(6)).load.requests == 20)
        #expect(try plan(1, .concurrency, answer: .seconds(60)).load.requests == 12)
    }

    @Test func `an open loop has its rate, half a minute, and warms up for two answers`() throws {
        let load = try plan(2.5, .rate, answer: .seconds(3)).load
        #expect(load.rate == 2.5 && load.requests == nil)
        #expect(load.duration == TimeSpan(.seconds(30)))
        #expect(load.warmupDuration == TimeSpan(.seconds(6)))
        #expect(
            try plan(2.5, .rate, answer: .seconds(100)).load.warmupDuration
                == TimeSpan(.seconds(15)))
    }

    @Test func `each attempt warms up twice as long`() throws {
        #expect(try plan(8, .concurrency, attempt: 2).load.warmupRequests == 64)
        #expect(
            try plan(1, .rate, attempt: 1, answer: .seconds(3)).load.warmupDuration
                == TimeSpan(.seconds(12)))
    }

    @Test func `what the plan says of a step stands`() throws {
        var base = RunPlan()
        base.load.requests = 7
        base.load.warmupRequests = 0
        let load = try plan(8, .concurrency, attempt: 1, base: base).load
        #expect(load.requests == 7 && load.duration == nil && load.warmupRequests == 0)
    }

    @Test func `every load, pass and attempt has seeds of its own, and again the same`() throws {
        let plans = try [
            plan(1, .concurrency), plan(2, .concurrency), plan(1, .concurrency, pass: 2),
            plan(1, .concurrency, attempt: 1),
        ]
        #expect(Set(plans.map(\.seed)).count == 4)
        #expect(Set(plans.map(\.load.arrivalSeed)).count == 4)
        #expect(try plan(2, .concurrency).seed == plans[1].seed)
    }
}
