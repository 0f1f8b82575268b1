import RunModel
import Testing

@testable import Workload

@Suite struct SpendingBudgetTests {
    private func request(
        bytes: Int, prompt: Int?, media: Int? = nil, output: Int = 0
    ) -> RequestRecord {
        var request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        request.status = 200
        request.outcome = prompt == nil ? .cancelled : .ok
        request.tokens.prompt = prompt
        request.tokens.output = prompt == nil ? nil : output
        request.events.output = output
        request.bytes.request = bytes
        request.bytes.media = media
        return request
    }

    private func budget(maxTokens: Int? = nil) throws -> SpendingBudget {
        var load = LoadPlan()
        load.maxTotalTokens = maxTokens
        return try #require(
            SpendingBudget(load, price: PricePlan(input: 1, output: 1), shard: Shard()))
    }

    @Test func `a reader who left is charged at what a byte is in counted requests`() throws {
        let budget = try budget()
        _ = budget.spend(request(bytes: 1000, prompt: 120, output: 5))
        _ = budget.spend(request(bytes: 1500, prompt: nil, output: 2))
        #expect(budget.spent.promptTokens == 120 + 180 && budget.spent.outputTokens == 7)
        #expect(budget.spent.estimatedRequests == 1)
    }

    @Test func `before one was counted a token is three bytes`() throws {
        let budget = try budget()
        _ = budget.spend(request(bytes: 300, prompt: nil))
        #expect(budget.spent.promptTokens == 100)
    }

    @Test func `media is not taken for words, and its tokens teach nothing of them`() throws {
        let budget = try budget()
        // 30,000 bytes are 40,000 of base64.
        _ = budget.spend(request(bytes: 40_300, prompt: nil, media: 30_000))
        #expect(budget.spent.promptTokens == 100)
        _ = budget.spend(request(bytes: 40_300, prompt: 9000, media: 30_000))
        _ = budget.spend(request(bytes: 300, prompt: nil))
        #expect(budget.spent.promptTokens == 100 + 9000 + 100)
    }

    @Test func `what was estimated counts toward the bound`() throws {
        let budget = try budget(maxTokens: 150)
        #expect(budget.spend(request(bytes: 300, prompt: nil)) == nil)
        #expect(budget.spend(request(bytes: 300, prompt: nil)) == .tokensReached(200))
    }
}
