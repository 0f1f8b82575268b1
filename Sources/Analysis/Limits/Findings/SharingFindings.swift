internal import RunModel

/// Whose the limits are, a line for each caller and limit.
struct SharingFindings {
    let record: LimitsRecord
    let sharing: [LimitSharing]

    var findings: [LimitFinding] {
        LimitSharing.Limit.allCases.flatMap { limit in
            (record.plan.callers ?? []).indices.compactMap { index in
                finding(limit, target: index + 1)
            }
        }
    }

    private func finding(_ limit: LimitSharing.Limit, target: Int) -> LimitFinding? {
        guard let caller = record.plan.caller(target),
            record.plan.probes.contains(limit == .streams ? .streams : .requests)
        else { return nil }
        let subject = Self.subject(limit, caller.difference)
        let sharing = sharing.first { $0.limit == limit && $0.caller == caller }
        guard let sharing, let answer = sharing.answer else {
            return LimitFinding(
                subject, verdict: .cannotTell, reason: doubt(limit, target, sharing))
        }
        var finding = LimitFinding(
            subject, observed: Self.observed(sharing, answer),
            reason: fact(sharing))
        finding.observedValue = Double(sharing.letIn)
        finding.unit = limit.rawValue
        return finding
    }

    private func fact(_ sharing: LimitSharing) -> String {
        let name = sharing.caller.words
        let times = sharing.asked == 1 ? "time" : "times"
        let asked =
            "\(name) was let in \(sharing.letIn) of \(sharing.asked) \(times) while the first one was refused, "
            + "just before and just after"
        return sharing.limit == .streams
            ? asked + ", in each of \(sharing.fillings) fillings of the slots" : asked
    }

    private func doubt(
        _ limit: LimitSharing.Limit, _ target: Int, _ sharing: LimitSharing?
    ) -> String {
        if let cut = record.cutShort, sharing == nil {
            return "not judged: \(cut) before it was asked"
        }
        if limit == .requests, record.plan.statedRequests == nil {
            return "only where a number of requests is stated: --expect-rpm"
        }
        let name = record.plan.caller(target)?.words ?? ""
        let alone = record.scopeRequests.first {
            $0.probe == .scopeAlone && $0.target == target && $0.reception != .accepted
        }
        if let alone {
            let words =
                alone.message.map { ": \($0)" } ?? alone.status.map { ": status \($0)" } ?? ""
            return "\(name) was not let in by itself either" + words
        }
        if limit == .streams, sharing?.asked ?? 0 == 0, endedByThemselves {
            return
                "the first one's streams ended by themselves before \(name) had asked; answers have to be longer (--prompt)"
        }
        let sent = record.allRequests.count
        if sharing?.asked ?? 0 == 0, sent + 1 >= record.plan.maxRequests {
            return "no request was left for it; a larger --max-requests takes it in"
        }
        if let other = sharing?.otherRefusal {
            return
                "\(name) was refused in another way than the first one, so it may be for something else: \(other)"
        }
        guard let sharing, sharing.asked > 0 else {
            return
                "the first one was not refused just before and just after \(name) asked, so nothing follows"
        }
        let fact =
            "\(name) was let in \(sharing.letIn) of \(sharing.asked) times while the first one was refused"
        if limit == .streams, sharing.letIn == 0 || sharing.letIn == sharing.asked {
            return fact + ", but whether it is their number that refuses is not known"
        }
        return sharing.letIn == sharing.asked
            ? fact
                + ", but its requests were so far apart that some may have come back between them"
            : fact
    }

    private var endedByThemselves: Bool {
        record.scopeRequests.contains { $0.probe == .scopeFill && $0.hasOwnLength }
    }

    // MARK: Words

    private static func observed(
        _ sharing: LimitSharing, _ answer: LimitSharing.Answer
    ) -> String {
        let noun =
            switch sharing.caller.difference {
            case .key: "keys"
            case .model: "models"
            case .address: "addresses"
            case .connection: "connections"
            }
        return switch answer {
        case .shared: "the \(noun) share it"
        case .apart:
            sharing.limit == .requests
                ? "each has its own, by \(sharing.letIn) more at least"
                : "each has its own, by \(sharing.letIn / max(sharing.fillings, 1)) more"
        case .partly:
            "each has its own, up to \(sharing.letIn / max(sharing.fillings, 1)) more: by a number of its own or one that "
                + "the \(noun) share"
        }
    }

    private static func subject(
        _ limit: LimitSharing.Limit, _ difference: OtherCaller.Difference
    ) -> LimitFinding.Subject {
        switch (limit, difference) {
        case (.streams, .key): .streamsByKey
        case (.streams, .model): .streamsByModel
        case (.streams, .address): .streamsByAddress
        case (.streams, .connection): .streamsByConnection
        case (.requests, .key): .requestsByKey
        case (.requests, .model): .requestsByModel
        case (.requests, .address): .requestsByAddress
        case (.requests, .connection): .requestsByConnection
        }
    }
}
