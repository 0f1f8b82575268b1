internal import RunModel

extension LimitSharing {
    /// By limit and caller, as far as it was asked.
    static func all(_ record: LimitsRecord) -> [LimitSharing] {
        let callers = (record.plan.callers ?? []).indices.map { $0 + 1 }
        return Limit.allCases.flatMap { limit in
            callers.compactMap { target in
                guard let caller = record.plan.caller(target) else { return nil }
                let asks = record.scopeRequests.filter {
                    $0.target == target
                        && $0.probe == (limit == .streams ? .scopeAsk : .scopeSpendAsk)
                }
                guard !asks.isEmpty else { return nil }
                return limit == .streams
                    ? ofStreams(record, asks, caller) : ofRequests(record, asks, caller)
            }
        }
    }

    // MARK: Streams

    private static func ofStreams(
        _ record: LimitsRecord, _ asks: [RequestRecord], _ caller: OtherCaller
    ) -> LimitSharing {
        var sharing = LimitSharing(.streams, caller)
        var most = 0
        var least = Int.max
        for (_, asks) in Dictionary(grouping: asks, by: \.round) {
            guard isHeld(record, asks) else { continue }
            if let other = otherRefusal(record, asks) {
                sharing.otherRefusal = other
                return sharing
            }
            let letIn = asks.count { isLetIn($0) }
            // What was let in comes first, or it was not the number of streams that refused.
            guard asks.prefix(letIn).allSatisfy(isLetIn) else {
                return LimitSharing(.streams, caller)
            }
            sharing.fillings += 1
            sharing.asked += asks.count
            sharing.letIn += letIn
            most = max(most, letIn)
            least = min(least, letIn)
        }
        guard sharing.fillings >= LimitsPlan.scopeRounds else { return sharing }
        if sharing.letIn == sharing.asked {
            sharing.answer = .apart
        } else if sharing.letIn == 0 {
            sharing.answer = .shared
        } else if most == least {
            sharing.answer = .partly
        }
        return sharing
    }

    /// Whether the first caller was refused just before and just after, and none of its streams ended meanwhile.
    private static func isHeld(_ record: LimitsRecord, _ asks: [RequestRecord]) -> Bool {
        guard let first = asks.first, let last = asks.last else { return false }
        let fills = record.scopeRequests.filter {
            $0.probe == .scopeFill && $0.target == 0 && $0.round == first.round
        }
        guard let before = fills.last(where: { $0.request < first.request }), !isLetIn(before),
            let after = fills.first(where: { $0.request > last.request }), !isLetIn(after),
            let low = before.instants.sent, let high = after.instants.sent
        else { return false }
        return !fills.contains { fill in
            guard isLetIn(fill), let end = fill.instants.closed else { return false }
            return end >= low && end <= high
        }
    }

    // MARK: Requests

    /// Fewer say too little.
    private static let fewestBrackets = 3
    /// What a steady inflow may give back between the two requests of the first caller, in requests, where the
    /// other's was let in between them.
    private static let mostInflow = 0.25

    private static func ofRequests(
        _ record: LimitsRecord, _ asks: [RequestRecord], _ caller: OtherCaller
    ) -> LimitSharing {
        var sharing = LimitSharing(.requests, caller)
        let rate =
            Double(record.plan.statedRequests ?? 0) / max(record.plan.window.duration.seconds, 1e-9)
        let spent = record.scopeRequests.filter {
            $0.probe == .scopeSpend && $0.round == asks[0].round
        }
        // A number at a time is no rate.
        if RequestsAtOnce(spent, isTurnedAway: record.isTurnedAway).limit != nil { return sharing }
        sharing.otherRefusal = otherRefusal(record, asks)
        if sharing.otherRefusal != nil { return sharing }
        var isSlow = false
        for ask in asks {
            guard let span = bracket(record, ask) else { continue }
            sharing.asked += 1
            guard isLetIn(ask) else { continue }
            sharing.letIn += 1
            isSlow = isSlow || span.seconds * rate > mostInflow
        }
        guard sharing.asked >= fewestBrackets else { return sharing }
        if sharing.letIn == sharing.asked, !isSlow {
            sharing.answer = .apart
        } else if sharing.letIn == 0 {
            sharing.answer = .shared
        }
        return sharing
    }

    /// The time between the requests of the first caller just before and just after; nil where they were not refused.
    private static func bracket(_ record: LimitsRecord, _ ask: RequestRecord) -> Duration? {
        let spent = record.scopeRequests.filter {
            $0.probe == .scopeSpend && $0.round == ask.round
        }
        guard let before = spent.last(where: { $0.request < ask.request }), !isLetIn(before),
            let after = spent.first(where: { $0.request > ask.request }), !isLetIn(after),
            let low = before.instants.sent, let high = after.instants.sent
        else { return nil }
        return high - low
    }

    /// The first of these that was refused, or failed, in another way than the first caller's requests of the same
    /// limit; nil where there is none. What else refuses says nothing of that limit.
    private static func otherRefusal(
        _ record: LimitsRecord, _ asks: [RequestRecord]
    ) -> String? {
        let first = record.scopeRequests.filter {
            $0.target == 0 && $0.round == asks.first?.round && record.isTurnedAway($0)
                && ($0.probe == .scopeFill) == (asks.first?.probe == .scopeAsk)
        }
        let known = Set(first.map(form))
        let other = asks.first { ask in
            // One that was left in its silence waits for the same as the first one's.
            !isLetIn(ask) && ask.outcome != .cancelled && !known.contains(form(ask))
        }
        return other.map { $0.message ?? $0.status.map { "status \($0)" } ?? $0.outcome.rawValue }
    }

    /// Status, type and code: how a server says what refuses.
    private static func form(_ request: RequestRecord) -> [String] {
        [
            request.status.map(String.init) ?? request.outcome.rawValue, request.error?.type ?? "",
            request.error?.code ?? "",
        ]
    }

    private static func isLetIn(_ request: RequestRecord) -> Bool {
        request.instants.firstOutput != nil
            || request.reception == .accepted && request.outcome != .cancelled
    }
}
