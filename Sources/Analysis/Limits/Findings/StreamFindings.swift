internal import RunModel

/// The lines about concurrent streams.
struct StreamFindings {
    let record: LimitsRecord
    let ceiling: StreamCeiling?
    let releases: [SlotRelease]
    let window: RequestWindow?

    var findings: [LimitFinding] {
        guard record.plan.probes.contains(.streams) || record.plan.probes.contains(.release) else {
            return []
        }
        guard let ceiling else {
            let why = record.nothingToJudge ?? "the bound on requests left too few"
            return [streams(.cannotTell, nil, "no stream was opened to find it: \(why)")]
        }
        let number = number(ceiling)
        let lines = [number, above(ceiling)].compactMap { $0 }
        // Without a number nobody knows that all slots were taken.
        guard number.verdict != .cannotTell else { return lines + releases.map(untold) }
        return lines + slots(ceiling) + releases.map(release) + unseen(ceiling)
    }

    private func untold(_ release: SlotRelease) -> LimitFinding {
        LimitFinding(
            Self.subject(release), verdict: .cannotTell,
            reason: "how many slots there are could not be told, so some may have been free already"
        )
    }

    // MARK: The ceiling

    private func number(_ ceiling: StreamCeiling) -> LimitFinding {
        let most = ceiling.mostOpen
        guard most > 0 else {
            return streams(
                .cannotTell, nil,
                record.cutShort.map { $0 + " before one was let in" } ?? "no stream was let in")
        }
        switch ceiling.behaviour {
        case .rejected, .queued: return enforced(ceiling)
        case .slowed: return slowed(ceiling)
        case .unlimited, nil: return unlimited(most)
        }
    }

    private func enforced(_ ceiling: StreamCeiling) -> LimitFinding {
        let rounds = ceiling.rounds
        guard let number = ceiling.ceiling else {
            let reached = rounds.map { String($0.mostOpen) }.joined(separator: ", ")
            return streams(
                .cannotTell, nil,
                "the rounds reached \(reached) streams before others were turned away: the number "
                    + "changes, as with other traffic on the same key")
        }
        guard isUndisturbed(number, rounds) else {
            return streams(
                .cannotTell, nil,
                "streams broke in every round, and their slots may have been taken still when "
                    + "others were turned away at \(number)")
        }
        guard isRelieved(number, rounds) else {
            return streams(
                .cannotTell, nil,
                "others were turned away while \(number) were open, but nothing shows that it was "
                    + "for their number, so the rate may be what turned them away")
        }
        let agreeing = rounds.filter { $0.mostOpen == number }.count
        let attempts = rounds.flatMap(\.turnedAwayAt).filter { $0 == number }.count
        let turned = ceiling.behaviour == .queued ? "kept waiting" : "refused"
        let reason =
            "in \(agreeing) of \(rounds.count) rounds \(number) were open and "
            + "\(attempts) attempts beyond were \(turned)"
        return compared(Double(number), "\(number)", reason)
    }

    private func slowed(_ ceiling: StreamCeiling) -> LimitFinding {
        guard let low = ceiling.low, let high = ceiling.high else {
            return streams(
                .cannotTell, nil,
                "gaps grow with the number of streams, but not from a certain number on")
        }
        let words =
            low.rounded() == high.rounded()
            ? Self.whole(low) : "\(Self.whole(low)) to \(Self.whole(high))"
        let reason = "from there on gaps grow in proportion to the number of streams"
        guard let stated = record.plan.statedStreams.map(Double.init) else {
            return streams(nil, words, reason)
        }
        let isWithin = stated >= low - 0.5 && stated <= high + 0.5
        var finding = compared(isWithin ? stated : (low + high) / 2, "about \(words)", reason)
        finding.observedValue = (low + high) / 2
        return finding
    }

