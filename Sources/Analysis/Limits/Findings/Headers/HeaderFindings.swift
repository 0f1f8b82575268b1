internal import RunModel

/// The lines about what the target says of its limits in its heads.
struct HeaderFindings {
    let record: LimitsRecord
    let window: RequestWindow?
    var budget: TokenBudget?

    var findings: [LimitFinding] {
        let long = LongBudget(record).map { LongBudgetFinding(budget: $0, record: record) }
        guard let window else { return [tokens, long?.finding].compactMap { $0 } }
        if let long, long.budget.isPlain {
            let waits = [WaitFindings(record: record).finding].compactMap { $0 }
            return waits + ofFields(long) + [tokens, long.finding].compactMap { $0 }
        }
        return [
            WaitFindings(record: record).finding, limit(window), remaining, reset(window), tokens,
            long?.finding,
        ].compactMap { $0 }
    }

    /// Fields whose span is that of a longer budget.
    private func ofFields(_ long: LongBudgetFinding) -> [LimitFinding] {
        let told = asked.map(\.limits.requests)
        let values: [(LimitFinding.Subject, [String])] = [
            (.limitRequestsHeader, told.compactMap(\.limit).map(String.init)),
            (.remainingRequestsHeader, told.compactMap(\.remaining).map(String.init)),
            (
                .resetRequestsHeader,
                told.compactMap(\.reset).map { FindingWords.milliseconds($0.milliseconds) }
            ),
        ]
        return values.map { subject, texts in
            guard let first = texts.first, let last = texts.last else { return absent(subject) }
            return long.ofField(subject, stated: first == last ? first : "\(first) to \(last)")
        }
    }

    /// Streaming requests of the window, in the order of their heads.
    private var asked: [RequestRecord] {
        record.requests
            .filter { $0.probe?.isOfWindow == true && $0.mode == .streaming }
            .filter { $0.instants.head != nil }
            .sorted {
                ($0.instants.head ?? $0.instants.scheduled)
                    < ($1.instants.head ?? $1.instants.scheduled)
            }
    }

    // MARK: x-ratelimit-limit-requests

    private func limit(_ window: RequestWindow) -> LimitFinding? {
        let told = Set(asked.compactMap(\.limits.requests.limit)).sorted()
        guard let first = told.first else {
            return absent(.limitRequestsHeader)
        }
        guard told.count == 1 else {
            return LimitFinding(
                .limitRequestsHeader, source: .server,
                stated: told.map(String.init).joined(separator: ", "), verdict: .cannotTell,
                reason: "it changes from answer to answer")
        }
        var finding = LimitFinding(
            .limitRequestsHeader, source: .server, stated: "\(first)", reason: "")
        finding.statedValue = Double(first)
        finding.unit = "requests in \(record.plan.window)"
        let spans = window.candidates.flatMap { candidate -> [(Double, Double)] in
            let capacity = candidate.capacityLow.map { ($0, candidate.capacityHigh ?? $0) }
            let limit = (candidate.limitLow, candidate.limitHigh)
            // A server that counts in spans may tell the number of all of them.
            let parts = window.partsOfStated
            let all = parts > 1 ? (limit.0 * parts, limit.1 * parts) : nil
            return [limit, all, capacity].compactMap { $0 }
        }
        guard let only = window.only, let low = spans.map(\.0).min(),
            let high = spans.map(\.1).max()
        else {
            finding.verdict = .cannotTell
            finding.reason = "what is enforced could not be told exactly"
            return finding
        }
        finding.observed = WindowFindings.span(only.limitLow, only.limitHigh)
        finding.observedValue = (only.limitLow + only.limitHigh) / 2
        finding.reason = "compared with what explains every answer"
        let value = Double(first)
        if spans.contains(where: { $0.0.rounded(.down) <= value && value <= $0.1.rounded(.up) }) {
            let isExact = only.kind == .bucket || only.limitLow == only.limitHigh
            finding.verdict = isExact ? .holds : .cannotTell
        } else {
            finding.verdict = high < value ? .lower : low > value ? .higher : .cannotTell
        }
        return finding
    }

    // MARK: x-ratelimit-remaining-requests

