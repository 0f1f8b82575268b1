import Analysis
import Emulator
import RunModel
import VirtualServer

/// A budget of tokens as a server has it, and what has to be found of it.
struct TokenCase: CustomStringConvertible, Sendable {
    var cost: TokenLimit.Cost
    var isApart = false
    var kind: WindowShape.Kind
    /// Enforced over stated.
    var factor = 1.0
    var countsRefused = false
    var isCachedFree = false
    var seed = 1

    static let stated = 6000
    static let statedOutput = 4000

    var description: String {
        "\(cost.rawValue)\(isApart ? " apart" : ""), \(kind), \(factor)"
            + (countsRefused ? ", refused count" : "") + (isCachedFree ? ", cached free" : "")
            + ", seed \(seed)"
    }

    var verification: VirtualVerification {
        var verification = VirtualVerification { policy in
            policy.tokens.cost = cost
            policy.tokens.countsRefused = countsRefused
            policy.tokens.isCachedFree = isCachedFree
            policy.window.kind = kind
            let number = Int(Double(Self.stated) * factor)
            if isApart {
                policy.tokens.inputLimit = number
                policy.tokens.outputLimit = Int(Double(Self.statedOutput) * factor)
            } else {
                policy.tokens.limit = number
            }
        }
        verification.server.seed = UInt64(seed)
        // Edges of fixed windows anywhere, also within a phase.
        verification.server.age = .milliseconds(3_100 + 7_130 * seed)
        verification.plan.probes = [.tokens]
        if isApart {
            verification.plan.statedInputTokens = Self.stated
            verification.plan.statedOutputTokens = Self.statedOutput
        } else {
            verification.plan.statedTokens = Self.stated
        }
        return verification
    }

    var units: [LimitFinding.Subject] {
        isApart ? [.inputTokensInWindow, .outputTokensInWindow] : [.tokensInWindow]
    }

    /// What may be said of the number, beside that it cannot be told.
    var verdicts: [LimitFinding.Verdict] {
        // No number of tokens is enforced, or none of what was tried.
        if cost == .request { return [.notEnforced] }
        // More than is stated is allowed, as prompts show; how much output is, takes more than the target's speed.
        if !isApart, cost == .outputOnly {
            return factor < 1 ? [.lower, .notEnforced] : [.higher, .notEnforced]
        }
        if factor < 1 { return [.lower] }
        return factor > 1 || !isApart && cost == .promptOnly ? [.higher] : [.holds]
    }

    /// What has to stand behind each subject, where anything does.
    var facts: [LimitFinding.Subject: String] {
        guard cost != .request else { return [.tokensCounted: "one a request"] }
        var facts: [LimitFinding.Subject: String] = [:]
        facts[.tokensCounted] =
            if isApart {
                "input and output apart"
            } else {
                switch cost {
                case .promptOnly: "the tokens of prompts"
                case .outputOnly: "the tokens of output"
                default: "prompt and output together"
                }
            }
        switch cost {
        case .promptAndMax:
            facts[.tokensChargedWhen] = "before the answer, by max_tokens"
            facts[.unusedTokens] = "charged, and not given back"
        case .promptAndMaxCorrected:
            facts[.tokensChargedWhen] = "before the answer, by max_tokens"
            facts[.unusedTokens] = "charged, and given back after the answer"
        case .generated:
            facts[.tokensChargedWhen] = "the prompt before the answer, the output after it"
            facts[.unusedTokens] = "not charged"
        case .use, .outputOnly:
            facts[.tokensChargedWhen] = "after the answer, by what was used"
            facts[.unusedTokens] = "not charged"
        case .promptOnly: facts[.tokensChargedWhen] = "before the answer"
        case .request: break
        }
        if cost != .outputOnly { facts[.cachedTokens] = isCachedFree ? "not charged" : "charged" }
        // What is charged afterwards has no refused requests to charge.
        let isAfter = cost == .use || cost == .outputOnly
        facts[.rejectedTokens] = countsRefused && !isAfter ? "yes" : "no"
        facts[.tokenWindowKind] =
            switch kind {
            case .fixed: "fixed windows of 60s"
            case .sliding: "a sliding window of 60s"
            case .bucket: "a bucket that fills steadily"
            default: nil
            }
        return facts
    }
}
