import RunModel
import Testing

@testable import Workload

@Suite struct TargetTurnsTests {
    private func plan(frontEnds: Int, modes: ModeChoice = .streaming) -> RunPlan {
        var plan = RunPlan()
        plan.target.baseURL = "http://0/v1"
        plan.target.otherBaseURLs = (1..<frontEnds).map { "http://\($0)/v1" }
        plan.request.modes = modes
        plan.load.concurrency = 60
        plan.load.requests = 240
        return plan
    }

    /// The first tickets of each shard's only worker, by their numbers.
    private func targets(_ plan: RunPlan, shards: Int) throws -> [Int: Int] {
        var found: [Int: Int] = [:]
        for index in 0..<shards {
            let share = WorkerShare(
                worker: 0, of: 1, in: try #require(Shard(index: index, count: shards)))
            var loop = plan.dispatcher(for: share, streams: 60, rules: RunRules(plan.load))
            for open in 0..<60 / shards {
                guard case .start(let ticket) = loop.next(elapsed: .zero, open: open) else { break }
                found[ticket.request] = ticket.target
            }
        }
        return found
    }

    @Test(arguments: [2, 3, 5])
    func `of each so many units one goes to each front end`(count: Int) {
        let turns = TargetTurns(count: count, seed: 7)
        for turn in 0..<100 {
            let met = (0..<count).map { turns.target(of: turn * count + $0) }
            #expect(Set(met) == Set(0..<count))
        }
    }

    @Test func `shards send each request where one process would`() throws {
        let plan = plan(frontEnds: 2)
        let whole = try targets(plan, shards: 1)
        #expect(try targets(plan, shards: 2) == whole && targets(plan, shards: 4) == whole)
        // No shard of two has one of two front ends for itself.
        for shard in 0..<2 {
            let own = whole.filter { $0.key % 2 == shard }.values
            #expect((8...22).contains(own.count { $0 == 0 }), "\(own)")
        }
    }

    @Test func `a pair goes to one front end`() throws {
        let met = try targets(plan(frontEnds: 3, modes: .both), shards: 1)
        #expect(met.count == 60 && Set(met.values).count == 3)
        for (request, target) in met { #expect(met[request / 2 * 2] == target) }
    }
}
