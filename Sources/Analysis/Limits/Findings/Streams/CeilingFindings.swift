internal import RunModel

/// How many streams may be open at the same time, and what becomes of one more.
struct CeilingFindings {
    let record: LimitsRecord
    let ceiling: StreamCeiling?
    let releases: [SlotRelease]
    let window: RequestWindow?

    var nothingOpened: LimitFinding {
        let why =
            record.nothingToJudge ?? shortAnswers ?? record.budgetBound
            ?? "the bound on requests or tokens left too few"
        return streams(.cannotTell, nil, "no stream was opened to find it: \(why)")
    }

    // MARK: The number

    func number(_ ceiling: StreamCeiling) -> LimitFinding {
        let most = ceiling.mostOpen
        guard most > 0 else {
            return streams(
                .cannotTell, nil,
                record.cutShort.map { $0 + " before one was let in" } ?? "no stream was let in")
        }
        if record.unfinishedRound == 0, let cutShort = record.cutShort {
            return unfinished(ceiling, cutShort)
        }
        switch ceiling.behaviour {
        case .rejected, .queued, .evicted, .killed, .unanswered: return enforced(ceiling)
        case .slowed: return slowed(ceiling)
        case .unlimited, nil: return unlimited(most)
        }
    }

    /// The search was cut off before it came to a number.
    private func unfinished(_ ceiling: StreamCeiling, _ cutShort: String) -> LimitFinding {
        let most = ceiling.mostOpen
        let beyond = ceiling.rounds.map(\.turnedAwayAt.count).reduce(0, +)
        let met =
            beyond == 0
            ? "none had been refused or kept waiting" : "\(beyond) more had been \(turnedAway)"
        return streams(
            .cannotTell, "\(most) so far",
            "not judged: \(cutShort) while the slots were being filled; until then \(most) had been "
                + "open at the same time and \(met)")
    }

    private func enforced(_ ceiling: StreamCeiling) -> LimitFinding {
        let rounds = ceiling.rounds
        if let otherCause { return doubtful(otherCause) }
        guard let number = ceiling.ceiling else {
            let reached = Set(rounds.map(\.mostOpen)).sorted()
            let span = reached.count > 1 ? "\(reached[0]) to \(reached[reached.count - 1])" : nil
            return streams(.cannotTell, span, disagreement(rounds))
        }
        if ceiling.behaviour == .evicted { return evicted(number, rounds) }
        if ceiling.behaviour == .killed { return killed(number, ceiling) }
        guard isUndisturbed(number, rounds) else {
            return streams(
                .cannotTell, nil,
                "streams broke in every round, and their slots may have been taken still when "
                    + "others were \(turnedAway) at \(number)")
        }
        guard isRelieved(number, rounds) else {
            return streams(
                .cannotTell, nil,
                "others were \(turnedAway) while \(number) were open, but nothing shows that it was "
                    + "for their number, so it may have been for the rate"
                    + (ceiling.behaviour == .unanswered
                        ? ": none was served when another had ended; run again with --only streams,release"
                        : ""))
        }
        let agreeing = rounds.filter { $0.mostOpen == number }.count
        let attempts = rounds.flatMap(\.turnedAwayAt).filter { $0 == number }.count
        let reason =
            "in \(agreeing) of \(rounds.count) rounds \(number) were open and "
            + "\(attempts) attempts beyond were \(turnedAway)"
        return compared(Double(number), "\(number)", reason)
    }

    /// What became of those beyond: where streams queue nobody was refused.
    private var turnedAway: String {
        switch ceiling?.behaviour {
        case .queued: "kept waiting"
        case .unanswered: "left without an answer"
        default: "refused"
        }
    }

    /// Why the rounds come to no number.
    private func disagreement(_ rounds: [StreamCeiling.Round]) -> String {
        let reached = rounds.map { String($0.mostOpen) }.joined(separator: ", ")
        guard Set(rounds.map(\.mostOpen)).count == 1, let most = rounds.first?.mostOpen else {
            return
                "the rounds reached \(reached) streams before others were \(turnedAway): the number "
                + "changes, as with other traffic on the same key"
        }
        let at = Set(rounds.flatMap(\.turnedAwayAt)).sorted().map(String.init)
        return "\(most) streams were open in every round, and others were \(turnedAway) "
            + (at.isEmpty
                ? "when it cannot be said how many were"
                : "when \(at.joined(separator: ", ")) were")
            + ", so it is not for that number that they were"
    }

    private func evicted(_ number: Int, _ rounds: [StreamCeiling.Round]) -> LimitFinding {
        let times = rounds.flatMap(\.turnedAwayAt).count { $0 == number }
        return compared(
            Double(number), "\(number)",
            "\(times) times, when \(number) were open, the server ended a running stream when another "
                + "began")
    }

    private func killed(_ number: Int, _ ceiling: StreamCeiling) -> LimitFinding {
        let times = ceiling.rounds.flatMap(\.turnedAwayAt).count
        return compared(
            Double(number), "\(number)",
            "\(number) streams went on, and \(times) times one more was let in and ended by the "
                + "server \(Self.ages(ceiling)) after it began")
    }

    private static func ages(_ ceiling: StreamCeiling) -> String {
        let ages = ceiling.killedAfterMilliseconds ?? []
        let words = [ages.first, ages.last].compactMap { $0.map(FindingWords.milliseconds) }
        return Set(words).count == 1 ? words[0] : words.joined(separator: " to ")
    }

