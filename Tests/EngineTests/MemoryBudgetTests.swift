import RunModel
import Testing

@testable import Engine

@Suite struct MemoryBudgetTests {
    private let free = MemoryBudget.freeBytes

    @Test func `usual answers ask for nothing, large ones share what there is`() {
        let budget = MemoryBudget(ByteCount(bytes: 1000))
        var shares = (0..<3).map { _ in MemoryShare(of: budget) }
        func hold(_ index: Int, _ bytes: Int) -> Bool { shares[index].hold(bytes) }
        #expect((0..<3).allSatisfy { hold($0, free) })
        #expect(hold(0, free + 600) && hold(0, free + 500))
        #expect(hold(1, free + 400))
        let isRefused = !hold(2, free + 1)
        #expect(isRefused)
        #expect(shares[2].refusal?.contains("--max-memory") == true)
        shares[0].release()
        shares[2].release()
        #expect(hold(2, free + 600))
        let isFull = !hold(1, free + 401)
        #expect(isFull)
    }
}
