internal import RunModel

/// What takes one of the slots, and when one that was left is free again.
struct SlotFindings {
    let record: LimitsRecord
    let ceiling: StreamCeiling
    let releases: [SlotRelease]

    var findings: [LimitFinding] { slots() + releases.map(release) + unseen() }

    /// Where it is not known how many slots there are.
    var untold: [LimitFinding] {
        releases.map { release in
            LimitFinding(
                Self.subject(release), verdict: .cannotTell,
                reason: "how many slots there are could not be told, so some may have been free "
                    + "already")
        }
    }

    // MARK: Whole answers

    /// What became of a whole answer that was asked for while all slots were taken.
    private enum WholeFate: Hashable {
        case refused, waited, letIn
    }

    /// Whether whole answers take slots too; nil where none was asked for, or it cannot be told.
    var countsWholeAnswers: Bool? {
        guard let known = fates, !known.isEmpty else { return nil }
        if known == [.letIn] { return false }
        return known.contains(.letIn) ? nil : true
    }

    /// What became of those that were asked for; nil where none was.
    private var fates: Set<WholeFate>? {
        let asked = record.requests.filter { $0.probe == .wholeExcess }
        guard !asked.isEmpty, let number = ceiling.ceiling else { return nil }
        return Set(asked.compactMap { fate(of: $0, ceiling: number) })
    }

    private func slots() -> [LimitFinding] {
        guard let known = fates, let number = ceiling.ceiling else { return [] }
        let words = Self.words(known, number)
        guard let takesSlots = countsWholeAnswers else {
            return [
                LimitFinding(.wholeAnswersTakeSlots, verdict: .cannotTell, reason: words)
            ]
        }
        return [
            LimitFinding(
                .wholeAnswersTakeSlots, observed: takesSlots ? "yes" : "no", reason: words)
        ]
    }

    private static func words(
        _ fates: Set<WholeFate>, _ number: Int
    ) -> String {
        let meanwhile = "while \(number) streams were open"
        switch fates {
        case []: return "no non-streaming answer was asked for while all slots were surely taken"
        case [.letIn]: return "a non-streaming answer came \(meanwhile)"
        case [.refused]: return "a non-streaming answer was refused \(meanwhile)"
        case [.waited]:
            return "a non-streaming answer was kept waiting, and not refused, \(meanwhile)"
        case [.refused, .waited]:
            return "non-streaming answers were refused or kept waiting \(meanwhile)"
        default:
            let others = fates.contains(.refused) ? "refused" : "kept waiting"
            return
                "of non-streaming answers some were let in and some \(others) while all slots were taken"
        }
    }

    /// Nil where it cannot be told.
    private func fate(of request: RequestRecord, ceiling: Int) -> WholeFate? {
        guard let sent = request.instants.sent, let closed = request.instants.closed else {
            return nil
        }
        if record.isTurnedAway(request) { return .refused }
        if let usual = record.usualWhole(of: request), closed - sent > usual * 2 {
            // One that we left, or that came late and just after a stream's end, stood in a queue.
            let earliest = max(sent, closed + usual * -2)
            let isLeft = request.departure != nil
            if isLeft || record.crowd.hasEnd(after: earliest, before: closed) { return .waited }
        }
        guard request.reception == .accepted, request.departure == nil,
            let open = record.crowd.open(throughout: sent...closed), open >= ceiling
        else { return nil }
        return .letIn
    }

