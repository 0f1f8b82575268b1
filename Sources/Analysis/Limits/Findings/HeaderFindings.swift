internal import RunModel

/// The lines about what the target says of its limits in its heads.
struct HeaderFindings {
    let record: LimitsRecord
    let window: RequestWindow?

    var findings: [LimitFinding] {
        guard let window else { return [tokens].compactMap { $0 } }
        return [retryAfter, limit(window), remaining, reset(window), tokens].compactMap { $0 }
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

    // MARK: Retry-After

    private var retryAfter: LimitFinding? {
        let truth = RetryAfterTruth(record)
        guard truth.refusals > 0 else { return nil }
        guard let shortest = truth.shortest, let longest = truth.longest else {
            return LimitFinding(
                .retryAfter, observed: "not sent",
                reason: "none of \(truth.refusals) refusals for the rate had it")
        }
        let stated = WindowFindings.span(
            shortest.seconds.rounded(.up), longest.seconds.rounded(.up))
        let counts =
            "\(truth.refusedBefore) attempts before the time were refused and "
            + "\(truth.letInAfter) at it let in; \(truth.tooShort) after it were refused, "
            + "\(truth.tooLong) well before it let in"
        var finding = LimitFinding(
            .retryAfter, source: .server, stated: "\(stated) s", reason: counts)
        switch (truth.tooShort > 0, truth.tooLong > 0) {
        case (true, false):
            // The wait that is told is shorter than the one that is needed.
            finding.verdict = .lower
            finding.observed = "too short"
        case (false, true):
            finding.verdict = .higher
            finding.observed = "longer than needed"
        case (true, true):
            finding.verdict = .cannotTell
            finding.observed = "now too short, now too long"
        case (false, false):
            let isSeen = truth.letInAfter > 0
            finding.verdict = isSeen ? .holds : .cannotTell
            finding.observed = isSeen ? "true, to the second it is told in" : nil
            if !isSeen { finding.reason += ": no attempt fell near a promised time" }
        }
        return finding
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
            asked, window: record.plan.window.duration, isTurnedAway: record.isTurnedAway)
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
        let told = record.requests.filter {
            $0.mode == .streaming && $0.limits.tokens.remaining != nil
        }
        let limits = Set(record.requests.compactMap(\.limits.tokens.limit)).sorted()
        guard !told.isEmpty || !limits.isEmpty else { return nil }
        let values = told.compactMap(\.limits.tokens.remaining)
        let isFalling = zip(values, values.dropFirst()).contains { $0 > $1 }
        var finding = LimitFinding(
            .tokenHeaders, source: .server,
            stated: "limit "
                + (limits.isEmpty ? "not sent" : limits.map(String.init).joined(separator: ", ")),
            observed: isFalling ? "remaining falls with use" : "remaining never falls",
            reason: "the token limit itself is not verified: using it up costs its whole budget")
        finding.verdict = isFalling || values.count < 3 ? .cannotTell : .lower
        return finding
    }

    private func absent(_ subject: LimitFinding.Subject) -> LimitFinding {
        LimitFinding(
            subject, observed: "not sent", reason: "no answer of \(asked.count) had it")
    }
}
