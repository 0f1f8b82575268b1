internal import RunModel

/// What a run cost, in the price's own currency.
enum CostWording {
    /// Empty where no price was given.
    static func facts(_ manifest: RunManifest) -> [(name: String, value: String)] {
        guard let price = manifest.plan.price, let spent = manifest.spent else { return [] }
        let cost = price.cost(of: spent)
        let bound =
            spent.understatedRequests != nil
            ? "at least " : spent.estimatedRequests > 0 ? "about " : ""
        var facts = [("the run", bound + MoneyText.of(cost))]
        if spent.requests > 0 {
            facts.append(("a request", bound + MoneyText.of(cost / Double(spent.requests))))
        }
        if spent.tokens > 0 {
            facts.append(("a million tokens", MoneyText.of(cost / Double(spent.tokens) * 1e6)))
        }
        if let daily = price.requestsPerDay, spent.requests > 0 {
            facts.append(
                (
                    "a day of \(Wording.plural(daily, "request"))",
                    bound + MoneyText.of(cost / Double(spent.requests) * Double(daily))
                ))
        }
        return facts
    }

    /// How much of it nobody counted; nil where all was.
    static func estimate(_ spent: SpentTokens) -> String? {
        spent.estimatedRequests > 0
            ? "\(spent.estimatedRequests) of \(Wording.plural(spent.requests, "request")) estimated by their bytes, since the target told no counts of them"
            : nil
    }

    /// What was paid for.
    static func tokens(_ spent: SpentTokens) -> String {
        let cached =
            spent.cachedTokens > 0
            ? ", \(QuantityFormat.count(spent.cachedTokens)) of them cached" : ""
        let more =
            spent.understatedRequests.map {
                "; the target's totals of \(Wording.plural($0, "request")) hold more tokens than these, such as "
                    + "hidden reasoning, and what they cost is not in it"
            } ?? ""
        return "\(Wording.plural(spent.requests, "request")) with "
            + "\(Wording.plural(spent.promptTokens, "prompt token"))\(cached) and "
            + "\(Wording.plural(spent.outputTokens, "output token"))\(estimate(spent).map { "; \($0)" } ?? "")\(more)"
    }
}
