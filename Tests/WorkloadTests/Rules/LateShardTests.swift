import RunModel
import Testing

@testable import Workload

/// A shard that begins after its start.
@Suite struct LateShardTests {
    private func governor(_ load: LoadPlan, shard: Shard) -> (Governor, RunRules) {
        let rules = RunRules(load, shard: shard)
        let share = WorkerShare(worker: 0, of: 1, in: shard)
        let modes = ModeSequence(.streaming, share: share, seed: 1)
        let shape: any Dispatcher =
            load.isOpenLoop
            ? OpenLoop(load, modes: modes, maxStreams: 100, seed: 1)
            : ClosedLoop(load, modes: modes)
        return (
            Governor(shape, rules: rules, tier: nil, share: share, isOpenLoop: load.isOpenLoop),
            rules
        )
    }

    private func openLoop() -> LoadPlan {
        var load = LoadPlan()
        load.rate = 100
        load.arrival = .constant
        load.requests = 1000
        return load
    }

    @Test func `does not send at once what was due before`() throws {
        var (shard, rules) = governor(
            openLoop(), shard: try #require(Shard(index: 0, count: 2)))
        // Half of the 300 requests of three seconds are this shard's.
        let first = shard.next(elapsed: .milliseconds(3_005), open: 0)
        guard case .wait(let due) = first else { throw NoStart() }
        #expect(due > .milliseconds(3_005) && due <= .milliseconds(3_030))
        #expect((149...151).contains(rules.missedStarts))
        let next = try start(&shard, at: due)
        #expect(next.scheduled == due && next.request.isMultiple(of: 2))
    }

    @Test func `sends what a busy machine is late for, and one process all`() throws {
        var (shard, rules) = governor(
            openLoop(), shard: try #require(Shard(index: 0, count: 2)))
        #expect(try start(&shard, at: .milliseconds(90)).request == 0)
        #expect(rules.missedStarts == 0)
        var (whole, own) = governor(openLoop(), shard: Shard())
        #expect(try start(&whole, at: .seconds(3)).request == 0)
        #expect(own.missedStarts == 0)
    }

    @Test func `opens its streams of a closed loop when it wakes`() throws {
        var (shard, rules) = governor(
            closedLoop(4, requests: 40), shard: try #require(Shard(index: 1, count: 2)))
        #expect(try start(&shard, at: .seconds(3)).request == 1)
        #expect(rules.missedStarts == 0)
    }
}
