internal import RunModel

/// What a watch has to tell, and calls somebody for.
package enum WatchEvent: Sendable, Equatable {
    /// A metric's level became another one.
    case changed(MetricTrend, TrendChange)
    /// An assertion no longer holds, or holds again.
    case asserted(String, holds: Bool)
    /// No request succeeded, several rounds in a row.
    case down(rounds: Int, reason: String)
    /// The first round in which one did.
    case up(rounds: Int)

    /// All there are.
    package static let names = ["assertion", "change", "down", "up"]

    /// A word for programs, one of `names`.
    package var name: String {
        switch self {
        case .changed: "change"
        case .asserted: "assertion"
        case .down: "down"
        case .up: "up"
        }
    }
}

/// What rounds make of the state, and which of it is news. One round alone is none.
extension WatchState {
    /// Rounds in a row that make an outage, or another verdict of an assertion.
    package static let roundsInARow = 2
    /// Where the same change seems to begin may move so far as runs are added.
    private static let sameWithin = 3

    /// A round in which no request succeeded, with the reason, or one in which some did.
    package mutating func take(failure reason: String?) -> WatchEvent? {
        guard let reason else {
            defer { (isDown, failedRounds) = (false, 0) }
            return isDown ? .up(rounds: failedRounds) : nil
        }
        failedRounds += 1
        guard failedRounds >= Self.roundsInARow, !isDown else { return nil }
        isDown = true
        return .down(rounds: failedRounds, reason: reason)
    }

    /// The verdicts of a round. What could not be told changes nothing.
    package mutating func take(_ results: [AssertionResult]) -> [WatchEvent] {
        // One assertion may be asked of two modes; it holds where none of them fails.
        var verdicts: [(text: String, holds: Bool)] = []
        for result in results where result.outcome != .cannotTell {
            let holds = result.outcome == .holds
            if let place = verdicts.firstIndex(where: { $0.text == result.text }) {
                verdicts[place].holds = verdicts[place].holds && holds
            } else {
                verdicts.append((result.text, holds))
            }
        }
        return verdicts.compactMap { text, holds in
            var standing = standings[text] ?? Standing()
            defer { standings[text] = standing }
            guard standing.holds != holds else {
                standing.against = 0
                return nil
            }
            // Before anything is known it is taken to hold, until two rounds say otherwise.
            guard standing.holds != nil || !holds else {
                (standing.holds, standing.against) = (true, 0)
                return nil
            }
            standing.against += 1
            guard standing.against >= Self.roundsInARow else { return nil }
            (standing.holds, standing.against) = (holds, 0)
            return .asserted(text, holds: holds)
        }
    }

    /// The changes of a trend that were not told before. Those that only advise, and those too small to matter, are not.
    package mutating func take(_ trend: HistoryTrend) -> [WatchEvent] {
        news(in: trend).map { metric, change in
            told.append(ToldChange(metric, change))
            return .changed(metric, change)
        }
    }

    /// Takes what has changed before as known.
    package mutating func absorb(_ trend: HistoryTrend) { _ = take(trend) }

    private func news(in trend: HistoryTrend) -> [(MetricTrend, TrendChange)] {
        trend.metrics.filter { !$0.isAdvisory }.flatMap { metric in
            metric.changes.filter { $0.word != .small }
                .filter { !isTold($0, of: metric, in: trend) }.map { (metric, $0) }
        }
    }

    private func isTold(_ change: TrendChange, of metric: MetricTrend, in trend: HistoryTrend)
        -> Bool
    {
        told.contains { known in
            guard known.metric == metric.metric.rawValue, known.mode == metric.mode.rawValue,
                let place = trend.runs.firstIndex(where: { $0.id == known.first })
            else { return false }
            return abs(place - change.first.run) <= Self.sameWithin
        }
    }
}

extension WatchState.ToldChange {
    init(_ metric: MetricTrend, _ change: TrendChange) {
        self.init(
            metric: metric.metric.rawValue, mode: metric.mode.rawValue, first: change.first.id)
    }
}
