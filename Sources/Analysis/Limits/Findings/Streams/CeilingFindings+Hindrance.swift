internal import RunModel

/// Why as many streams as are stated could not be open at the same time.
extension CeilingFindings {
    /// The first failure that said nothing of a limit, or how soon answers ended.
    var hindrance: String {
        let failed = opened.filter {
            $0.outcome.isFailure && $0.instants.firstOutput == nil && !record.isTurnedAway($0)
        }
        if let first = failed.first {
            let status = first.status.map { ", HTTP \($0)" } ?? ""
            let said = first.message.map { ": \"\($0)\"" } ?? ""
            return "\(failed.count) others failed without saying that it was for a limit "
                + "(\(first.outcome.rawValue)\(status)\(said))"
        }
        let broken = opened.count(where: StreamKills.isBroken)
        if broken * 2 > opened.count {
            return "\(broken) of \(opened.count) broke after they had begun"
        }
        let lengths = opened.filter { $0.outcome == .ok }.compactMap(Self.length)
        guard let longest = lengths.max() else { return "others failed or ended too soon" }
        return "others had ended by then: of \(lengths.count) answers none lasted longer than "
            + "\(FindingWords.milliseconds(longest.milliseconds)); \(remedy)"
    }

    /// Why gaps that grow say nothing of a number: streams broke, at whatever number; nil where few did.
    var breaks: String? {
        let broken = opened.count(where: StreamKills.isBroken)
        guard broken >= 2, broken * 8 >= opened.count else { return nil }
        return
            "\(broken) of \(opened.count) streams broke after they had begun, so that how many were under way is not what "
            + "made others slower for certain"
    }

    /// Why no stream was opened, where the baseline's answers tell it; nil where they do not.
    var shortAnswers: String? {
        let answers = record.baseline.filter { $0.mode == .streaming }
        guard !answers.isEmpty, answers.allSatisfy(\.hasOwnLength),
            let longest = answers.compactMap(Self.length).max(), !record.plan.canOverlap(longest)
        else { return nil }
        let spacing = FindingWords.milliseconds(record.plan.spacing.milliseconds)
        let pace =
            record.plan.statedRequests.map {
                "within \(Int(LimitsPlan.rateShare * 100)) % of the stated \($0) requests in "
                    + "\(record.plan.window) one may start each \(spacing)"
            } ?? "streams are opened \(spacing) apart"
        return
            "answers end by themselves after \(FindingWords.milliseconds(longest.milliseconds)), and "
            + "\(pace), so no two are ever open together; \(remedy)"
    }

    private var opened: [RequestRecord] {
        record.requests.filter { $0.probe?.isOfFilling == true }
    }

    /// How to have answers that last longer: where those that ended had all the tokens that are allowed, by more of
    /// these.
    private var remedy: String {
        let ended = (record.baseline + opened).filter { $0.mode == .streaming && $0.outcome == .ok }
        let isByPrompt = ended.contains(where: \.hasOwnLength)
        return isByPrompt
            ? "ask for longer answers with --prompt"
            : "ask for longer answers with --max-stream-tokens, now \(record.plan.maxStreamTokens)"
    }

    /// Why nothing can be said of the number where streams came slower together, and what to do.
    func slowed(_ few: StreamCeiling.GapAtOpen, _ most: StreamCeiling.GapAtOpen) -> String {
        let gaps =
            "all streams were let in, but came slower together: a token each "
            + "\(FindingWords.milliseconds(few.medianMilliseconds)) with \(few.open) and each "
            + "\(FindingWords.milliseconds(most.medianMilliseconds)) with \(most.open)"
        let ended = opened.filter { $0.mode == .streaming && $0.outcome == .ok }
        guard let longest = ended.compactMap(Self.length).max(), let patience = record.patience,
            longest < patience
        else {
            return gaps
                + "; that may be a limit, but the gaps at the numbers between are too few or "
                + "too uneven to name one; \(remedy)"
        }
        return gaps
            + "; answers were over after \(FindingWords.milliseconds(longest.milliseconds)), "
            + "too soon to see whether some waited for others, which takes a silence of "
            + "\(FindingWords.milliseconds(patience.milliseconds)); \(remedy)"
    }

    /// A fact that leaves the number untold, with what to do about it.
    func withRemedy(_ fact: String) -> String { "\(fact); \(remedy)" }

    private static func length(_ request: RequestRecord) -> Duration? {
        guard let sent = request.instants.sent, let closed = request.instants.closed else {
            return nil
        }
        return closed - sent
    }
}
