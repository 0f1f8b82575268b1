internal import RunModel

/// The lines about tokens in a window: the stated numbers, and how tokens are charged. What several ways of charging
/// explain is told as far as all of them say the same.
struct TokenFindings {
    let record: LimitsRecord
    let budget: TokenBudget?

    /// A number is known well enough to hold within this factor: steps near it are a twentieth of it.
    static let precision = 1.12
    /// What is as near as this is the stated number.
    private static let nearness = 0.02
    /// Beyond twice the number: an edge of fixed windows lets twice the number in.
    private static let beyond = 2.0

    var findings: [LimitFinding] {
        guard record.plan.seeksTokens else { return [] }
        let numbers = LimitsPlan.TokenUnit.allCases.compactMap(number)
        guard let budget, budget.refused > 0, record.cutShort == nil, !budget.candidates.isEmpty
        else { return numbers + [unitOfRequests].compactMap { $0 } }
        return numbers + TokenChargeFindings(record: record, budget: budget).findings
    }

    // MARK: How many

    private func number(_ unit: LimitsPlan.TokenUnit) -> LimitFinding? {
        guard let stated = record.plan.stated(unit) else { return nil }
        let line = Line(unit, stated: stated, record.plan.window)
        if let why = whyNotJudged { return line.finding(.cannotTell, nil, why) }
        guard let budget else { return nil }
        if budget.refused == 0 { return unlimited(budget, unit, line) }
        guard !budget.candidates.isEmpty else { return line.finding(.cannotTell, nil, unexplained) }
        return judged(budget, unit, line)
    }

    /// Why there is no verdict whatever the answers were; nil where there may be one.
    private var whyNotJudged: String? {
        let plan = record.plan
        if plan.leavesOutTokens {
            let room = plan.statedRequests.map { "80 % of \($0) requests in \(plan.window)" }
            return
                "left out from the beginning: it takes about \(plan.tokenFillRequests) requests in a "
                + "window, more than \(room ?? "--max-requests") leaves; a larger --max-stream-tokens takes fewer"
        }
        guard let budget else {
            return record.nothingToJudge.map { "no request was sent to find it: " + $0 }
                ?? "no request was sent to find it: --max-requests or --max-tokens-total left no room for it"
        }
        if let cutShort = record.cutShort { return "not judged: \(cutShort)" }
        if let doubt = budget.doubt { return doubt }
        guard budget.accepted > 0 else {
            return
                "all \(budget.refused) requests were refused, so what is let in is not known; try again "
                + "when the budget is whole, or with a smaller --max-stream-tokens"
        }
        return nil
    }

    private var unexplained: String {
        guard let budget else { return "" }
        return
            "no known way of charging explains all \(budget.accepted + budget.refused) answers; others on the "
            + "same key, several limits at once or a number that moves look so: try again with a key of its own"
    }

    private func judged(
        _ budget: TokenBudget, _ unit: LimitsPlan.TokenUnit, _ line: Line
    ) -> LimitFinding {
        let ranges = budget.candidates.map { $0.limits(of: unit) }
        let known = ranges.compactMap { $0 }
        guard known.count == ranges.count, let first = known.first else {
            if known.isEmpty { return uncounted(budget, unit, line) }
            return line.finding(
                .cannotTell, nil,
                "whether \(unit.words) are counted could not be told, see which tokens count")
        }
        let hull = known.dropFirst().reduce(first) { .hull($0, $1) }
        let low = hull.lowerBound.rounded(.up)
        let high = max(low, hull.upperBound.rounded(.up) - 1)
        let isKnown = high <= low * Self.precision
        let words = WindowFindings.span(low, high)
        let reason =
            "\(budget.accepted) requests were let in and \(budget.refused) refused, and \(words) in "
            + "\(record.plan.window) explain every one"
        let value = isKnown ? (low + high) / 2 : nil
        let stated = Double(line.stated)
        // A charge that is a little other than what the answers tell is no other number.
        let isNear = isKnown && min(abs(low - stated), abs(high - stated)) <= stated * Self.nearness
        if high < stated, !isNear {
            let most = Self.reached(budget, unit)
            // Only an edge between them lets in more than the number, and servers estimate prompts otherwise.
            let isDoubtful = Double(most) > high * 1.05 && Double(most) >= stated * 0.9
            return line.finding(
                isDoubtful ? .cannotTell : .lower, words,
                reason
                    + (isDoubtful ? "; but \(most) were let in within \(record.plan.window)" : ""),
                isDoubtful ? nil : value)
        }
        if low > stated, !isNear { return line.finding(.higher, words, reason, value) }
        // Part of what is stated is not counted at all: more is allowed.
        if unit == .total, let counted = budget.only(\.countedWords), counted.isPartOnly {
            return line.finding(
                .higher, words, reason + ", but only \(counted.words) count", value)
        }
        guard isKnown else {
            return line.finding(.cannotTell, words, reason + ", which does not decide it")
        }
        if unit == .total, budget.candidates.contains(where: \.countedWords.isPartOnly) {
            return line.finding(
                .cannotTell, words,
                reason + ", but whether both prompt and output count could not be told: try again "
                    + "with a larger --max-tokens-total, or more slots (--expect-streams)")
        }
        return line.finding(.holds, words, reason, value)
    }