    /// When a slot that was left is free again.
    private func release(_ release: SlotRelease) -> LimitFinding {
        let subject = Self.subject(release)
        let count = release.samples.count
        let lows = release.samples.map(\.lowMilliseconds)
        let highs = release.samples.compactMap(\.highMilliseconds)
        let span =
            "\(FindingWords.milliseconds(lows.max() ?? 0)) to \(FindingWords.milliseconds(highs.max() ?? 0))"
        let times = count == 1 ? "once" : "\(count) times"
        switch release.kind {
        case .atOnce? where ceiling.behaviour == .queued:
            return LimitFinding(
                subject, observed: "within \(FindingWords.milliseconds(highs.min() ?? 0))",
                reason: "\(times) one that waited had its first output at most "
                    + "\(FindingWords.milliseconds(highs.max() ?? 0)) after the slot was left, as soon as "
                    + "without a wait")
        case .atOnce? where isOpenedSlowly:
            return LimitFinding(
                subject, verdict: .cannotTell,
                reason:
                    "streams were opened slowly, as they are refused otherwise: the slot may be another that "
                    + "had been free for some time")
        case .atOnce?:
            return LimitFinding(
                subject, observed: "at once",
                reason: "\(times) the first attempt was let in, answered at most "
                    + "\(FindingWords.milliseconds(highs.max() ?? 0)) after the slot was left")
        case .afterDelay?:
            var finding = LimitFinding(
                subject, observed: "after \(span)",
                reason: ceiling.behaviour == .queued
                    ? "\(times), to the first output of one that waited, less what one takes alone"
                    : "\(times), between the last attempt refused and the first let in")
            finding.observedValue = highs.max()
            finding.unit = "ms"
            return finding
        case .atNaturalEnd?:
            return LimitFinding(
                subject, observed: "when the answer would have ended",
                reason: "\(times), after \(span), as long as the answer would have lasted")
        case .notSeen?:
            return LimitFinding(
                subject, observed: "not within \(FindingWords.milliseconds(lows.max() ?? 0))",
                verdict: doubt(of: release) == nil ? nil : .cannotTell,
                reason: "\(times) no attempt was let in while the run waited"
                    + (doubt(of: release).map { "; " + $0 } ?? ""))
        case nil:
            return LimitFinding(
                subject, observed: "after up to \(FindingWords.milliseconds(highs.max() ?? 0))",
                verdict: .cannotTell,
                reason:
                    "\(times); whether one delay or the answer's natural end explains it cannot be "
                    + "told"
            )
        }
    }

    /// Whether streams were refused for being opened fast, or because slots are free late, which looks alike.
    private var isOpenedSlowly: Bool {
        guard ceiling.behaviour == .rejected, case .opening? = CeilingCause(record, releases) else {
            return false
        }
        return true
    }

    /// Why a slot that was not seen to be free again may have been; nil where nothing speaks for it.
    private func doubt(of release: SlotRelease) -> String? {
        guard !release.isWholeAnswer else { return nil }
        let others = "several servers with slots of their own, of which each connection reaches one"
        let rounds = record.requests.filter { $0.departure != nil && $0.cause == release.cause }
            .map(\.round)
        if let number = ceiling.ceiling, let last = rounds.max(),
            ceiling.rounds.contains(where: { $0.round > last && $0.mostOpen >= number })
        {
            return
                "but \(number) fitted in again later: it was free only then, or there are \(others)"
        }
        return release.samples.count == 1
            ? "seen once: it may be lost, or there are \(others); --only leaks tells" : nil
    }

    /// Ways to leave a slot that gave no sample.
    private func unseen() -> [LimitFinding] {
        guard record.plan.probes.contains(.release),
            ceiling.behaviour == .rejected || ceiling.behaviour == .queued
        else { return [] }
        let seen = releases.filter { !$0.isWholeAnswer }.map(\.cause)
        return SlotRelease.Cause.allCases.filter { !seen.contains($0) }.map { cause in
            let release = SlotRelease(cause: cause, isWholeAnswer: false, kind: nil, samples: [])
            return LimitFinding(
                Self.subject(release), verdict: .cannotTell,
                reason: record.cutShort.map {
                    "not judged: \($0) before a stream was left in this way"
                }
                    ?? "no stream was left in this way while all other slots stayed taken")
        }
    }

    private static func subject(_ release: SlotRelease) -> LimitFinding.Subject {
        switch (release.isWholeAnswer, release.cause) {
        case (false, .end): .releaseAfterEnd
        case (false, .cancel): .releaseAfterCancel
        case (false, .cut): .releaseAfterCut
        case (true, .end): .wholeReleaseAfterEnd
        case (true, .cancel): .wholeReleaseAfterCancel
        case (true, .cut): .wholeReleaseAfterCut
        }
    }
}
