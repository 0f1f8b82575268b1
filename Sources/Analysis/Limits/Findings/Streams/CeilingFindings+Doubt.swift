internal import RunModel

/// What refused streams in place of their number, in words.
extension CeilingFindings {
    /// What turned others away other than their number; nil where nothing did.
    var otherCause: CeilingCause? {
        ceiling?.behaviour == .rejected ? CeilingCause(record, releases) : nil
    }

    /// The number where something else refused streams.
    func doubtful(_ cause: CeilingCause) -> LimitFinding {
        switch cause {
        case .tokens(let low, let high):
            return streams(
                .cannotTell, nil,
                "what is limited is the sum of max_tokens of the streams under way, not their "
                    + "number: \(low) tokens were let in and \(high) were refused; the number "
                    + "follows from the max_tokens of your requests")
        case .opening(let starts, let seconds, let number?, _):
            return compared(
                Double(number), "\(number)",
                "opened slowly \(number) were open and more were refused; opened fast, fewer: "
                    + opening(starts, seconds))
        case .opening(let starts, let seconds, nil, let most):
            return streams(
                .cannotTell, "at least \(most)",
                "streams were refused for being opened fast, \(opening(starts, seconds)), and "
                    + "opened slowly \(most) were let in; state a lower rate with --expect-rpm so "
                    + "that they are opened more slowly")
        case .moved(let from, let to, let after, let before):
            let origin = record.manifest.origin
            return streams(
                .cannotTell, "\(from), then \(to)",
                "the number moved from \(from) to \(to) between "
                    + "\(FindingWords.milliseconds((after - origin).milliseconds)) and "
                    + "\(FindingWords.milliseconds((before - origin).milliseconds)) after the start; "
                    + "run again to see which of them stays")
        case .chance(let low, let high):
            return streams(
                .cannotTell, "\(low) to \(high)",
                "streams were refused with \(low) under way and let in up to \(high): the number "
                    + "differs from one time to the next, as where several servers have a limit each, "
                    + "others use the same key, or slots are free only some time after their streams; "
                    + "use a key of its own, and count on \(low)")
        }
    }

    private func opening(_ starts: Int, _ seconds: Int) -> String {
        "at most \(starts) within \(seconds) s"
    }

    /// Where it cannot be said that streams beyond the stated number were let alone: how many of them broke; nil
    /// where few did.
    func breakage(beyond stated: Int) -> String? {
        let load = StreamLoad(record)
        let beyond = record.requests.filter { request in
            request.probe?.isOfFilling == true && request.instants.firstOutput != nil
                && request.instants.sent.map { load.open(before: $0) >= stated } == true
        }
        let broken = beyond.count(where: StreamKills.isBroken)
        // Those of before that were ended while there were too many.
        let ended = record.requests.count { request in
            request.probe?.isOfFilling == true && StreamKills.isBroken(request)
                && request.instants.sent.map { load.open(before: $0) < stated } == true
                && request.instants.closed.map { load.open(before: $0) > stated } == true
        }
        guard ended < 2 else {
            return
                "\(ended) streams broke while more than \(stated) were open, which may be how they are limited, or a "
                + "fault; run again with more --rounds"
        }
        let heights = beyond.filter(StreamKills.isBroken)
            .compactMap { $0.instants.sent.map(load.open(before:)) }.sorted(by: >)
        guard heights.count >= 2 else { return nil }
        // Few, but all of those that began above some number.
        let isAllAbove = beyond.allSatisfy { stream in
            StreamKills.isBroken(stream)
                || stream.instants.sent.map { load.open(before: $0) < heights[1] } == true
        }
        guard isAllAbove || broken * 3 >= beyond.count else { return nil }
        return
            "\(broken) of \(beyond.count) streams beyond \(stated) broke after they had begun, which "
            + "may be how they are limited, or a fault; run again with more --rounds"
    }

    // MARK: At once

    /// What became of more streams than fit in that were opened at once; nil where none were.
    func burst(_ number: Int) -> LimitFinding? {
        let asked = record.requests.filter { $0.probe == .burst }
        guard !asked.isEmpty else { return nil }
        let letIn = asked.count { $0.instants.firstOutput != nil }
        let refused = asked.count(where: record.isTurnedAway)
        guard letIn + refused == asked.count else {
            return LimitFinding(
                .streamBurst, verdict: .cannotTell,
                reason:
                    "\(asked.count - letIn - refused) of \(asked.count) streams that were opened at "
                    + "once failed or had no answer; run again")
        }
        let met = "of \(asked.count) streams that were opened at once \(letIn) were let in"
        var finding = LimitFinding(
            .streamBurst, observed: "\(letIn)",
            reason: letIn == number
                ? "\(met), as many as when they are opened one by one"
                : letIn > number
                    ? "\(met), \(letIn - number) more than when they are opened one by one: those that "
                        + "come at the same moment are not all counted in time"
                    : "\(met), fewer than when they are opened one by one: opening many at once is "
                        + "refused by itself, or slots of those before were not free yet")
        finding.observedValue = Double(letIn)
        finding.unit = "streams"
        return finding
    }
}