    private var remaining: LimitFinding? {
        guard asked.contains(where: { $0.limits.requests.remaining != nil }) else {
            return absent(.remainingRequestsHeader)
        }
        let truth = RemainingTruth(
            asked, among: record.requests, window: record.plan.window.duration,
            isTurnedAway: record.isTurnedAway)
        var finding = LimitFinding(
            .remainingRequestsHeader, source: .server, stated: truth.told, observed: nil,
            reason: truth.reason)
        finding.verdict = truth.verdict
        finding.observed = truth.observed
        leaveOpenOfSpan(&finding)
        return finding
    }

    /// Fields that speak of the whole window cannot be judged by a span of it that was used up.
    private func leaveOpenOfSpan(_ finding: inout LimitFinding) {
        if window?.layers != nil {
            finding.verdict = .cannotTell
            finding.observed = nil
            finding.reason = "two limits hold at once, and it may speak of either"
        }
        guard let whole = record.wholePlan, let stated = whole.statedRequests,
            asked.contains(where: { $0.limits.requests.limit == stated })
        else { return }
        finding.verdict = .cannotTell
        finding.observed = nil
        finding.reason =
            "it speaks of \(stated) in \(whole.window), of which \(record.plan.window) were used up"
    }

    // MARK: x-ratelimit-reset-requests

    private func reset(_ window: RequestWindow) -> LimitFinding? {
        let told = asked.filter { $0.limits.requests.reset != nil }
        guard !told.isEmpty else { return absent(.resetRequestsHeader) }
        let truth = ResetTruth(told, window, record)
        var finding = LimitFinding(
            .resetRequestsHeader, source: .server, stated: truth.told, observed: truth.observed,
            verdict: truth.verdict, reason: truth.reason)
        finding.unit = nil
        leaveOpenOfSpan(&finding)
        return finding
    }

    // MARK: Tokens

    private var tokens: LimitFinding? {
        let told = record.allRequests.filter {
            $0.mode == .streaming && $0.limits.tokens.remaining != nil
        }
        let limits = Set(record.allRequests.compactMap(\.limits.tokens.limit)).sorted()
        guard !told.isEmpty || !limits.isEmpty else { return nil }
        let values = told.compactMap(\.limits.tokens.remaining)
        let isFalling = zip(values, values.dropFirst()).contains { $0 > $1 }
        var finding = LimitFinding(
            .tokenHeaders, source: .server,
            stated: "limit "
                + (limits.isEmpty ? "not sent" : limits.map(String.init).joined(separator: ", ")),
            observed: isFalling ? "remaining falls with use" : "remaining never falls",
            reason: record.plan.seeksTokens
                ? "the token limit itself is told in its own line"
                : "the token limit itself was not verified: state it with --expect-tpm")
        finding.verdict = isFalling || values.count < 3 ? .cannotTell : .lower
        if isFalling, limits.count == 1, let found = tokensFound {
            judge(&finding, limits[0], found)
        }
        return finding
    }

    /// What was found of prompt and output together; nil where it was not looked for, or is not known so.
    private var tokensFound: ClosedRange<Double>? {
        guard let budget, budget.only(\.charge.counted) == .both,
            let first = budget.candidates.first
        else { return nil }
        return budget.candidates.dropFirst().reduce(first.limitLow...first.limitHigh) {
            .hull($0, $1.limitLow...$1.limitHigh)
        }
    }

    private func judge(
        _ finding: inout LimitFinding, _ limit: Int, _ found: ClosedRange<Double>
    ) {
        finding.statedValue = Double(limit)
        finding.unit = "tokens in \(record.plan.window)"
        finding.reason =
            "remaining falls with use; compared with what explains every answer, "
            + WindowFindings.span(found.lowerBound.rounded(), found.upperBound.rounded())
        let value = Double(limit)
        if found.upperBound <= value {
            finding.verdict = .lower
        } else if found.lowerBound > value {
            finding.verdict = .higher
        } else if found.upperBound <= found.lowerBound * TokenFindings.precision {
            finding.verdict = .holds
        }
    }

    private func absent(_ subject: LimitFinding.Subject) -> LimitFinding {
        let word =
            switch subject {
            case .limitRequestsHeader: "limit"
            case .remainingRequestsHeader: "remaining"
            default: "reset"
            }
        let unreadable = asked.count { $0.limits.isUnreadable(word) }
        guard unreadable == 0 else {
            return LimitFinding(
                subject, observed: "not readable",
                reason:
                    "\(unreadable) of \(asked.count) answers had it, in no form that can be read; a moment takes a Date beside it"
            )
        }
        return LimitFinding(
            subject, observed: "not sent", reason: "no answer of \(asked.count) had it")
    }
}