    /// Of what no budget counts that explains the answers.
    private func uncounted(
        _ budget: TokenBudget, _ unit: LimitsPlan.TokenUnit, _ line: Line
    ) -> LimitFinding {
        if budget.only(\.charge.counted) == .requests {
            return line.finding(
                .cannotTell, nil,
                "requests were refused by their number, whatever their tokens were: that is a limit of "
                    + "requests, which --expect-rpm verifies")
        }
        return unlimited(budget, unit, line)
    }

    /// The most that was let in within a window's length.
    private static func reached(_ budget: TokenBudget, _ unit: LimitsPlan.TokenUnit) -> Int {
        switch unit {
        case .total: max(budget.mostPrompt, budget.mostOutput)
        case .input: budget.mostPrompt
        case .output: budget.mostOutput
        }
    }

    private func unlimited(
        _ budget: TokenBudget, _ unit: LimitsPlan.TokenUnit, _ line: Line
    ) -> LimitFinding {
        let reached = Self.reached(budget, unit)
        let window = record.plan.window
        guard Double(reached) > Self.beyond * Double(line.stated) else {
            let asked =
                unit == .input || budget.mostAsked <= reached
                ? "" : " (and \(budget.mostAsked) asked for with max_tokens)"
            return line.finding(
                .cannotTell, nil,
                "\(reached) \(unit.words)\(asked) in \(window) met no refusal, and more than "
                    + "\(2 * line.stated) are needed to tell: --max-tokens-total or the target's speed "
                    + "left no more; more slots (--expect-streams) or a longer --max-stream-tokens help"
            )
        }
        return line.finding(
            .notEnforced, "at least \(reached)",
            "\(reached) \(unit.words) in \(window) were let in, more than two windows allow"
                + (unit == .total && budget.mostOutput < reached
                    ? "; of output alone \(budget.mostOutput) were tried, and a limit of that alone is "
                        + "not excluded" : ""),
            Double(reached))
    }

    /// A gateway that charges one unit a request says so in its headers, long before it refuses.
    private var unitOfRequests: LimitFinding? {
        guard record.cutShort == nil, let budget, budget.refused == 0 else { return nil }
        let told = record.tokenRequests.compactMap { request in
            request.limits.tokens.remaining.map {
                ($0, (request.tokens.prompt ?? 0) + (request.tokens.output ?? 0))
            }
        }
        let falls = zip(told, told.dropFirst()).map { ($0.0 - $1.0, $1.1) }
        let ones = falls.count { $0.0 == 1 && $0.1 > 3 }
        guard ones >= 5, ones * 10 >= falls.count * 8 else { return nil }
        return LimitFinding(
            .tokensCounted, observed: "one a request",
            reason:
                "the header of the remaining tokens fell by 1 with \(ones) of \(falls.count) requests, "
                + "whatever tokens they used")
    }
}

/// The line of one stated number.
private struct Line {
    let unit: LimitsPlan.TokenUnit
    let stated: Int
    let window: TimeSpan

    init(_ unit: LimitsPlan.TokenUnit, stated: Int, _ window: TimeSpan) {
        self.unit = unit
        self.stated = stated
        self.window = window
    }

    func finding(
        _ verdict: LimitFinding.Verdict, _ observed: String?, _ reason: String,
        _ value: Double? = nil
    ) -> LimitFinding {
        let subject: LimitFinding.Subject =
            switch unit {
            case .total: .tokensInWindow
            case .input: .inputTokensInWindow
            case .output: .outputTokensInWindow
            }
        var finding = LimitFinding(
            subject, source: .user, stated: "\(stated) in \(window)", observed: observed,
            verdict: verdict, reason: reason)
        finding.statedValue = Double(stated)
        finding.observedValue = value
        finding.unit = "tokens in \(window)"
        return finding
    }
}

extension LimitsPlan.TokenUnit {
    fileprivate var words: String {
        switch self {
        case .total: "tokens"
        case .input: "input tokens"
        case .output: "output tokens"
        }
    }
}

extension TokenBudget {
    /// What all candidates say; nil where they differ, or none is left.
    func only<Value: Equatable>(_ value: (Candidate) -> Value) -> Value? {
        guard let first = candidates.first.map(value) else { return nil }
        return candidates.allSatisfy { value($0) == first } ? first : nil
    }
}

extension TokenBudget.Candidate {
    struct CountedWords: Equatable {
        var words: String
        /// Whether it leaves some tokens out.
        var isPartOnly: Bool
    }

    var countedWords: CountedWords {
        if outputCharge != nil {
            return CountedWords(words: "input and output apart", isPartOnly: false)
        }
        return switch charge.counted {
        case .both: CountedWords(words: "prompt and output together", isPartOnly: false)
        case .input: CountedWords(words: "the tokens of prompts", isPartOnly: true)
        case .output: CountedWords(words: "the tokens of output", isPartOnly: true)
        case .requests: CountedWords(words: "requests, one each", isPartOnly: false)
        }
    }

    /// What it lets in of a unit in a window; nil where it does not count it. The upper end is refused.
    func limits(of unit: LimitsPlan.TokenUnit) -> ClosedRange<Double>? {
        let own = limitLow...limitHigh
        let output = outputLow.flatMap { low in outputHigh.map { low...$0 } }
        switch unit {
        case .total:
            guard charge.counted != .requests else { return nil }
            guard let output else { return own }
            return (own.lowerBound + output.lowerBound)...(own.upperBound + output.upperBound)
        case .input:
            return charge.counted == .both || charge.counted == .input ? own : nil
        case .output:
            if let output { return output }
            return charge.counted == .both || charge.counted == .output ? own : nil
        }
    }
}
