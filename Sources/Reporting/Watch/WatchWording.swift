package import Analysis
internal import RunModel

/// The words of a watch: for its log, and for the command that it calls.
package enum WatchWording {
    /// One sentence, without a full stop.
    package static func sentence(_ event: WatchEvent, in trend: HistoryTrend?) -> String {
        switch event {
        case .changed(let metric, let change):
            let trend = trend ?? HistoryTrend(of: [], series: nil, branch: nil)
            // With 95 % confidence it came between the two.
            return TrendWording.sentence(change, metric, in: trend)
                + " (\(TrendWording.word(change.word))), after the run of "
                + "\(time(ofRun: change.before.id, in: trend)) and by that of "
                + time(ofRun: change.after.id, in: trend)
        case .asserted(let text, let holds):
            return holds
                ? "'\(text)' holds again" : "'\(text)' does not hold, two rounds in a row"
        case .down(let rounds, let reason):
            return "no request succeeded, \(rounds) rounds in a row: \(reason)"
        case .up(let rounds):
            return "requests succeed again, after "
                + Wording.plural(rounds, "round") + " without"
        }
    }

    private static func time(ofRun id: String, in trend: HistoryTrend) -> String {
        trend.runs.first { $0.id == id }?.started ?? id
    }

    /// What a round came to: `20 ok, TTFT p50 210 ms, p95 260 ms`.
    package static func round(_ summary: RunSummary) -> String {
        var parts: [String] = []
        for mode in summary.numbers.modes {
            let failed = mode.failures?.count.value ?? 0
            let all = mode.requests?.value ?? 0
            parts.append("\(QuantityFormat.count(all - failed)) of \(QuantityFormat.count(all)) ok")
            if let first = mode.timeToFirstToken.all?.p50.value {
                parts.append("TTFT p50 \(QuantityFormat.latency(milliseconds: first))")
            }
            if let tail = mode.timeToFirstToken.all?.p95.value {
                parts.append("p95 \(QuantityFormat.latency(milliseconds: tail))")
            }
        }
        let text = parts.isEmpty ? "nothing was measured" : parts.joined(separator: ", ")
        guard let fault = summary.validity.checks.first(where: { $0.verdict == .notTrustworthy })
        else { return text }
        return text + "; it cannot be trusted, and says nothing of changes: "
            + Wording.sentence(fault, in: summary)
    }
}
