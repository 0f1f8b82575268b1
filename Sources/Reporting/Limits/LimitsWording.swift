internal import Analysis
internal import RunModel

/// The words for what a limits run found: one wording for terminal, page and Markdown.
enum LimitsWording {
    static func subject(_ subject: LimitFinding.Subject) -> String {
        switch subject {
        case .quota: "The key's quota"
        case .concurrentStreams: "Streams at the same time"
        case .aboveCeiling: "Streams beyond that"
        case .streamBurst: "Streams opened at once"
        case .releaseAfterEnd: "Slot free after a stream's end"
        case .releaseAfterCancel: "Slot free after a cancelled stream"
        case .releaseAfterCut: "Slot free after a cut stream"
        case .wholeAnswersTakeSlots: "Non-streaming answers take slots"
        case .wholeReleaseAfterEnd: "Slot free after a non-streaming answer's end"
        case .wholeReleaseAfterCancel: "Slot free after a cancelled non-streaming answer"
        case .wholeReleaseAfterCut: "Slot free after a cut non-streaming answer"
        case .leakAfterCancel: "Slots lost by cancelled streams"
        case .leakAfterCut: "Slots lost by cut streams"
        case .streamsByKey: "Streams of a second key"
        case .streamsByModel: "Streams of a second model"
        case .streamsByAddress: "Streams of a second address"
        case .streamsByConnection: "Streams of another connection"
        case .requestsInWindow: "Requests in a window"
        case .requestBurst: "Requests in a burst"
        case .requestLayer: "A second limit of requests"
        case .windowKind: "How requests are counted"
        case .aboveRate: "Requests beyond the limit"
        case .rejectedRequestsCount: "Refused requests count"
        case .wholeAnswersCount: "Non-streaming answers count"
        case .requestsByKey: "Requests of a second key"
        case .requestsByModel: "Requests of a second model"
        case .requestsByAddress: "Requests of a second address"
        case .requestsByConnection: "Requests of another connection"
        case .tokensInWindow: "Tokens in a window"
        case .inputTokensInWindow: "Input tokens in a window"
        case .outputTokensInWindow: "Output tokens in a window"
        case .tokensCounted: "Which tokens count"
        case .tokensChargedWhen: "When tokens are charged"
        case .unusedTokens: "max_tokens that are not used"
        case .tokenWindowKind: "How tokens are counted"
        case .tokenOvershoot: "Tokens beyond the limit"
        case .cachedTokens: "A prompt that repeats"
        case .rejectedTokens: "Refused requests cost tokens"
        case .retryAfter: "Retry-After, or words"
        case .limitRequestsHeader: "x-ratelimit-limit-requests"
        case .remainingRequestsHeader: "x-ratelimit-remaining-requests"
        case .resetRequestsHeader: "x-ratelimit-reset-requests"
        case .tokenHeaders: "x-ratelimit-*-tokens"
        case .longBudget: "Budget of a longer time"
        case .errorShape: "Form of a refusal"
        case .harm: "Effect on streams let in"
        }
    }

    static func verdict(_ verdict: LimitFinding.Verdict?) -> String {
        switch verdict {
        case .holds: "holds"
        case .lower: "lower"
        case .higher: "higher"
        case .notEnforced: "not enforced"
        case .cannotTell: "cannot tell"
        case nil: "found"
        }
    }

    /// The verdict behind a sign, for who sees no colour.
    static func signed(_ verdict: LimitFinding.Verdict?) -> String {
        let sign =
            switch verdict {
            case .holds: "✓"
            case .lower, .higher, .notEnforced: "✗"
            case .cannotTell: "?"
            case nil: "·"
            }
        return "\(sign) \(self.verdict(verdict))"
    }

    /// What is stated, and by whom where it was not the user.
    static func stated(_ finding: LimitFinding) -> String {
        guard let stated = finding.stated else { return "—" }
        return finding.source == .server ? "\(stated) (server)" : stated
    }

    /// `stated 10, observed 8`, or what the server says against what was seen.
    static func contrast(_ finding: LimitFinding) -> String {
        let stated = finding.stated.map {
            (finding.source == .server ? "the server says " : "stated ") + $0
        }
        return [stated, finding.observed.map { "observed \($0)" }].compactMap { $0 }
            .joined(separator: ", ")
    }

    static func observed(_ finding: LimitFinding) -> String { finding.observed ?? "—" }

    // MARK: What it comes to

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

    // MARK: Streams and slots

    static func behaviour(_ behaviour: StreamCeiling.Behaviour) -> String {
        switch behaviour {
        case .rejected: "refused at once"
        case .queued: "let in, and silent until another ends"
        case .evicted: "let in, and a running one is ended for each"
        case .killed: "let in, and ended by the server a little later"
        case .unanswered: "neither let in nor refused"
        case .slowed: "let in, and all grow slower with their number"
        case .unlimited: "let in as if there were no limit"
        }
    }

    static func cause(_ release: SlotRelease) -> String {
        let noun = release.isWholeAnswer ? "non-streaming answer" : "stream"
        return switch release.cause {
        case .end: "\(noun) ended by itself"
        case .cancel: "\(noun) cancelled"
        case .cut: "\(noun)'s connection cut"
        }
    }

    static func release(_ kind: SlotRelease.Kind?) -> String {
        switch kind {
        case .atOnce: "at once"
        case .afterDelay: "after a delay"
        case .atNaturalEnd: "when the answer would have ended"
        case .notSeen: "not while the run waited"
        case nil: "cannot tell"
        }
    }

    // MARK: Requests

    static func kind(_ kind: RequestWindow.Kind) -> String {
        switch kind {
        case .fixed: "fixed windows, one after another"
        case .fixedFromFirst: "a window from the first request it counts"
        case .sliding: "sliding over the window's length"
        case .slidingCounter: "sliding, estimated from two fixed windows"
        case .bucket: "a store that fills steadily"
        case .untilQuiet: "until a pause of the window's length without a request"
        }
    }

    /// `300`, or `299–300` where the answers leave room.
    static func range(_ low: Double, _ high: Double) -> String {
        // A store's inflow need not be whole; a tenth of a request is finer than answers tell.
        let ends = [low, high].map { QuantityFormat.tick(($0 * 10).rounded() / 10) }
        return ends[0] == ends[1] ? ends[0] : "\(ends[0])–\(ends[1])"
    }

    /// `refused (429)`, `closed without an answer`.
    static func form(_ refusal: RefusalCount) -> String {
        if let status = refusal.status {
            if refusal.isInBand { return "in-band, \(status)" }
            return (200..<300).contains(status) ? "\(status), an error as its body" : "\(status)"
        }
        return refusal.isInBand ? "in-band" : "closed without an answer"
    }

    static func state(_ state: LimitsTimeline.State) -> String {
        switch state {
        case .accepted: "let in"
        case .refused: "refused"
        case .noAnswer: "closed without an answer"
        case .failed: "failed"
        }
    }

    /// How an accepted request came to its end.
    static func ending(_ ending: String) -> String {
        switch ending {
        case "end": "ended by itself"
        case "cancel": "cancelled"
        case "cut": "connection cut"
        default: ending
        }
    }
}
