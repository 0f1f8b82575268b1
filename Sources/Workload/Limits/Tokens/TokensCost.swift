internal import RunModel

/// What finding the stated tokens takes, in requests, tokens and windows.
struct TokensCost: Sendable {
    private(set) var about = LimitsCost.Amount()
    private(set) var most = LimitsCost.Amount()
    /// About so many windows pass.
    private(set) var windows = 0.0

    /// Of one stated budget, how often it is asked for, about and at most.
    private struct Share {
        var about: Double
        var most: Double
    }

    /// Prompts: used up once and looked at until all is forgotten, then beside output, then with a prompt that
    /// repeats. At most: where more than twice the number is let in.
    private static let prompts = Share(about: 4.5, most: 14)
    /// `max_tokens`, which is asked for and not used; output where nothing else tells it.
    private static let outputs = Share(about: 2.5, most: 10)
    private static let outputsAlone = Share(about: 6, most: 14)

    init(_ plan: LimitsPlan) {
        if let budget = plan.promptTokenBudget {
            add(budget, atMost: plan.mostPromptTokens, Self.prompts)
            windows += 5
        }
        if let budget = plan.outputTokenBudget {
            let isAlone = plan.promptTokenBudget == nil
            add(budget, atMost: plan.maxStreamTokens, isAlone ? Self.outputsAlone : Self.outputs)
            windows += isAlone ? 4 : 1.5
        }
    }

    private mutating func add(_ budget: Int, atMost size: Int, _ share: Share) {
        let each = Double(max(1, min(budget / 8, size)))
        func amount(_ times: Double) -> LimitsCost.Amount {
            // Steps near the number are smaller, and what is refused is tried again in smaller ones.
            let requests = Int(times * Double(budget) / each * 1.3) + 30
            let tokens = Int(times * Double(budget)) + requests * (PromptAsk.wrapping + 8)
            return LimitsCost.Amount(requests: requests, tokens: tokens)
        }
        let (some, all) = (amount(share.about), amount(share.most))
        about.add(requests: some.requests, tokens: some.tokens)
        most.add(requests: all.requests, tokens: all.tokens)
    }
}
