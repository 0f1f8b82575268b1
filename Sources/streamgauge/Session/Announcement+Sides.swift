import Engine
import RunModel
import Workload

extension Announcement {
    /// What a run of two sides will send where, how much of it, and in which order.
    static func sides(_ order: RunOrder) -> String {
        let plan = order.plan
        guard let against = plan.against, let schedule = plan.blockSchedule,
            let inBlock = plan.requestsInBlock
        else { return "" }
        let requests = inBlock * against.blocks
        let addresses = order.sides.map(address)
        let isEmulated = order.sides.allSatisfy(\.isEmulated) && !against.isSameAddress
        let second = isEmulated ? "a second one" : addresses[1]
        let sameness =
            against.isSameAddress ? ", the same address" + without(against.without) : ""
        var lines = [
            "Sending \(requests) \(kind(plan.request.modes)) requests to side A, \(addresses[0]), and "
                + "\(requests) to side B, \(second)\(sameness): \(against.blocks) blocks of \(inBlock) "
                + "each, \(shape(plan.load))\(warmup(plan.load)), \(turns(against, schedule))."
                + work(order)
        ]
        if let tier = plan.load.tier { lines.append("All of it \(bounds(tier)).") }
        if let command = against.between {
            lines.append("Before each block runs: \(order.masked(command))")
        }
        lines += withheld(order)
        return lines.joined(separator: "\n")
    }

    private static func without(_ name: String?) -> String {
        guard let name else { return "" }
        return name == RequestClassPlan.leavers
            ? ", where nobody leaves" : ", without those of the class \(name)"
    }

    private static func warmup(_ load: LoadPlan) -> String {
        guard let requests = load.warmupRequests, requests > 0 else { return "" }
        return " after \(requests) for warm-up"
    }

    private static func turns(_ against: AgainstPlan, _ schedule: BlockSchedule) -> String {
        let rest = against.settleTime
        let settle = rest > .zero ? ", with \(TimeSpan(rest)) of rest between blocks" : ""
        guard against.interleave == .blocks else {
            return "both sides at once" + settle
        }
        let letters = schedule.order.letters
        let order = letters.count <= 60 ? letters : "\(letters.prefix(40))… (drawn, balanced)"
        return "one side at a time in the order \(order)\(settle)"
    }

    /// What side A is told and side B, being somebody else, is not.
    private static func withheld(_ order: RunOrder) -> [String] {
        guard let other = order.plan.otherSide, !order.plan.target.hasOrigin(of: other.target)
        else { return [] }
        var lines: [String] = []
        if order.sides[0].hasKey, !order.sides[1].hasKey {
            lines.append(
                "Side B gets no key: that of side A goes to its own address only. Set "
                    + "OPENAI_API_KEY_AGAINST, or give --against-api-key-file, if it needs one.")
        }
        func names(_ plan: RunPlan) -> Set<String> {
            let secret = (plan.request.secretHeaders ?? []).map { $0.prefix { $0 != "=" } }
            let shown = plan.request.headers.map { $0.prefix { $0 != ":" } }
            return Set((secret + shown).map { $0.lowercased() })
        }
        let missing = names(order.plan).subtracting(names(other)).sorted()
        if !missing.isEmpty {
            lines.append(
                "Side B, at another address, does not get the headers of side A that may be secret: "
                    + "\(missing.joined(separator: ", ")). Give them with --against-header or "
                    + "--against-secret-header if it needs them.")
        }
        return lines
    }
}