    private func unlimited(_ most: Int) -> LimitFinding {
        guard let stated = record.plan.statedStreams else {
            return streams(
                .cannotTell, "more than \(most)",
                "no limit was met up to \(most) streams, the most that were tried")
        }
        guard most > stated else {
            if let cutShort = record.cutShort {
                return streams(.cannotTell, nil, "\(cutShort) when \(most) had been open")
            }
            return streams(
                .cannotTell, nil,
                "only \(most) streams could be held open at the same time; others failed or ended "
                    + "too soon")
        }
        if let doubt = slowness(beyond: stated) { return streams(.cannotTell, nil, doubt) }
        var finding = streams(
            .notEnforced, "more than \(most)",
            "\(most) streams were open at the same time, none was refused, kept waiting or slowed")
        finding.observedValue = Double(most)
        return finding
    }

    /// Why it cannot be said that none was slowed; nil where it can.
    private func slowness(beyond stated: Int) -> String? {
        let gaps = (ceiling?.gaps ?? []).filter { $0.count >= GapGrowth.fewestGaps }
        guard let few = gaps.first, let most = gaps.last, few.open <= stated, most.open > stated
        else {
            return "too few gaps were seen with \(stated) streams and with more to tell whether "
                + "they grow slower"
        }
        guard most.medianMilliseconds > few.medianMilliseconds * GapGrowth.growthLimit
        else { return nil }
        return
            "the median gap was \(Self.milliseconds(few.medianMilliseconds)) with \(few.open) and "
            + "\(Self.milliseconds(most.medianMilliseconds)) with \(most.open) streams, but from which "
            + "number on it grows cannot be told"
    }

    private func compared(_ value: Double, _ words: String, _ reason: String) -> LimitFinding {
        var finding = streams(nil, words, reason)
        finding.observedValue = value
        if let stated = record.plan.statedStreams.map(Double.init) {
            finding.verdict = value == stated ? .holds : value < stated ? .lower : .higher
        }
        return finding
    }

    private func streams(
        _ verdict: LimitFinding.Verdict?, _ observed: String?, _ reason: String
    ) -> LimitFinding {
        let stated = record.plan.statedStreams
        var finding = LimitFinding(
            .concurrentStreams, source: stated == nil ? nil : .user,
            stated: stated.map(String.init),
            observed: observed, verdict: verdict, reason: reason)
        finding.statedValue = stated.map(Double.init)
        finding.unit = "streams"
        return finding
    }

    private static func whole(_ value: Double) -> String { String(Int(value.rounded())) }

    private var isReleaseSeen: Bool { releases.contains { $0.kind != .notSeen } }

    // MARK: Beyond the ceiling

    private func above(_ ceiling: StreamCeiling) -> LimitFinding? {
        guard let behaviour = ceiling.behaviour else { return nil }
        let attempts = ceiling.rounds.map(\.turnedAwayAt.count).reduce(0, +)
        let reason: String
        switch behaviour {
        case .rejected: reason = "\(attempts) attempts got an error at once"
        case .queued:
            reason =
                "\(attempts) attempts stayed silent "
                + (isReleaseSeen ? "until another stream had ended" : "while the run waited")
        case .slowed:
            let gaps = ceiling.gaps.filter { $0.count >= 20 }
            guard let first = gaps.first, let last = gaps.last else { return nil }
            reason =
                "the median gap was \(Self.milliseconds(first.medianMilliseconds)) with "
                + "\(first.open) and \(Self.milliseconds(last.medianMilliseconds)) with "
                + "\(last.open) streams"
        case .unlimited: return nil
        }
        return LimitFinding(.aboveCeiling, observed: behaviour.rawValue, reason: reason)
    }

    // MARK: Slots

