import Emulator
import RunModel
import Statistics
import Testing

/// What an engine can do, by formula and by trying.
@Suite struct EngineCapacityTests {
    private static let fixed = EngineWorkload(
        promptTokens: .constant(800), outputTokens: .constant(20))

    private func single() throws -> EngineSpec {
        try EngineSpec(
            parsing: "batch=1,queue=none,prefill=8000/s,step=20ms,step-per-sequence=0.5ms")
    }

    @Test(arguments: [0.3, 0.7, 0.85])
    func `a batch of one waits as the queue M/D/1`(load: Double) throws {
        let spec = try single()
        let service = spec.serviceAlone(promptTokens: 800, outputTokens: 20)
        #expect(service == .microseconds(489_500))
        let queue = DeterministicQueue(rate: load / service.seconds, service: service)
        var engine = EngineSimulation(spec)
        let answers = engine.run(Self.fixed.poisson(rate: queue.rate, count: 100_000, seed: 3))
        let waits = answers.compactMap { $0.queued?.seconds }
        let mean = waits.reduce(0, +) / Double(waits.count)
        #expect(abs(mean / queue.meanWaitSeconds - 1) < 0.05)
        for bound in [0.0, 0.3, 1, 3] {
            let share = Double(waits.count { $0 <= bound }) / Double(waits.count)
            let expected = try #require(queue.shareWaiting(atMost: .seconds(bound)))
            #expect(abs(share - expected) < 0.015)
        }
    }

    /// Published values of M/D/1: with ρ = 1/2 the mean wait is half a service, and nobody waits with
    /// probability 1 - ρ; beyond where the sum is known, it says so.
    @Test func `the formulas give known values`() {
        let queue = DeterministicQueue(rate: 0.5, service: .seconds(1))
        #expect(queue.meanWaitSeconds == 0.5)
        #expect(queue.shareWaiting(atMost: .zero) == 0.5)
        #expect(queue.shareWaiting(atMost: .seconds(500)) == nil)
        #expect(DeterministicQueue(rate: 1, service: .seconds(1)).meanWaitSeconds == .infinity)
    }

    @Test func `trying finds the rate that the formula says`() throws {
        let objective = EngineObjective(share: 0.95, timeToFirstToken: .seconds(1))
        let spec = try single()
        let truth = try #require(spec.closedFormRate(Self.fixed, objective))
        var capacity = EngineCapacity(spec, Self.fixed, objective)
        capacity.requests = 10_000
        capacity.warmUp = 1000
        capacity.resolution = 0.01
        guard case .load(let found, let range) = capacity.largestRate() else {
            Issue.record("no rate was found")
            return
        }
        #expect(abs(found / truth - 1) < 0.04)
        #expect(range.lowerBound * 0.98 < truth && truth < range.upperBound * 1.02)
    }

    @Test func `no rate will do where one request alone is too slow, any where nothing is asked`()
        throws
    {
        var capacity = EngineCapacity(
            try single(), Self.fixed,
            EngineObjective(share: 0.5, timeToFirstToken: .milliseconds(99)))
        capacity.requests = 200
        capacity.warmUp = 0
        capacity.seeds = 2
        #expect(capacity.largestRate() == .none)
        #expect(capacity.largestConcurrency() == .none)
        #expect(capacity.spec.closedFormRate(Self.fixed, capacity.objective) == nil)
        capacity.objective = EngineObjective(share: 1, longestGap: .milliseconds(21))
        #expect(capacity.largestRate(limit: 50) == .beyond(50))
    }

    @Test func `a step's time bounds the callers at once`() throws {
        // Ten sequences make a step of 30 ms, eleven one of 31 ms; prompts are read beside them.
        let spec = try EngineSpec(
            parsing: "batch=64,queue=none,prefill=1e9,chunk=64,step=20ms,step-per-sequence=1ms")
        var capacity = EngineCapacity(
            spec,
            EngineWorkload(promptTokens: .constant(10), outputTokens: .constant(200)),
            EngineObjective(share: 0.99, timePerOutputToken: .microseconds(30_100)))
        capacity.requests = 300
        capacity.warmUp = 50
        capacity.seeds = 2
        #expect(capacity.largestConcurrency().load == 10)
    }
}
