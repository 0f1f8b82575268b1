internal import RunModel

/// Whether the rate, as the window's requests have told it, may be what refused streams when others were open.
struct RateSuspicion {
    private(set) var mayHaveRefusedExcess = false

    /// Nil where nothing is known of how requests are counted.
    init?(_ record: LimitsRecord, _ window: RequestWindow?) {
        guard let window, !window.candidates.isEmpty else { return nil }
        let asked = record.requests.filter { $0.instants.sent != nil }
        mayHaveRefusedExcess = window.candidates.contains { candidate in
            Self.refuses(candidate, asked, record)
        }
    }

    /// Whether this way of counting explains half of the refusals beyond the streams that were let in.
    private static func refuses(
        _ candidate: RequestWindow.Candidate, _ asked: [RequestRecord], _ record: LimitsRecord
    ) -> Bool {
        var budget = Budget(candidate, record.plan.window.duration)
        var refused = 0
        var explained = 0
        for request in asked {
            guard let sent = request.instants.sent else { continue }
            budget.advance(to: sent)
            let isTurnedAway = record.isTurnedAway(request)
            if isTurnedAway, request.probe?.isOfFilling == true {
                refused += 1
                if budget.isSpent { explained += 1 }
            }
            if !isTurnedAway || candidate.countsRejected != false { budget.spend(at: sent) }
        }
        return explained * 2 > refused
    }

    /// What is left at least, as this way of counting has it.
    private struct Budget {
        let isBucket: Bool
        let limit: Double
        let inflowPerSecond: Double
        let window: Duration
        var spent: [MonotonicInstant] = []
        var level: Double
        var now: MonotonicInstant?

        init(_ candidate: RequestWindow.Candidate, _ window: Duration) {
            isBucket = candidate.kind == .bucket
            limit = candidate.capacityLow ?? candidate.limitLow
            inflowPerSecond = candidate.limitLow / window.seconds
            self.window = window
            level = limit
        }

        /// A level may be off by some, since the server decides anywhere between sending and answer.
        var isSpent: Bool { isBucket ? level < 1.2 : Double(spent.count) >= limit }

        mutating func advance(to instant: MonotonicInstant) {
            spent.removeAll { $0 + window <= instant }
            if let now {
                level = min(limit, level + (instant - now).seconds * inflowPerSecond)
            }
            now = instant
        }

        mutating func spend(at instant: MonotonicInstant) {
            spent.append(instant)
            level -= 1
        }
    }
}
