internal import RunModel

/// The lines about how tokens are charged, where some were refused and something explains it.
struct TokenChargeFindings {
    let record: LimitsRecord
    let budget: TokenBudget

    var findings: [LimitFinding] {
        [counted, when, unused, kind, overshoot, cached, rejected].compactMap { $0 }
    }

    /// What all candidates say, as a line; else that they differ.
    private func line(
        _ subject: LimitFinding.Subject, _ reason: String,
        _ words: (TokenBudget.Candidate) -> String?
    ) -> LimitFinding? {
        let told = budget.candidates.map(words)
        let known = Set(told.compactMap { $0 }).sorted()
        // Nothing that one of them could say anything of.
        guard let first = known.first else { return nil }
        if known.count == 1, told.allSatisfy({ $0 != nil }) {
            return LimitFinding(subject, observed: first, reason: reason)
        }
        return LimitFinding(
            subject, verdict: .cannotTell,
            reason: "the answers fit \(known.joined(separator: " and ")) alike"
                + (known.count == 1 ? ", where it makes a difference" : ""))
    }

    /// Whether output has a stated number that it was not brought to, so that nothing is known of its budget.
    private var isOutputOpen: Bool {
        guard let stated = record.plan.statedOutputTokens else { return false }
        return budget.candidates.contains { $0.charge.counted == .input && $0.outputCharge == nil }
            && budget.mostOutput <= 2 * stated
    }

    private func untold(_ subject: LimitFinding.Subject) -> LimitFinding {
        LimitFinding(
            subject, verdict: .cannotTell,
            reason: "output was not brought to its limit: \(budget.mostOutput) tokens in "
                + "\(record.plan.window), as far as the target's speed and --expect-streams let it")
    }

    private var counted: LimitFinding? {
        if isOutputOpen { return untold(.tokensCounted) }
        return line(
            .tokensCounted, "only so are all answers explained, to long prompts and to long answers"
        ) {
            $0.countedWords.words
        }
    }

    private var when: LimitFinding? {
        if isOutputOpen { return untold(.tokensChargedWhen) }
        return line(
            .tokensChargedWhen,
            "told by whether smaller requests were let in after a larger one was refused"
        ) { candidate in
            switch (candidate.outputCharge ?? candidate.charge) {
            case .promptAndMax, .promptAndMaxCorrected, .max, .maxCorrected:
                "before the answer, by max_tokens"
            case .prompt: "before the answer"
            case .promptThenOutput: "the prompt before the answer, the output after it"
            case .output where candidate.outputCharge != nil && candidate.charge == .prompt:
                "the prompt before the answer, the output after it"
            case .use, .promptAfter, .output: "after the answer, by what was used"
            case .request: "when it is let in"
            }
        }
    }

    private var unused: LimitFinding? {
        line(.unusedTokens, "told by requests with a large max_tokens and a short answer") {
            switch $0.outputCharge ?? $0.charge {
            case .promptAndMax, .max: "charged, and not given back"
            case .promptAndMaxCorrected, .maxCorrected: "charged, and given back after the answer"
            case .promptThenOutput, .use, .output: "not charged"
            case .prompt, .promptAfter, .request: nil
            }
        }
    }

    private var kind: LimitFinding? {
        let length = record.plan.window
        return line(.tokenWindowKind, "no other way of counting explains all answers") {
            switch $0.kind {
            case .fixed: "fixed windows of \(length)"
            case .fixedFromFirst: "windows of \(length) from the first charge on"
            case .sliding: "a sliding window of \(length)"
            case .slidingCounter: "an estimate of a sliding window of \(length)"
            case .bucket: "a bucket that fills steadily"
            case .untilQuiet: "until a pause of \(length)"
            }
        }
    }

    private var overshoot: LimitFinding? {
        guard let isAfter = budget.only({ ($0.outputCharge ?? $0.charge).isAfter }) else {
            return nil
        }
        guard isAfter else {
            return LimitFinding(
                .tokenOvershoot, observed: "none",
                reason: "a request that asks for more than is left is refused")
        }
        var finding = LimitFinding(
            .tokenOvershoot, observed: "up to \(budget.largest)",
            reason:
                "the request that passes the limit is answered whole, and the next is refused; the largest "
                + "used \(budget.largest) tokens, and requests at the same time each add theirs")
        finding.observedValue = Double(budget.largest)
        finding.unit = "tokens"
        return finding
    }

    private var cached: LimitFinding? {
        guard budget.isRepeatSeen else { return nil }
        let counts = budget.candidates.filter { $0.charge.counted != .output }
        guard !counts.isEmpty else { return nil }
        let told = Set(counts.map(\.isCachedFree))
        guard told.count == 1, let isFree = told.first else {
            return LimitFinding(
                .cachedTokens, verdict: .cannotTell,
                reason: "a prompt that repeated was answered alike either way")
        }
        return LimitFinding(
            .cachedTokens, observed: isFree ? "not charged" : "charged",
            reason: isFree
                ? "more of one prompt was let in than of prompts that differ"
                : "one prompt was refused where prompts that differ are; whether it was cached is the "
                    + "server's matter")
    }

    private var rejected: LimitFinding? {
        guard budget.candidates.contains(where: { !$0.charge.isAfter }) else {
            return LimitFinding(
                .rejectedTokens, observed: "no",
                reason: "tokens are charged after the answer, and what is refused has none")
        }
        guard let counts = budget.only(\.countsRejected) else {
            return LimitFinding(
                .rejectedTokens, verdict: .cannotTell, reason: "the answers are the same either way"
            )
        }
        return LimitFinding(
            .rejectedTokens, observed: counts ? "yes" : "no",
            reason: "only so are all answers explained")
    }
}
