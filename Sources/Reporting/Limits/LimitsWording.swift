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
