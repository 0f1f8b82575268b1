import RunModel
import Testing
import Workload

@Suite struct BlockOrderTests {
    private static let pairs = [6, 7, 10, 11, 40, 500]

    @Test(arguments: pairs)
    func `each pair of blocks holds both sides`(pairs: Int) {
        for seed in 1...20 as ClosedRange<UInt64> {
            let order = BlockOrder(pairs: pairs, seed: seed).targets
            #expect(order.count == 2 * pairs)
            #expect(
                stride(from: 0, to: order.count, by: 2).allSatisfy { order[$0] != order[$0 + 1] })
        }
    }

    @Test(arguments: pairs)
    func `the first block and the last are of side A`(pairs: Int) {
        for seed in 1...20 as ClosedRange<UInt64> {
            let order = BlockOrder(pairs: pairs, seed: seed).targets
            #expect(order.first == 0 && order.last == 0)
        }
    }

    @Test(arguments: pairs)
    func `as many pairs begin with A as with B, or one more`(pairs: Int) {
        var surplus: Set<Int> = []
        for seed in 1...40 as ClosedRange<UInt64> {
            let order = BlockOrder(pairs: pairs, seed: seed).targets
            let swapped = stride(from: 0, to: order.count, by: 2).count { order[$0] == 1 }
            surplus.insert(pairs - 2 * swapped)
        }
        #expect(surplus == (pairs.isMultiple(of: 2) ? [0] : [-1, 1]))
    }

    @Test func `the order follows from the seed, and seeds differ`() {
        let orders = (1...20 as ClosedRange<UInt64>).map { BlockOrder(pairs: 20, seed: $0).letters }
        #expect(orders == (1...20).map { BlockOrder(pairs: 20, seed: $0).letters })
        #expect(Set(orders).count > 15)
    }

    @Test func `every pair but the first and the last comes in both orders`() {
        let orders = (1...60 as ClosedRange<UInt64>).map { BlockOrder(pairs: 8, seed: $0).targets }
        for pair in 1..<7 {
            let swapped = orders.count { $0[2 * pair] == 1 }
            #expect((10...50).contains(swapped), "pair \(pair) is swapped \(swapped) times of 60")
        }
    }

    @Test func `blocks are numbered in order of time, or by pair and side where both are open`() {
        var against = AgainstPlan()
        against.blocks = 6
        let inTurn = BlockSchedule(against, seed: 3)
        #expect(inTurn.steps.map { $0.map(\.index) } == (0..<12).map { [$0] })
        #expect(inTurn.steps.flatMap { $0.map(\.target) } == inTurn.order.targets)
        against.interleave = .requests
        let atOnce = BlockSchedule(against, seed: 3)
        #expect(atOnce.steps.count == 6)
        for (pair, step) in atOnce.steps.enumerated() {
            #expect(step.map(\.pair) == [pair, pair])
            #expect(step.allSatisfy { $0.index == 2 * pair + $0.target })
        }
    }
}
