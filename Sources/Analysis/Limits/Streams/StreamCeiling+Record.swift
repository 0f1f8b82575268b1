internal import RunModel

extension StreamCeiling {
    /// Nil where no stream was opened to find it.
    init?(_ record: LimitsRecord) {
        var opened = record.requests.filter { $0.probe?.isOfFilling == true }
        // Of the round that broke off, nobody knows how many were open.
        if record.isTorn, !record.requests.contains(where: { $0.probe?.isOfWindow == true }) {
            let last = opened.map(\.round).max()
            opened.removeAll { $0.round == last }
        }
        Self.leaveOutUnfinished(&opened, record)
        guard !opened.isEmpty else { return nil }
        self.init()
        defer { if record.unfinishedRound == 0 { forgetNumber() } }
        let numbers = Set(opened.map(\.round)).sorted()
        rounds = numbers.map { number in
            Self.round(number, opened.filter { $0.round == number }, record)
        }
        gaps = GapGrowth.gaps(record)
        if let kills = StreamKills(opened, record) {
            behaviour = .killed
            note(kills)
            return
        }
        let evictions = StreamEvictions(opened, record)
        if evictions.areMeant, evictions.openAt.count > opened.count(where: record.isTurnedAway) {
            behaviour = .evicted
            note(evictions, opened)
            return
        }
        let refused = opened.filter(record.isTurnedAway).count
        let silent = opened.filter { Self.isSilent($0, record) }.count
        let served = opened.filter { Self.isServedAfterAnEnd($0, record) }.count
        if served > 0, (served + silent) * 2 >= refused {
            behaviour = .queued
        } else if refused > 0 {
            behaviour = .rejected
        } else if silent > 0 {
            behaviour = .unanswered
        }
        guard behaviour == nil else {
            ceiling = agreed
            return
        }
        guard let growth = GapGrowth(gaps) else {
            behaviour = mostOpen > 0 ? .unlimited : nil
            return
        }
        behaviour = .slowed
        low = growth.low
        high = growth.high
        if let low, let high, low.rounded() == high.rounded() { ceiling = Int(low.rounded()) }
    }

    /// A round that was cut off says nothing where others came to their end and it did not go beyond them.
    private static func leaveOutUnfinished(
        _ opened: inout [RequestRecord], _ record: LimitsRecord
    ) {
        guard let unfinished = record.unfinishedRound, unfinished > 0 else { return }
        let finished = (0..<unfinished).map(record.mostOpen).max() ?? 0
        if record.mostOpen(inRound: unfinished) <= finished {
            opened.removeAll { $0.round == unfinished }
        }
    }

    /// A search that was cut off has come to no number.
    mutating func forgetNumber() {
        ceiling = nil
        low = nil
        high = nil
    }

    /// Takes each new stream for which another was ended as one that was turned away at that number.
    private mutating func note(_ evictions: StreamEvictions, _ opened: [RequestRecord]) {
        for index in rounds.indices {
            rounds[index].turnedAwayAt += opened.filter { $0.round == rounds[index].round }
                .compactMap { evictions.openAt[$0.request] }
        }
        guard let height = evictions.height else { return }
        let agreeing = rounds.count { $0.turnedAwayAt.contains(height) }
        ceiling = agreeing * 2 >= rounds.count ? height : nil
    }

    /// Takes each stream that was ended for being too many as one that was turned away at that number.
    private mutating func note(_ kills: StreamKills) {
        for index in rounds.indices {
            rounds[index].turnedAwayAt += kills.heights[rounds[index].round] ?? []
        }
        let agreeing = rounds.count { $0.turnedAwayAt.contains(kills.height) }
        // Rounds that did not go beyond the number say nothing.
        ceiling = agreeing * 2 >= kills.rounds ? kills.height : nil
        killedAfterMilliseconds = kills.ages.sorted()
    }

    /// The most that were open, if at least half of the rounds agree that no more are let in.
    private var agreed: Int? {
        let most = mostOpen
        let agreeing = rounds.filter { $0.mostOpen == most && $0.turnedAwayAt.contains(most) }
        // Rounds that came to it and did not go beyond say nothing, where none was turned away below it.
        let isClear = rounds.allSatisfy { $0.turnedAwayAt.allSatisfy { $0 >= most } }
        let silent = rounds.count { isClear && $0.mostOpen == most && $0.turnedAwayAt.isEmpty }
        guard most > 0, !agreeing.isEmpty, agreeing.count * 2 >= rounds.count - silent else {
            return nil
        }
        return most
    }

    private static func round(
        _ number: Int, _ opened: [RequestRecord], _ record: LimitsRecord
    ) -> Round {
        let turnedAwayAt = opened.compactMap { request -> Int? in
            guard let sent = request.instants.sent, let patience = record.patience
            else { return nil }
            if record.isTurnedAway(request) {
                let end = request.instants.head ?? request.instants.closed ?? sent
                return record.crowd.open(throughout: sent...end)
            }
            guard record.isKeptWaiting(request) else { return nil }
            // Those under way while it waited, as long as nothing was done about it.
            return record.crowd.open(at: sent + patience + .milliseconds(-1))
        }
        return Round(
            round: number, mostOpen: record.mostOpen(inRound: number), turnedAwayAt: turnedAwayAt)
    }

    /// Whether it had no answer as long as the run waited: it may have stood in a queue or not.
    private static func isSilent(_ request: RequestRecord, _ record: LimitsRecord) -> Bool {
        record.isKeptWaiting(request) && request.instants.firstOutput == nil
    }

    /// Whether it was kept waiting, and for a slot: it began, and not before another had ended. Where streams also
    /// begin late although none has ended, that end must have come shortly before.
    private static func isServedAfterAnEnd(
        _ request: RequestRecord, _ record: LimitsRecord
    ) -> Bool {
        guard record.isKeptWaiting(request), let sent = request.instants.sent,
            let patience = record.patience, let first = request.instants.firstOutput
        else { return false }
        guard record.admission > .zero else {
            return record.crowd.hasEnd(after: sent, before: first)
        }
        return record.crowd.hasEnd(after: max(sent, first + patience * -1), before: first)
    }
}
