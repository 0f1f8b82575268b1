internal import Analysis
internal import RunModel

/// What a limits run comes to, in words.
extension LimitsWording {
    /// `Of 2 stated limits, 1 does not hold, 1 holds.`, and the same of what the server says itself.
    static func conclusion(_ summary: LimitsSummary) -> String {
        if summary.isQuotaUsedUp {
            return
                "The key's quota is used up, so its limits could not be told: add credit or wait until the quota "
                + "begins anew, then run again."
        }
        guard summary.isUsable else {
            return "No request was let in, so nothing can be said of the target's limits."
        }
        let judged = summary.findings.filter { $0.source != nil && $0.verdict != nil }
        guard !judged.isEmpty else { return "Nothing was stated; this is what was found." }
        return [
            conclusion(judged.filter { $0.source == .user }, "stated limit", "stated limit"),
            conclusion(
                judged.filter { $0.source == .server }, "statement in the server's answers",
                "statements in the server's answers"),
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// In a list of runs: `hold`, `1 of 2 lower`, `cannot tell`; of what a user stated alone.
    static func short(_ summary: LimitsSummary) -> String {
        guard summary.isUsable, !summary.isQuotaUsedUp else { return "nothing let in" }
        let judged = summary.findings.filter { $0.source == .user && $0.verdict != nil }
        let wrong = judged.filter(\.contradicts)
        if let first = wrong.first?.verdict {
            let word = wrong.allSatisfy { $0.verdict == first } ? "\(first)" : "do not hold"
            return "\(wrong.count) of \(judged.count) \(word)"
        }
        if judged.isEmpty { return "nothing stated" }
        return judged.contains { $0.verdict == .cannotTell } ? "cannot tell" : "hold"
    }

    private static func conclusion(
        _ findings: [LimitFinding], _ one: String, _ many: String
    ) -> String? {
        let count = findings.count
        guard count > 0 else { return nil }
        let wrong = findings.count(where: \.contradicts)
        let untold = findings.count { $0.verdict == .cannotTell }
        let right = count - wrong - untold
        let plural = many.hasSuffix("limit") ? many + "s" : many
        if right == count {
            return count == 1
                ? "The one \(one) holds."
                : count == 2 ? "Both \(plural) hold." : "All \(count) \(plural) hold."
        }
        let parts = [
            (wrong, "\(wrong) \(wrong == 1 ? "does" : "do") not hold"),
            (untold, "\(untold) could not be told"),
            (right, "\(right) \(right == 1 ? "holds" : "hold")"),
        ].filter { $0.0 > 0 }.map(\.1)
        return "Of \(count) \(count == 1 ? one : plural), \(parts.joined(separator: ", "))."
    }

    /// `Stated: 10 streams and 300 requests in 60 s. Measured: 7 streams and 240 requests.` Nil where no number of
    /// these is stated.
    static func statement(_ summary: LimitsSummary) -> String? {
        let nouns: [(LimitFinding.Subject, String)] = [
            (.concurrentStreams, "streams"), (.requestsInWindow, "requests"),
            (.tokensInWindow, "tokens"), (.inputTokensInWindow, "input tokens"),
            (.outputTokensInWindow, "output tokens"),
        ]
        let parts = nouns.compactMap { subject, noun -> (stated: String, measured: String)? in
            guard let found = summary.findings.first(where: { $0.subject == subject }),
                found.source == .user, let stated = found.stated
            else { return nil }
            let unit = "\(noun)"
            let measured =
                found.verdict == .cannotTell ? nil : found.observed.map { "\($0) \(unit)" }
            let words = stated.split(separator: " ", maxSplits: 1)
            let rest = words.count > 1 ? " " + words[1] : ""
            return ("\(words.first ?? "") \(unit)\(rest)", measured ?? "\(unit): cannot tell")
        }
        guard !parts.isEmpty else { return nil }
        return TerminalText.harmless(
            "Stated: \(parts.map(\.stated).joined(separator: ", ")). "
                + "Measured: \(parts.map(\.measured).joined(separator: ", ")).")
    }

    /// What a run took of its target.
    static func use(_ summary: LimitsSummary) -> [String] {
        let refused = summary.timeline.entries.count { $0.state == .refused }
        return [
            "\(Wording.plural(summary.sentRequests, "request")) sent",
            refused == 0 ? "" : "\(QuantityFormat.count(refused)) refused",
            "\(Wording.plural(summary.usedTokens, "token")) used",
        ].filter { !$0.isEmpty }
    }

    /// What was stated before the run: `stated 10 streams and 300 requests in 60 s`.
    static func plan(_ plan: LimitsPlan?) -> String {
        let parts = [
            plan?.statedStreams.map { Wording.plural($0, "stream") },
            plan?.statedRequests.map {
                "\(Wording.plural($0, "request")) in \(span(plan?.window.duration ?? .zero))"
            },
            tokens(plan),
        ].compactMap { $0 }
        return parts.isEmpty
            ? "nothing stated"
            : "stated \(parts.joined(separator: " and "))"
    }

    private static func tokens(_ plan: LimitsPlan?) -> String? {
        let parts = [
            plan?.statedTokens.map { Wording.plural($0, "token") },
            plan?.statedInputTokens.map { Wording.plural($0, "input token") },
            plan?.statedOutputTokens.map { Wording.plural($0, "output token") },
        ].compactMap { $0 }
        guard !parts.isEmpty else { return nil }
        return parts.joined(separator: " and ") + " in \(span(plan?.window.duration ?? .zero))"
    }

    private static func span(_ duration: Duration) -> String {
        QuantityFormat.tick(duration / .seconds(1)) + " s"
    }

    /// Why the record holds less than was planned; nil where it does not.
    static func ending(_ ending: RunEnding) -> String? {
        ending == .completed ? nil : "the run \(Wording.endingWords(ending))"
    }

    /// What a limits run is about, while it lasts: `filling the slots, round 2 of 3`.
    static func step(_ limits: LiveLimits) -> String {
        let round = ", round \(limits.round + 1) of \(limits.rounds)"
        let words =
            switch limits.probe {
            case nil: "starting"
            case .baseline: "learning its speed"
            case .fill, .excess, .shortExcess: "filling the slots" + round
            case .burst: "opening streams at once"
            case .leakLeave: "leaving streams"
            case .leakFill: "counting the slots"
            case .wholeExcess, .releaseEnd, .releaseCancel, .releaseCut, .wholeHold, .wholeCheck,
                .releaseWholeEnd, .releaseWholeCancel, .releaseWholeCut:
                "freeing slots" + round
            case .scopeAlone, .scopeFill, .scopeAsk, .scopeSpend, .scopeSpendAsk:
                "asking whose the limits are"
            case .window, .windowWhole, .retryEarly, .retryDue: "using up the window"
            case .tokensMax, .tokensPrompt, .tokensOutput, .tokensRepeat: "using up the tokens"
            }
        guard limits.isResting else { return words }
        let left = limits.restLeft.map { " (\(QuantityFormat.clock($0)) left)" } ?? ""
        return words + ", resting" + left
    }
}
