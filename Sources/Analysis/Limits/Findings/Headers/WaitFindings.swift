internal import RunModel

/// The line about the waits that refusals name: every place in which one stands, and the first that lies.
struct WaitFindings {
    let record: LimitsRecord

    var finding: LimitFinding? {
        let truths = RetryAfterTruth.all(record)
        guard let first = truths.first, first.refusals > 0 else { return nil }
        guard first.promises > 0 else {
            let unreadable = record.requests.count { $0.limits.isUnreadable("retry-after") }
            guard unreadable == 0 else {
                return LimitFinding(
                    .retryAfter, observed: "not readable",
                    reason: "\(unreadable) answers had it, neither as seconds nor as a date")
            }
            return LimitFinding(
                .retryAfter, observed: "not sent",
                reason: "none of \(first.refusals) refusals for the rate had it")
        }
        return truths.count == 1 ? alone(first) : together(truths)
    }

    private func alone(_ truth: RetryAfterTruth) -> LimitFinding {
        let isUsual = truth.source.hasPrefix("retry-after")
        var finding = LimitFinding(
            .retryAfter, source: .server,
            stated: (isUsual ? "" : truth.name + " ") + (truth.span ?? ""),
            observed: truth.observed, verdict: truth.verdict, reason: truth.counts)
        if truth.observed == nil { finding.reason += ": no attempt fell near a promised time" }
        return finding
    }

    private func together(_ truths: [RetryAfterTruth]) -> LimitFinding {
        let stated = truths.map { "\($0.name) \($0.span ?? "")" }.joined(separator: ", ")
        // Resets are judged by when the whole limit is there; here they can only be too short.
        let told = truths.filter { $0.verdict != .cannotTell || $0.isLie }
        let decisive = truths.first(where: \.isLie) ?? told.first
        var finding = LimitFinding(
            .retryAfter, source: .server, stated: stated, verdict: decisive?.verdict ?? .cannotTell,
            reason: truths.map { "\($0.name): \($0.counts)" }.joined(separator: "; "))
        guard let decisive else {
            finding.reason += ": no attempt fell near a promised time"
            return finding
        }
        if decisive.isLie {
            let others = truths.filter(\.isLie).dropFirst().map(\.name)
            let more = others.isEmpty ? "" : "; so are others (\(others.joined(separator: ", ")))"
            finding.observed = "\(decisive.name) is \(decisive.observed ?? "untrue")" + more
            finding.reason = "\(decisive.name) is the first that is not true; " + finding.reason
        } else {
            let untold = truths.filter { $0.observed == nil }.map(\.name)
            finding.observed =
                untold.isEmpty
                ? "all true, to the second they are told in"
                : "true where it could be told"
            if !untold.isEmpty {
                finding.reason +=
                    "; no attempt fell near the time of \(untold.joined(separator: ", "))"
            }
        }
        return finding
    }
}
