package import RunModel

/// How much of its tier a run used, and what held its starts back: the tier's bounds, or a server that
/// asked to be left alone.
package struct TierUse: Codable, Sendable, Equatable {
    /// Absent where the run had no tier and only the server held it back.
    package var tier: TierPlan?
    /// The most requests under way at a time, the most sent in any minute, and the most tokens, of prompts
    /// and answers, of requests that ended in any minute.
    package var peakStreams: Int
    package var busiestMinuteRequests: Int
    package var busiestMinuteTokens: Int
    package var held: HeldBack

    /// Nil for a run that nothing bound.
    init?(_ record: JudgedRecord) {
        let held = record.manifest.client.heldBack
        tier = record.manifest.plan.load.tier
        guard tier != nil || held != HeldBack() else { return nil }
        self.held = held
        let started = record.requests.filter { $0.instants.started != nil }
        peakStreams = Self.peak(started)
        busiestMinuteRequests = Self.busiestMinute(
            started.compactMap { request in request.instants.started.map { ($0, 1) } })
        busiestMinuteTokens = Self.busiestMinute(
            started.compactMap { request in
                let tokens = (request.tokens.prompt ?? 0) + (request.countedTokens ?? 0)
                return request.instants.closed.map { ($0, tokens) }
            })
    }

    /// The share of each bound that was used, where the tier has it.
    package var streamsShare: Double? { Self.share(peakStreams, tier?.maxStreams) }
    package var requestsShare: Double? {
        Self.share(busiestMinuteRequests, tier?.requestsPerMinute)
    }
    package var tokensShare: Double? { Self.share(busiestMinuteTokens, tier?.tokensPerMinute) }

    private static func share(_ used: Int, _ allowed: Int?) -> Double? {
        guard let allowed, allowed > 0 else { return nil }
        return Double(used) / Double(allowed)
    }

    private static func peak(_ requests: [RequestRecord]) -> Int {
        var changes: [(at: MonotonicInstant, by: Int)] = []
        for request in requests {
            guard let started = request.instants.started, let closed = request.instants.closed
            else { continue }
            changes.append((started, 1))
            changes.append((closed, -1))
        }
        // One that ends at the instant another begins has made room for it.
        changes.sort { ($0.at, $0.by) < ($1.at, $1.by) }
        var (open, peak) = (0, 0)
        for change in changes {
            open += change.by
            peak = max(peak, open)
        }
        return peak
    }

    /// The greatest sum of what lies within less than 60 s.
    private static func busiestMinute(_ counts: [(at: MonotonicInstant, count: Int)]) -> Int {
        let sorted = counts.sorted { $0.at < $1.at }
        var (first, sum, most) = (0, 0, 0)
        for entry in sorted {
            sum += entry.count
            while entry.at - sorted[first].at >= .seconds(60) {
                sum -= sorted[first].count
                first += 1
            }
            most = max(most, sum)
        }
        return most
    }

    func rows() -> [SummaryRow] {
        let used: [(MetricName, Int, Double?)] = [
            (.tierStreams, peakStreams, streamsShare),
            (.tierRequests, busiestMinuteRequests, requestsShare),
            (.tierTokens, busiestMinuteTokens, tokensShare),
        ]
        let spans: [(MetricName, Double)] =
            [
                (.heldByStreams, held.streamsSeconds),
                (.heldByRequestRate, held.requestRateSeconds),
                (.heldByTokenRate, held.tokenRateSeconds), (.heldByServer, held.serverSeconds),
            ] + [held.failuresSeconds.map { (.heldByFailures, $0) }].compactMap { $0 }
        return used.flatMap { name, count, share -> [SummaryRow] in
            guard let share else { return [] }
            return [
                SummaryRow(name, nil, .max, Double(count), .count, count: count),
                SummaryRow(name, nil, .share, share, .share, count: count),
            ]
        } + spans.map { SummaryRow($0.0, nil, .total, $0.1, .seconds, count: 1) }
    }
}
