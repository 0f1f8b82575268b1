import Engine
import RunModel
import Workload

/// The most that a run can cost, as far as that can be known before it starts.
struct CostBound {
    /// ` It can cost …`; empty where no price was given.
    let sentence: String

    /// Requests that are looked at one by one; of more, the rest is taken to be as these.
    private static let mostLookedAt = 20_000

    init(_ order: RunOrder) {
        guard let price = order.plan.price else {
            sentence = ""
            return
        }
        let shard = order.shard
        let end = order.plan.load.maxCost.map { most in
            let part =
                shard.isWhole ? "" : MoneyText.of(most / Double(shard.count)) + ", its part of "
            return
                " It ends at \(part)--max-cost \(MoneyText.of(most)), with what is in flight then."
        }
        switch Self.most(order, price) {
        case .cost(let most):
            sentence = " It can cost at most about \(MoneyText.of(most))." + (end ?? "")
        case .unknown(let reason):
            sentence = end ?? " What it can cost has no bound, since \(reason); give --max-cost."
        }
    }

    private enum Most {
        case cost(Double)
        case unknown(String)
    }

    private static func most(_ order: RunOrder, _ price: PricePlan) -> Most {
        let plan = order.plan
        guard plan.request.body == nil, plan.request.toolsFile == nil else {
            return .unknown("nobody counts what --body and --tools add")
        }
        guard plan.request.media == nil else {
            return .unknown("nobody counts pictures, recordings and files before")
        }
        let byTime = plan.load.duration.flatMap { duration in
            plan.load.rate.map { Int(($0 * duration.duration.seconds * 1.2).rounded(.up)) }
        }
        guard var requests = order.plannedRequests ?? byTime else {
            return .unknown("time alone ends it")
        }
        let trace = order.trace
        // A trace's own warm-up is counted there.
        requests = trace?.measuredRequests(of: order.shard, warmup: .zero) ?? requests
        requests += plan.load.warmupRequests ?? 0
        let group = plan.request.modes.requestsInGroup
        let looked = min(requests, mostLookedAt)
        var prompt = 0
        var output = 0
        for request in 0..<looked {
            guard let most = order.prompts.maxTokens(for: request / group) else {
                return .unknown("answers have none (--max-tokens)")
            }
            prompt += order.prompts.mostTokens(for: request / group)
            output += most
        }
        let cost = price.cost(prompt: prompt, cached: 0, output: output)
        return .cost(cost * Double(requests) / Double(max(1, looked)))
    }
}
