internal import RunModel

/// Whether a step's numbers are the target's: what its run's checks say, but for those that a sweep makes fail on
/// purpose.
package struct StepTrust: Codable, Sendable, Equatable {
    package var verdict: Verdict
    /// Who kept the load from being what was wanted, where somebody did: the client, or limits of the plan. Numbers
    /// of such a step are not the target's.
    package var limitedBy: Cause?
    /// The kinds of checks that did not pass, worst first.
    package var reasons: [ValidityCheck.Kind]

    /// A step is bounded by its time, so that fewer requests than planned, and few for one run, are no fault of it:
    /// they are pooled over the passes. That it fails or saturates is what a sweep is to find.
    static let onPurpose: Set<ValidityCheck.Kind> = [
        .planned, .samples, .ending, .overload, .failures, .window,
    ]

    package init(_ summary: RunSummary) {
        let checks = summary.validity.reasons.filter { !Self.onPurpose.contains($0.kind) }
        verdict = checks.map(\.verdict).max() ?? .trustworthy
        var reasons: [ValidityCheck.Kind] = []
        for check in checks where !reasons.contains(check.kind) { reasons.append(check.kind) }
        self.reasons = reasons
        limitedBy = Self.limit(checks, summary)
    }

    package init(_ verdict: Verdict, limitedBy: Cause? = nil, reasons: [ValidityCheck.Kind] = []) {
        self.verdict = verdict
        self.limitedBy = limitedBy
        self.reasons = reasons
    }

    /// The worst of both, as of two passes.
    package func joined(with other: StepTrust) -> StepTrust {
        StepTrust(
            max(verdict, other.verdict),
            limitedBy: [limitedBy, other.limitedBy].contains(.client)
                ? .client : limitedBy ?? other.limitedBy,
            reasons: reasons + other.reasons.filter { !reasons.contains($0) })
    }

    private static func limit(_ checks: [ValidityCheck], _ summary: RunSummary) -> Cause? {
        if checks.contains(where: { isOfSlowClient($0, summary) }) { return .client }
        let isPlans = checks.contains { check in
            guard check.cause == .plan else { return false }
            return [.streams, .meanStreams, .delayedStarts, .startLag].contains(check.kind)
        }
        return isPlans ? .plan : nil
    }

    /// Whether the client was late or busy for much of the step, and not only once.
    private static func isOfSlowClient(_ check: ValidityCheck, _ summary: RunSummary) -> Bool {
        guard check.cause == .client else { return false }
        switch check.kind {
        case .clientLoad, .readDelay, .startLag, .streams, .meanStreams: return true
        case .lateness:
            return summary.numbers.modes.contains {
                ($0.lateness.p90?.value ?? 0) >= check.careLimit
            }
        default: return false
        }
    }
}
