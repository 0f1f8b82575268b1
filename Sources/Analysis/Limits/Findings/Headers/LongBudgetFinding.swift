internal import RunModel

/// The lines about a budget that is longer than the window.
struct LongBudgetFinding {
    let budget: LongBudget
    let record: LimitsRecord

    var finding: LimitFinding {
        let span = budget.words(record)
        let refill =
            budget.refilled >= 1 ? " (about \(Int(budget.refilled.rounded())) came back)" : ""
        let use =
            "from the first to the last answer it fell from \(budget.firstRemaining) to "
            + "\(budget.lastRemaining)\(refill), while \(budget.accepted) requests were let in and "
            + "\(budget.refused) refused"
        var finding = LimitFinding(
            .longBudget, source: .server,
            stated: budget.limit.map { "\($0) requests in \(span)" } ?? "requests in \(span)",
            observed: budget.agrees
                ? "falls with use, by \(budget.fall)" : "fell by \(budget.fall)",
            verdict: budget.agrees && !budget.isPerhapsOff ? nil : .cannotTell,
            reason: use + agreement)
        finding.statedValue = budget.limit.map(Double.init)
        finding.unit = "requests"
        return finding
    }

    private var agreement: String {
        guard budget.agrees else {
            return ", which does not agree: others use it, or it counts something else"
        }
        guard budget.isPerhapsOff else { return "; it is not spent to verify it" }
        let window = (record.wholePlan ?? record.plan).window
        return
            "; its resets lie within \(window) after whole half hours, as those of \(window) do where a clock is off by hours"
    }

    /// A field that speaks of the longer budget is no statement about the window.
    func ofField(_ subject: LimitFinding.Subject, stated: String) -> LimitFinding {
        let window = (record.wholePlan ?? record.plan).window
        return LimitFinding(
            subject, source: .server, stated: stated,
            observed: "speaks of \(budget.words(record))",
            reason:
                "its reset and its fall are not those of \(window), so it is not held against the limit "
                + "of that window")
    }
}
