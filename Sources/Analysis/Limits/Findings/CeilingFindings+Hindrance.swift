internal import RunModel

/// Why as many streams as are stated could not be open at the same time.
extension CeilingFindings {
    /// The first failure that said nothing of a limit, or how soon answers ended.
    var hindrance: String {
        let opened = record.requests.filter { $0.probe == .fill || $0.probe == .excess }
        let failed = opened.filter {
            $0.outcome.isFailure && $0.instants.firstOutput == nil && !record.isTurnedAway($0)
        }
        if let first = failed.first {
            let status = first.status.map { ", HTTP \($0)" } ?? ""
            let said = first.message.map { ": \"\($0)\"" } ?? ""
            return "\(failed.count) others failed without saying that it was for a limit "
                + "(\(first.outcome.rawValue)\(status)\(said))"
        }
        let lengths = opened.filter { $0.outcome == .ok }.compactMap(Self.length)
        guard let longest = lengths.max() else { return "others failed or ended too soon" }
        return "others had ended by then: of \(lengths.count) answers none lasted longer than "
            + "\(FindingWords.milliseconds(longest.milliseconds)); a --prompt that makes longer answers "
            + "may do"
    }

    /// Why no stream was opened, where the baseline's answers tell it; nil where they do not.
    var shortAnswers: String? {
        let answers = record.baseline.filter { $0.mode == .streaming }
        guard !answers.isEmpty, answers.allSatisfy(\.hasOwnLength),
            let longest = answers.compactMap(Self.length).max(), !record.plan.canOverlap(longest),
            let stated = record.plan.statedRequests
        else { return nil }
        return
            "answers end by themselves after \(FindingWords.milliseconds(longest.milliseconds)), and "
            + "within \(Int(LimitsPlan.rateShare * 100)) % of the stated \(stated) requests in "
            + "\(record.plan.window) one may start each "
            + "\(FindingWords.milliseconds(record.plan.spacing.milliseconds)), so no two are ever open "
            + "together; a --prompt that makes longer answers may do"
    }

    private static func length(_ request: RequestRecord) -> Duration? {
        guard let sent = request.instants.sent, let closed = request.instants.closed else {
            return nil
        }
        return closed - sent
    }
}
