import RunModel
import Testing
import Workload

@Suite struct BlockGateTests {
    private func gate(workers: Int = 2, settle: Duration = .seconds(1), hasErrands: Bool = false)
        -> BlockGate
    {
        var against = AgainstPlan()
        against.blocks = 6
        return BlockGate(
            BlockSchedule(against, seed: 1), workers: workers, settle: settle,
            hasErrands: hasErrands)
    }

    @Test func `opens the first block at once and the next when both workers have drained`() {
        let gate = gate()
        #expect(gate.begin(ofStep: 0) == .begins(at: .zero))
        #expect(gate.begin(ofStep: 1) == .notYet)
        gate.drained(at: .seconds(5))
        #expect(gate.begin(ofStep: 1) == .notYet)
        gate.drained(at: .seconds(7))
        #expect(gate.begin(ofStep: 1) == .begins(at: .seconds(8)))
    }

    @Test func `begins late enough for every worker to have heard of it`() throws {
        let gate = gate(settle: .zero)
        gate.drained(at: .seconds(5))
        gate.drained(at: .seconds(5))
        guard case .begins(let begin) = gate.begin(ofStep: 1) else {
            Issue.record("the second block is open")
            return
        }
        // Workers ask every 10 ms.
        #expect(
            begin >= .seconds(5) + .milliseconds(10) && begin <= .seconds(5) + .milliseconds(50))
    }

    @Test func `waits for what is to be done before each block, the first too`() throws {
        let gate = gate(workers: 1, hasErrands: true)
        #expect(gate.begin(ofStep: 0) == .notYet)
        let first = try #require(gate.errand)
        #expect(first.index == 0)
        gate.errandEnded(first, took: .seconds(2), at: .seconds(2))
        #expect(gate.errand == nil)
        #expect(gate.begin(ofStep: 0) == .begins(at: .seconds(3)))
        gate.drained(at: .seconds(9))
        #expect(gate.errand?.index == 1)
        #expect(gate.begin(ofStep: 1) == .notYet)
        #expect(
            gate.log.map { [$0.beginNanoseconds, $0.endNanoseconds] } == [
                [3_000_000_000, 9_000_000_000]
            ])
        #expect(gate.log.first?.betweenSeconds == 2 && gate.log.first?.betweenStatus == 0)
    }

    @Test func `opens nothing more after a failure, and keeps its status`() throws {
        let gate = gate(workers: 1, hasErrands: true)
        gate.errandFailed(try #require(gate.errand), took: .seconds(1), status: 7)
        #expect(gate.begin(ofStep: 0) == .closed)
        #expect(gate.errand == nil)
        #expect(gate.log.map(\.betweenStatus) == [7])
        #expect(gate.log.first?.beginNanoseconds == nil)
    }

    @Test func `opens nothing more when a worker is gone`() {
        let gate = gate()
        gate.close()
        gate.drained(at: .seconds(1))
        #expect(gate.begin(ofStep: 1) == .closed)
    }

    @Test func `every block is preceded by what is to be done, in order`() throws {
        var run = SidesRun(SidesRun.plan { $0.against?.between = "true" }, workers: 2)
        let isOver = run.run()
        #expect(isOver)
        #expect(run.errands.map(\.index) == Array(0..<12))
        #expect(run.errands.map(\.target) == run.schedule.order.targets)
        #expect(run.gate.log.allSatisfy { $0.betweenStatus == 0 && $0.endNanoseconds != nil })
    }
}
