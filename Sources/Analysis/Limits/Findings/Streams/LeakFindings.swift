internal import RunModel

/// Whether slots are lost when streams are left, by how they are left.
struct LeakFindings {
    let record: LimitsRecord
    let leaks: [SlotLeak]

    var findings: [LimitFinding] {
        guard record.plan.probes.contains(.leaks) else { return [] }
        return [SlotRelease.Cause.cancel, .cut].map { cause in
            leaks.first { $0.cause == cause }.map(finding) ?? unseen(cause)
        }
    }

    private func finding(_ leak: SlotLeak) -> LimitFinding {
        let subject = Self.subject(leak.cause)
        let words = leak.cause == .cancel ? "cancelled" : "reset"
        let fact =
            "\(leak.before) streams fitted in before and \(leak.after) after \(leak.left) had been "
            + words
        guard leak.lost > 0 else {
            var finding = LimitFinding(subject, observed: "none lost", reason: fact)
            finding.observedValue = 0
            finding.unit = "slots"
            return finding
        }
        var finding = LimitFinding(
            subject, observed: "\(leak.lost) of \(leak.before) slots lost",
            reason: "\(fact), \(each(leak)); \(recovery(leak))")
        finding.observedValue = Double(leak.lost)
        finding.unit = "slots"
        return finding
    }

    private func each(_ leak: SlotLeak) -> String {
        if leak.lost == leak.left { return "one each" }
        if leak.after == 0 { return "so that none was left" }
        return "\(Self.tenths(Double(leak.lost) / Double(max(leak.left, 1)))) each"
    }

    private func recovery(_ leak: SlotLeak) -> String {
        guard let low = leak.recoveredLowSeconds, let high = leak.recoveredHighSeconds else {
            let last = leak.measures.last
            let span = (last?.seconds ?? 0) - (leak.measures.dropFirst().first?.seconds ?? 0)
            return
                "\(last?.streams ?? 0) were there again when the run gave up \(Self.tenths(span)) s later"
        }
        return
            "all were there again \(Self.tenths(low)) to \(Self.tenths(high)) s after the last was left"
    }

    private func unseen(_ cause: SlotRelease.Cause) -> LimitFinding {
        let isLost = leaks.contains { $0.lost > 0 && $0.recoveredHighSeconds == nil }
        return LimitFinding(
            Self.subject(cause), verdict: .cannotTell,
            reason: record.cutShort.map { "not judged: \($0) before it was looked at" }
                ?? (isLost
                    ? "slots that were lost before had not come back, so that new losses cannot be "
                        + "told from them; run again with --only leaks when they have"
                    : unmet))
    }

    private var unmet: String {
        let refused = record.requests.count { $0.probe == .leakFill && record.isTurnedAway($0) }
        return refused > 0
            ? "no slot was free when they were counted first, or the bound on requests left too few, so that one "
                + "that is lost cannot be seen; run again with --only leaks"
            : "no stream was refused, or the bound on requests left too few, so that a slot that is lost cannot "
                + "be seen; state the number with --expect-streams"
    }

    private static func subject(_ cause: SlotRelease.Cause) -> LimitFinding.Subject {
        cause == .cut ? .leakAfterCut : .leakAfterCancel
    }

    private static func tenths(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
