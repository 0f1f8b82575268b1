internal import RunModel

extension EarlyEnd {
    /// Of several; nil where there is one.
    private static func name(of target: Int, in plan: RunPlan) -> String? {
        guard plan.against == nil else { return "side \(AgainstPlan.name(ofSide: target))" }
        let urls = plan.target.baseURLs
        return urls.count > 1 && urls.indices.contains(target)
            ? RunPlan.withoutSecrets(url: urls[target]) : nil
    }

    /// `--max-cost is 0.2`, and of a shard what of it is its own.
    private static func bound(_ option: String, _ whole: String, _ part: String, _ shard: Shard)
        -> String
    {
        shard.isWhole
            ? "\(option) is \(whole)"
            : "its part of \(option) \(whole), as shard \(shard.words), is \(part)"
    }

    /// What happened in the run of `plan`, and what to do about it.
    ///
    /// `spent` is what the run took in all, what was in flight at the end included.
    func sentence(_ plan: RunPlan, _ spent: SpentTokens? = nil, of shard: Shard = Shard()) -> String
    {
        switch self {
        case .pauseTooLong(let asked):
            let asked = TimeSpan(.seconds(Int64(min(asked.seconds, 1e9)))).description
            return "the run ended because the server asked for a pause of \(asked), longer than "
                + "--max-pause \(TimeSpan(plan.load.longestPause)); come back later, or raise it"
        case .failedAlike(let requests, let target, let outcome, let status, let message):
            let what = status.map { "HTTP \($0)" } ?? outcome.rawValue
            let said = message.map { ": \($0)" } ?? ""
            let side = Self.name(of: target, in: plan).map { " to \($0)" } ?? ""
            return
                "the run ended because its first \(requests) requests\(side) all failed alike, \(what)\(said); "
                + "mend that, or go on in spite of it with --keep-going"
        case .ruleMet(let rule):
            return
                "the run ended because '\(rule)' held (--abort-when); what was measured before is kept"
        case .costReached(let cost):
            let most = plan.load.maxCost ?? cost
            let bound = Self.bound(
                "--max-cost", MoneyText.of(most), MoneyText.of(most / Double(shard.count)), shard)
            return
                "the run ended because its ended requests had cost \(MoneyText.of(cost)), and \(bound); with what "
                + "was in flight it cost "
                + MoneyText.of(spent.flatMap { plan.price?.cost(of: $0) } ?? cost)
        case .tokensReached(let tokens):
            let most = plan.load.maxTotalTokens ?? tokens
            let bound = Self.bound(
                "--max-total-tokens", "\(most)", "\(shard.part(of: most))", shard)
            return
                "the run ended because its ended requests had taken \(tokens) tokens, and \(bound); with what was "
                + "in flight it took \(spent?.tokens ?? tokens)"
        case .decided:
            return "the step ended since it was decided"
        case .spent:
            return "the step ended since what the search may take was used up"
        case .saturated:
            return
                "the run ended because the target serves less than was offered: streams in flight and TTFT both "
                + "grew; what was measured before is kept"
        case .failing(let most):
            return
                "the run ended because surely more than \((most * 1000).rounded() / 10) % of its requests fail "
                + "(--max-failures); what was measured before is kept"
        case .betweenFailed(let block, let target, let status):
            let how = status < 0 ? "was ended by signal \(-status)" : "failed with status \(status)"
            return
                "the run ended because the command before block \(block), of side "
                + "\(AgainstPlan.name(ofSide: target)), \(how): "
                + "\(plan.against?.between ?? ""); between.log in the record's folder has what it said, "
                + "and what was measured before is kept"
        }
    }
}
