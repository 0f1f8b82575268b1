internal import RunModel

/// The lines about requests in a window.
struct WindowFindings {
    let record: LimitsRecord
    let window: RequestWindow?

    /// A bucket's inflow is a rate and an estimate from two windows depends on where their edges lie: they
    /// are known as well as this, and the verdict needs no more.
    private static let precision = 1.1
    /// A bucket's inflow that is so near to what is stated is not told from it: averages that decay look like a bucket.
    private static let nearest = 0.95

    var findings: [LimitFinding] {
        guard record.plan.probes.contains(.requests) else { return [] }
        guard let window else {
            return [number(.cannotTell, nil, whyNotSought)]
        }
        let isOfTokens = TokenSuspicion(record).sentence != nil
        guard !isOfTokens else { return [number(window), above(window)].compactMap { $0 } }
        return [number(window), burst(window), layer(window), kind(window), above(window)]
            .compactMap { $0 } + counting(window)
    }

    /// Of the span, where requests are counted in spans.
    private var stated: Double? { record.plan.statedRequests.map(Double.init) }

    /// What the bound leaves out is left out however the run ends.
    private var whyNotSought: String {
        let bound = "--max-requests \(record.plan.maxRequests)"
        let isHopeless = record.baseline.isEmpty
        if !isHopeless, record.plan.leavesOutWindow, let stated = record.plan.statedRequests {
            return "left out from the beginning: it takes up to "
                + "\(record.plan.windowRequests(for: stated)) requests, more than \(bound) leaves "
                + "beside the other steps"
        }
        return record.nothingToJudge.map { "no request was sent to find it: " + $0 }
            ?? record.budgetBound ?? "it takes more requests than \(bound) left"
    }

    // MARK: How many

    private func number(_ window: RequestWindow) -> LimitFinding {
        guard window.refused > 0 || window.isDelaying else { return unlimited(window) }
        if let tokens = TokenSuspicion(record).sentence { return number(.cannotTell, nil, tokens) }
        guard !window.candidates.isEmpty else { return unexplained(window) }
        let low = window.candidates.map(\.limitLow).min() ?? 0
        let high = window.candidates.map(\.limitHigh).max() ?? 0
        let isInflow = window.candidates.contains { $0.kind == .bucket }
        let isEstimate = window.only?.kind == .slidingCounter
        let isKnown =
            isInflow || isEstimate
            ? high <= low * Self.precision : low.rounded(.up) == high.rounded(.down)
        let words = Self.span(low, high)
        let counts =
            "\(window.accepted) requests were let in"
            + (window.isDelaying ? ", some after a wait," : "") + " and \(window.refused) refused"
        let beside = layerWords(window).map { " and, beside it, \($0)" } ?? ""
        let reason =
            counts + ", and \(words) in \(record.plan.window)\(beside) explain every one"
            + lengthError(window)
        // A span that is too wide has no number in its middle.
        let value = isKnown ? (low + high) / 2 : nil
        if let cutShort = record.cutShort {
            return number(.cannotTell, nil, "not judged: \(cutShort); until then " + counts)
        }
        if let other = otherCause { return number(.cannotTell, words, reason + other) }
        guard let stated else {
            return number(isKnown ? nil : .cannotTell, words, reason, value: value)
        }
        if high < stated {
            guard !isInflow || high < stated * Self.nearest else {
                return number(
                    .cannotTell, words,
                    reason
                        + "; so near to what is stated, a law of counting that is none of these may explain them too"
                )
            }
            guard window.mayCountRefused == true else {
                return number(.lower, words, reason, value: value)
            }
            return number(
                .cannotTell, words,
                reason + "; but where requests that one limit refuses are counted by the other, "
                    + "\(Int(stated)) explain them as well")
        }
        if low > stated {
            guard window.mayCountLate != true else {
                return number(
                    .cannotTell, words,
                    reason
                        + "; but \(Int(stated)) explain them as well where requests are counted when their "
                        + "answers are complete")
            }
            guard window.isStatedPossible == true else {
                return number(.higher, words, reason, value: value)
            }
            let plan = record.wholePlan ?? record.plan
            return number(
                .cannotTell, words,
                reason + "; but \(plan.statedRequests ?? 0) in \(plan.window) may hold beside it: "
                    + "no more were let in than that allows")
        }
        guard isKnown else {
            return number(.cannotTell, words, reason + ", which does not decide it")
        }
        guard let whole = record.wholePlan, let all = whole.statedRequests else {
            return number(.holds, words, reason, value: value)
        }
        let most = window.sustainedInStatedWindow ?? 0
        let isReached = Double(most) >= Double(all) * LimitsPlan.sustainedShare
        return number(
            isReached ? .holds : .cannotTell, words,
            reason + "; \(most) were let in within \(whole.window), wherever its edges lie"
                + (isReached ? "" : ", which does not show that \(all) would be" + smallEstimate),
            value: value)
    }