    private func slowed(_ ceiling: StreamCeiling) -> LimitFinding {
        if let breaks { return streams(.cannotTell, nil, breaks) }
        guard let low = ceiling.low, let high = ceiling.high else {
            return streams(
                .cannotTell, nil,
                withRemedy(
                    "gaps grow with the number of streams, but in no proportion to it from any number "
                        + "on, so none can be named"))
        }
        let words =
            low.rounded() == high.rounded()
            ? Self.whole(low) : "\(Self.whole(low)) to \(Self.whole(high))"
        let reason = "from there on gaps grow in proportion to the number of streams"
        guard let stated = record.plan.statedStreams.map(Double.init) else {
            return streams(nil, words, reason)
        }
        let isWithin = stated >= low - 0.5 && stated <= high + 0.5
        guard !isWithin || high - low <= max(1, stated * 0.25) else {
            return streams(
                .cannotTell, "about \(words)", reason + ", which is too wide to tell the number")
        }
        var finding = compared(isWithin ? stated : (low + high) / 2, "about \(words)", reason)
        finding.observedValue = (low + high) / 2
        return finding
    }

    private func unlimited(_ most: Int) -> LimitFinding {
        guard let stated = record.plan.statedStreams else {
            return streams(
                .cannotTell, "at least \(most)",
                "no limit was met up to \(most) streams, the most that were tried")
        }
        guard most >= stated + record.plan.attemptsBeyond else {
            if let cutShort = record.cutShort {
                return streams(.cannotTell, nil, "\(cutShort) when \(most) had been open")
            }
            return streams(
                .cannotTell, nil,
                "only \(most) \(most == 1 ? "stream" : "streams") could be held open at the same time; "
                    + hindrance)
        }
        if let doubt = breakage(beyond: stated) { return streams(.cannotTell, nil, doubt) }
        if let doubt = StreamDisfavour(record, beyond: stated).sentence {
            return streams(.cannotTell, nil, doubt)
        }
        if let doubt = slowness(beyond: stated) { return streams(.cannotTell, nil, doubt) }
        var finding = streams(
            .notEnforced, "at least \(most)",
            "\(most) streams were open at the same time, none was refused, kept waiting or slowed")
        finding.observedValue = Double(most)
        return finding
    }

    /// Why it cannot be said that none was slowed; nil where it can.
    private func slowness(beyond stated: Int) -> String? {
        let gaps = (ceiling?.gaps ?? []).filter { $0.count >= GapGrowth.fewestGaps }
        guard let few = gaps.first, let most = gaps.last, few.open <= stated, most.open > stated
        else {
            return withRemedy(
                "too few gaps were seen with \(stated) streams and with more to tell whether "
                    + "they grow slower")
        }
        guard most.medianMilliseconds > few.medianMilliseconds * GapGrowth.growthLimit
        else { return nil }
        return slowed(few, most)
    }

    func compared(_ value: Double, _ words: String, _ reason: String) -> LimitFinding {
        var finding = streams(nil, words, reason)
        finding.observedValue = value
        if let stated = record.plan.statedStreams.map(Double.init) {
            finding.verdict = value == stated ? .holds : value < stated ? .lower : .higher
        }
        return finding
    }

    func streams(
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

    // MARK: Beyond it

    func above(_ ceiling: StreamCeiling) -> LimitFinding? {
        guard let behaviour = ceiling.behaviour else { return nil }
        if behaviour == .slowed, let breaks {
            return LimitFinding(.aboveCeiling, verdict: .cannotTell, reason: breaks)
        }
        let attempts = ceiling.rounds.map(\.turnedAwayAt.count).reduce(0, +)
        let reason: String
        switch behaviour {
        case .rejected: reason = "\(attempts) attempts got an error \(lateness)"
        case .queued:
            reason =
                "\(attempts) attempts stayed silent "
                + (isReleaseSeen ? "until another stream had ended" : "while the run waited")
        case .evicted:
            reason = "the server ended a running stream when another began, \(attempts) times"
        case .killed:
            reason =
                "\(attempts) streams were let in and ended by the server \(Self.ages(ceiling)) after "
                + "they began"
        case .unanswered:
            reason = "\(attempts) attempts had neither output nor an error until the run left them"
        case .slowed:
            let gaps = ceiling.gaps.filter { $0.count >= 20 }
            guard let first = gaps.first, let last = gaps.last else { return nil }
            reason =
                "the median gap was \(FindingWords.milliseconds(first.medianMilliseconds)) with "
                + "\(first.open) and \(FindingWords.milliseconds(last.medianMilliseconds)) with "
                + "\(last.open) streams"
        case .unlimited: return nil
        }
        return LimitFinding(.aboveCeiling, observed: behaviour.rawValue, reason: reason)
    }

    /// How long refusals took.
    private var lateness: String {
        let times = record.requests.compactMap { request -> Double? in
            guard request.probe?.isOfFilling == true, record.isTurnedAway(request),
                let sent = request.instants.sent,
                let told = request.instants.head ?? request.instants.closed
            else { return nil }
            return (told - sent).milliseconds
        }
        guard let median = LimitsRecord.median(times), let patience = record.patience,
            median > patience.milliseconds
        else { return "at once" }
        return "late, after \(FindingWords.milliseconds(median)) in the median"
    }

    private var isReleaseSeen: Bool { releases.contains { $0.kind != .notSeen } }
}
