import RunModel
import Testing
import Workload

@Suite struct ModeSequenceTests {
    /// All tickets of a closed loop that both modes share, by worker.
    private func tickets(
        workers: Int = 1, seed: UInt64 = 1, change: (inout LoadPlan) -> Void
    ) -> [[Ticket]] {
        var load = LoadPlan()
        load.concurrency = 8
        load.requests = 200
        change(&load)
        return (0..<workers).map { index in
            let share = WorkerShare(index: index, count: workers)
            var loop = ClosedLoop(load, modes: ModeSequence(.both, share: share, seed: seed))
            var tickets: [Ticket] = []
            while case .start(let ticket) = loop.next(elapsed: .seconds(tickets.count), open: 0) {
                tickets.append(ticket)
            }
            return tickets
        }
    }

    private func expectWholePairs(_ tickets: [Ticket]) {
        let pairs = Dictionary(grouping: tickets) { $0.pair }
        #expect(pairs[nil] == nil)
        for (pair, members) in pairs {
            #expect(members.map(\.request) == [pair, pair.map { $0 + 1 }])
            #expect(Set(members.map(\.mode)) == [.streaming, .nonStreaming])
            #expect(Set(members.map(\.prompt)).count == 1)
            #expect(Set(members.map(\.round)).count == 1 && Set(members.map(\.phase)).count == 1)
        }
    }

    @Test(arguments: [1, 3])
    func `asks every prompt once in each mode, one after the other`(workers: Int) {
        let shares = tickets(workers: workers) { _ in }
        for share in shares { expectWholePairs(share) }
        let all = shares.flatMap { $0 }
        #expect(all.map(\.request).sorted() == Array(0..<200))
        #expect(Set(all.map(\.prompt)) == Set(0..<100))
    }

    @Test func `draws which mode comes first, by the seed`() {
        func order(_ seed: UInt64) -> [ResponseMode] {
            tickets(seed: seed) { _ in }[0].filter { $0.request % 2 == 0 }.map(\.mode)
        }
        let streamedFirst = order(1).count { $0 == .streaming }
        // 100 fair coins: outside 30...70 once in 20,000 seeds.
        #expect((30...70).contains(streamedFirst))
        #expect(order(1) == order(1))
        #expect(order(1) != order(2))
    }

    @Test func `sends whole pairs of an odd number, and of an odd warm-up`() {
        let all = tickets {
            $0.requests = 21
            $0.warmupRequests = 3
        }[0]
        expectWholePairs(all)
        #expect(all.count { $0.phase == .measured } == 22)
        #expect(all.count { $0.phase == .warmup } == 4)
    }

    @Test func `ends no pair in the middle when time ends the run or a round`() {
        let all = tickets {
            $0.requests = nil
            $0.duration = TimeSpan(.seconds(31))
            $0.rounds = 3
        }[0]
        #expect(all.count == 32)
        expectWholePairs(all)
        #expect(Set(all.map(\.round)) == [0, 1, 2])
    }

    @Test func `pairs stay together in an open loop of several workers`() {
        var load = LoadPlan()
        load.rate = 10
        load.requests = 60
        var all: [Ticket] = []
        for index in 0..<3 {
            let modes = ModeSequence(.both, share: WorkerShare(index: index, count: 3), seed: 1)
            var loop = OpenLoop(load, modes: modes, maxStreams: 10, seed: 1)
            var own: [Ticket] = []
            while case .start(let ticket) = loop.next(elapsed: .seconds(600), open: 0) {
                own.append(ticket)
            }
            expectWholePairs(own)
            all += own
        }
        let inOrder = all.sorted { $0.request < $1.request }
        #expect(inOrder.map(\.request) == Array(0..<60))
        #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy { $0.scheduled <= $1.scheduled })
    }
}
