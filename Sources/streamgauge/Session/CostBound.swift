import Engine
import RunModel
import Workload

/// The most that a run can cost, as far as that can be known before it starts.
struct CostBound {
    /// ` It can cost …`; empty where no price was given.
    let sentence: String
    /// Nil where no price was given, and where there is no bound.
    private(set) var most: Double?

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
            self.most = most
            sentence = " It can cost at most about \(MoneyText.of(most))." + (end ?? "")
        case .unknown(let reason):
            sentence = end ?? " What it can cost has no bound, since \(reason); give --max-cost."
        }
    }

    /// What `requests` of a plan can cost, such as those of all steps of a search; nil for as many as fit into a time.
    init(_ requests: Int?, of plan: RunPlan) {
        guard let price = plan.price else {
            sentence = ""
            return
        }
        switch Self.most(requests, plan, price) {
        case .cost(let most): sentence = " It can cost at most about \(MoneyText.of(most))."
        case .unknown(let reason): sentence = " What it can cost has no bound, since \(reason)."
        }
    }

    /// What a run that looks for limits can cost. Of the tokens that it counts nobody knows beforehand how many are prompts;
    /// the short prompt that each request has comes on top.
    init(_ cost: LimitsCost, of plan: RunPlan) {
        guard let price = plan.price,
            let prompts = try? PromptSource(plan.request, seed: plan.seed, rows: nil)
        else {
            sentence = ""
            return
        }
        let most = max(
            price.cost(prompt: cost.most.tokens, cached: 0, output: 0),
            price.cost(prompt: 0, cached: 0, output: cost.most.tokens))
        let beside = price.cost(
            prompt: cost.most.requests * prompts.mostTokens(for: 0), cached: 0, output: 0)
        sentence = " It can cost at most about \(MoneyText.of(most + beside))."
    }

    private enum Most {
        case cost(Double)
        case unknown(String)
    }

    /// Of what goes along with the prompt nobody knows before how many tokens it is.
    private static func uncounted(_ plan: RunPlan) -> Most? {
        if plan.request.media != nil {
            return .unknown("nobody counts pictures, recordings and files before")
        }
        return plan.request.body == nil && plan.request.toolsFile == nil
            ? nil : .unknown("nobody counts what --body and --tools add")
    }

    private static func most(_ order: RunOrder, _ price: PricePlan) -> Most {
        let plan = order.plan
        if let conversations = order.conversations {
            return uncounted(plan) ?? most(order, conversations, price)
        }
        let byTime = plan.load.duration.flatMap { duration in
            plan.load.rate.map { Int(($0 * duration.duration.seconds * 1.2).rounded(.up)) }
        }
        var requests = order.plannedRequests ?? byTime
        // A trace's own warm-up is counted there.
        requests = order.trace?.measuredRequests(of: order.shard, warmup: .zero) ?? requests
        return most(
            requests.map { $0 + (plan.load.warmupRequests ?? 0) }, plan, price, order.prompts)
    }

    private static func most(_ requests: Int?, _ plan: RunPlan, _ price: PricePlan) -> Most {
        do throws(WorkloadError) {
            // Standard input can be read once, and is needed later.
            let file = plan.request.promptsFile
            guard file != "-" else { return .unknown("its prompts come from standard input") }
            let rows = try file.map { path throws(WorkloadError) in
                try PromptRows(opening: path, PromptRows.Wishes(plan))
            }
            let prompts = try PromptSource(plan.request, seed: plan.seed, rows: rows)
            return most(requests, plan, price, prompts)
        } catch {
            return .unknown("its prompts cannot be read")
        }
    }

    private static func most(
        _ requests: Int?, _ plan: RunPlan, _ price: PricePlan, _ prompts: PromptSource
    ) -> Most {
        if let unknown = uncounted(plan) { return unknown }
        guard let requests else { return .unknown("time alone ends it") }
        let group = plan.request.modes.requestsInGroup
        let looked = min(requests, mostLookedAt)
        var prompt = 0
        var output = 0
        for request in 0..<looked {
            guard let most = prompts.maxTokens(for: request / group) else {
                return .unknown("answers have none (--max-tokens)")
            }
            prompt += prompts.mostTokens(for: request / group) + prompts.mostPrefixTokens
            output += most
        }
        let cost = price.cost(prompt: prompt, cached: 0, output: output)
        return .cost(cost * Double(requests) / Double(max(1, looked)))
    }

    /// Each turn brings what was said before it.
    private static func most(
        _ order: RunOrder, _ conversations: ConversationSchedule, _ price: PricePlan
    ) -> Most {
        let share = WorkerShare(index: order.shard.index, count: order.shard.count)
        guard conversations.requests(of: share) != nil else {
            return .unknown("the number of its turns is not planned")
        }
        guard let most = conversations.mostTokens(of: share, order.prompts) else {
            return .unknown("answers have none (--max-tokens)")
        }
        return .cost(price.cost(prompt: most.prompt, cached: 0, output: most.output))
    }
}