    /// What else may be why fewer were let in over time: fractions of a request are refused.
    private var smallEstimate: String {
        guard let only = window?.only, only.kind == .slidingCounter, only.limitHigh < 20 else {
            return ""
        }
        return
            ": an estimate of so small a number refuses some of what comes evenly at its own rate"
    }

    /// What explains every answer too and is no such window, to be added to a reason; nil where nothing does.
    private var otherCause: String? {
        if let length = window?.otherLengths?.first {
            return "; but so does \(Self.words(length)), so that its length is not known"
        }
        return nil
    }

    /// How closely the window's length was looked at; empty where it was not.
    private func lengthError(_ window: RequestWindow) -> String {
        guard let error = window.lengthError else { return "" }
        return ", the length to ±\(Int((error * 100).rounded())) %"
    }

    private func unlimited(_ window: RequestWindow) -> LimitFinding {
        let most = window.mostInWindow
        if let cutShort = record.cutShort, Double(most) <= 2 * (stated ?? .infinity) {
            return number(.cannotTell, nil, cutShort + " before a request was refused")
        }
        if let failed = failures {
            return number(.cannotTell, nil, failed)
        }
        if let empty = emptyAnswers { return number(.cannotTell, "at least \(most)", empty) }
        guard let stated, most > 0 else {
            return number(
                .cannotTell, "at least \(most)",
                "\(most) requests in \(record.plan.window) met no refusal, and no more were tried")
        }
        // A window's edge between them lets twice the number in.
        guard Double(most) > 2 * stated else {
            return number(
                .cannotTell, nil,
                "the target answered only \(most) requests in \(record.plan.window), too slowly "
                    + "to use the window up")
        }
        return number(
            .notEnforced, "at least \(most)",
            "\(most) requests in \(record.plan.window) were let in, more than two windows allow",
            value: Double(most))
    }

    /// Why it cannot be said that all were let in, where some had a head of success and then nothing; nil where few did.
    private var emptyAnswers: String? {
        let asked = record.requests.filter {
            $0.probe?.isOfWindow == true && $0.mode == .streaming && $0.reception == .accepted
        }
        let empty = asked.count { $0.instants.firstOutput == nil && $0.outcome != .cancelled }
        guard empty >= 2 else { return nil }
        return
            "none was refused, but \(empty) of \(asked.count) answers had no output at all, which may be how requests "
            + "beyond the limit are answered"
    }

    /// Why the window was not used up where requests failed in a row, and none was refused; nil where they did not.
    private var failures: String? {
        let asked = record.requests.filter { $0.probe?.isOfWindow == true }
        let failed = asked.reversed().prefix { $0.reception == .failed && $0.outcome.isFailure }
        guard failed.count > 1, let first = failed.last else { return nil }
        let said = first.message.map { ": \"\($0)\"" } ?? ""
        return
            "after \(asked.count - failed.count) requests all others failed without saying that it was "
            + "for a limit (\(first.outcome.rawValue)\(said))"
    }

    /// What nothing explains is nothing known: refusals may be for something else, or at random.
    private func unexplained(_ window: RequestWindow) -> LimitFinding {
        let doubt = window.doubt ?? "no way of counting explains the answers"
        let fact =
            letInBeforeRefusal.map {
                "; the first refusal came when at most \($0) had been let in during \(record.plan.window)"
            } ?? ""
        return number(
            .cannotTell, "at most \(window.mostInWindow) in \(record.plan.window)", doubt + fact)
    }

    private var letInBeforeRefusal: Int? {
        let asked = record.requests.filter { $0.probe?.isOfWindow == true }
        guard let refused = asked.first(where: record.isTurnedAway),
            let answered = refused.instants.head ?? refused.instants.closed
        else { return nil }
        let start = answered + record.plan.window.duration * -1
        return record.requests.count {
            guard let sent = $0.instants.sent, $0.request != refused.request else { return false }
            return sent >= start && sent <= answered && !record.isTurnedAway($0)
        }
    }

    private func number(
        _ verdict: LimitFinding.Verdict?, _ observed: String?, _ reason: String,
        value: Double? = nil
    ) -> LimitFinding {
        let plan = record.wholePlan ?? record.plan
        let parts = window?.partsOfStated ?? 1
        let isOfSpan = record.wholePlan != nil
        var finding = LimitFinding(
            .requestsInWindow, source: stated == nil ? nil : .user,
            stated: plan.statedRequests.map { "\($0) in \(plan.window)" },
            observed: observed.map { isOfSpan ? "\($0) in each \(record.plan.window)" : $0 },
            verdict: verdict, reason: reason)
        finding.statedValue = plan.statedRequests.map(Double.init)
        finding.observedValue = value.map { $0 * parts }
        finding.unit = "requests in \(plan.window)"
        return finding
    }

    /// A whole number, or a span of what is between two.
    static func span(_ low: Double, _ high: Double) -> String {
        func words(_ value: Double) -> String {
            value == value.rounded() && abs(value) < 1e15
                ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
        }
        return words(low) == words(high) ? words(low) : "\(words(low)) to \(words(high))"
    }
}
