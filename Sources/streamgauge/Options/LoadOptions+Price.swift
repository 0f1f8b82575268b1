import ArgumentParser
import RunModel

/// What tokens cost, as it is typed: `in=0.15,cached=0.075,out=0.60`.
struct TypedPrice {
    let plan: PricePlan

    /// - Throws: `ValidationError` with what is wrong in it, or missing.
    @Sendable static func parsed(_ text: String) throws -> TypedPrice {
        var prices: [String: Double] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, ["in", "cached", "out"].contains(pair[0]) else {
                throw fault(text, "'\(part)' is none of in=, cached= and out=")
            }
            guard prices[pair[0]] == nil else { throw fault(text, "\(pair[0])= is there twice") }
            guard let price = Double(pair[1]), (0...1e9).contains(price) else {
                throw fault(text, "'\(pair[1])' is no price")
            }
            prices[pair[0]] = price
        }
        guard let input = prices["in"] else { throw fault(text, "in= is missing") }
        guard let output = prices["out"] else { throw fault(text, "out= is missing") }
        return TypedPrice(
            plan: PricePlan(input: input, cached: prices["cached"], output: output))
    }

    private static func fault(_ text: String, _ reason: String) -> ValidationError {
        ValidationError(
            "--price '\(text)': \(reason); give what a million tokens cost, such as in=0.15,out=0.60."
        )
    }
}

/// What tokens cost.
struct PriceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Price of a million tokens, such as in=0.15,cached=0.075,out=0.60: the cost is told, before and after.",
            valueName: "price", visibility: .hidden),
        transform: TypedPrice.parsed)
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
