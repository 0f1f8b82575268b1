internal import RunModel
internal import Synchronization

/// What a run takes of its target, and what it may. Asked once an ended request; safe from any thread.
final class SpendingBudget: Sendable {
    private let price: PricePlan?
    private let maxCost: Double?
    private let maxTokens: Int?
    private let sum = Mutex(Sum())

    private struct Sum {
        var spent = SpentTokens()
        /// Of requests whose prompts the target counted.
        var countedTokens = 0
        var countedBytes = 0

        mutating func add(_ request: RequestRecord) {
            // A picture's tokens are none of its text's.
            if let tokens = request.tokens.prompt, request.bytes.media == nil {
                countedTokens += tokens
                countedBytes += request.bytes.text
            }
            spent.add(
                request,
                tokensPerByte: countedBytes > 0
                    ? Double(countedTokens) / Double(countedBytes) : SpentTokens.usualTokensPerByte)
        }
    }

    /// Nil where nobody named a price or a bound. What a run may take is divided among its shards.
    init?(_ load: LoadPlan, price: PricePlan?, shard: Shard) {
        guard price != nil || load.maxTotalTokens != nil else { return nil }
        self.price = price
        maxCost = load.maxCost.map { $0 / Double(shard.count) }
        maxTokens = load.maxTotalTokens.map(shard.part)
    }

    var spent: SpentTokens { sum.withLock { $0.spent } }

    /// Why nothing more is to start; nil while there is something left.
    func spend(_ request: RequestRecord) -> EarlyEnd? {
        let spent = sum.withLock { sum in
            sum.add(request)
            return sum.spent
        }
        if let maxTokens, spent.tokens >= maxTokens { return .tokensReached(spent.tokens) }
        if let maxCost, let cost = price?.cost(of: spent), cost >= maxCost {
            return .costReached(cost)
        }
        return nil
    }
}