    private func slots(_ ceiling: StreamCeiling) -> [LimitFinding] {
        let asked = record.requests.filter { $0.probe == .wholeExcess }
        guard !asked.isEmpty, let number = ceiling.ceiling else { return [] }
        let takes = asked.map { takesSlot($0, ceiling: number) }
        let known = Set(takes.compactMap { $0 })
        guard known.count == 1, let answer = known.first else {
            return [
                LimitFinding(
                    .wholeAnswersTakeSlots, verdict: .cannotTell,
                    reason: known.isEmpty
                        ? "no whole answer was asked for while all slots were surely taken"
                        : "whole answers were let in and turned away while all slots were taken")
            ]
        }
        return [
            LimitFinding(
                .wholeAnswersTakeSlots, observed: answer ? "yes" : "no",
                reason: answer
                    ? "a whole answer was turned away while \(number) streams were open"
                    : "a whole answer came while \(number) streams were open")
        ]
    }

    private func takesSlot(_ request: RequestRecord, ceiling: Int) -> Bool? {
        guard let sent = request.instants.sent, let closed = request.instants.closed else {
            return nil
        }
        if record.isTurnedAway(request) || request.departure != nil { return true }
        guard request.reception == .accepted,
            let open = record.crowd.open(throughout: sent...closed), open >= ceiling
        else { return nil }
        return false
    }

    private func release(_ release: SlotRelease) -> LimitFinding {
        let subject = Self.subject(release)
        let count = release.samples.count
        let lows = release.samples.map(\.lowMilliseconds)
        let highs = release.samples.compactMap(\.highMilliseconds)
        let span =
            "\(Self.milliseconds(lows.max() ?? 0)) to \(Self.milliseconds(highs.max() ?? 0))"
        let times = count == 1 ? "once" : "\(count) times"
        switch release.kind {
        case .atOnce? where ceiling?.behaviour == .queued:
            return LimitFinding(
                subject, observed: "within \(Self.milliseconds(highs.min() ?? 0))",
                reason: "\(times) one that waited had its first output at most "
                    + "\(Self.milliseconds(highs.max() ?? 0)) after the slot was left, as soon as "
                    + "without a wait")
        case .atOnce?:
            return LimitFinding(
                subject, observed: "at once",
                reason: "\(times) the first attempt was let in, answered at most "
                    + "\(Self.milliseconds(highs.max() ?? 0)) after the slot was left")
        case .afterDelay?:
            var finding = LimitFinding(
                subject, observed: "after \(span)",
                reason: "\(times), between the last attempt turned away and the first let in")
            finding.observedValue = highs.max()
            finding.unit = "ms"
            return finding
        case .atNaturalEnd?:
            return LimitFinding(
                subject, observed: "when the answer would have ended",
                reason: "\(times), after \(span), as long as the answer would have lasted")
        case .notSeen?:
            return LimitFinding(
                subject, observed: "not within \(Self.milliseconds(lows.max() ?? 0))",
                verdict: nil, reason: "\(times) no attempt was let in while the run waited")
        case nil:
            return LimitFinding(
                subject, observed: "after up to \(Self.milliseconds(highs.max() ?? 0))",
                verdict: .cannotTell,
                reason:
                    "\(times); whether one delay or the answer's natural end explains it cannot be "
                    + "told"
            )
        }
    }

    /// Ways to leave a slot that gave no sample.
    private func unseen(_ ceiling: StreamCeiling) -> [LimitFinding] {
        guard record.plan.probes.contains(.release),
            ceiling.behaviour == .rejected || ceiling.behaviour == .queued
        else { return [] }
        let seen = releases.filter { !$0.isWholeAnswer }.map(\.cause)
        return SlotRelease.Cause.allCases.filter { !seen.contains($0) }.map { cause in
            let release = SlotRelease(cause: cause, isWholeAnswer: false, kind: nil, samples: [])
            return LimitFinding(
                Self.subject(release), verdict: .cannotTell,
                reason: "no stream was left in this way while all other slots stayed taken")
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

    static func milliseconds(_ value: Double) -> String {
        if value >= 10_000 { return "\(Int((value / 1000).rounded())) s" }
        if value >= 1000 { return "\((value / 100).rounded() / 10) s" }
        if value >= 10 { return "\(Int(value.rounded())) ms" }
        return "\((value * 10).rounded() / 10) ms"
    }
}
