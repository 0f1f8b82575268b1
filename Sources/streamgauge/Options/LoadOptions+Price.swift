import ArgumentParser
import RunModel

/// What tokens cost, as it is typed: `in=0.15,cached=0.075,out=0.60`.
struct TypedPrice: ExpressibleByArgument {
    let plan: PricePlan

    init?(argument: String) {
        var prices: [String: Double] = [:]
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, ["in", "cached", "out"].contains(pair[0]),
                prices[pair[0]] == nil, let price = Double(pair[1]), (0...1e9).contains(price)
            else { return nil }
            prices[pair[0]] = price
        }
        guard let input = prices["in"], let output = prices["out"] else { return nil }
        plan = PricePlan(input: input, cached: prices["cached"], output: output)
    }
}

/// What tokens cost.
struct PriceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Price of a million tokens, such as in=0.15,cached=0.075,out=0.60: the cost is told, before and after.",
            valueName: "price", visibility: .hidden))
    var price: TypedPrice?

    func apply(to plan: inout RunPlan) {
        if let price { plan.price = price.plan }
    }
}

extension LoadOptions {
    /// - Throws: `ValidationError` where a price is wanted and there is none.
    func applyPrice(to plan: inout RunPlan) throws {
        price.apply(to: &plan)
        if let requestsPerDay {
            guard plan.price != nil else {
                throw ValidationError(
                    "--requests-per-day wants a price; give --price in=0.15,out=0.60.")
            }
            plan.price?.requestsPerDay = requestsPerDay
        }
        plan.load.maxCost = maxCost ?? plan.load.maxCost
        plan.load.maxTotalTokens = maxTotalTokens ?? plan.load.maxTotalTokens
        if plan.load.maxCost != nil, plan.price == nil {
            throw ValidationError("--max-cost wants a price; give --price in=0.15,out=0.60.")
        }
    }
}
