internal import Analysis
internal import RunModel

/// How a trace was sent.
enum ReplayWording {
    /// Its rows, how late they were, and which turns had to wait; empty of any other load.
    static func facts(_ manifest: RunManifest, _ numbers: ModeNumbers) -> [String] {
        guard let account = manifest.replay else { return [] }
        let held = account.heldTurns
        return ["\(Wording.plural(account.rows, "row")) of a trace"]
            + [lag(numbers)].compactMap { $0 }
            + (held > 0 ? ["\(Wording.plural(held, "turn")) waited for an answer"] : [])
    }

    /// Of few rows the largest.
    private static func lag(_ numbers: ModeNumbers) -> String? {
        guard let lag = numbers.scheduleLag.all else { return nil }
        let known = [lag.p50, lag.p90, lag.p99].filter { $0.value != nil }
        let parts = (known.isEmpty ? [lag.max] : known).compactMap { estimate in
            estimate.value.map {
                "\(estimate.statistic.rawValue) \(QuantityFormat.latency(milliseconds: $0))"
            }
        }
        return parts.isEmpty ? nil : "lag " + parts.joined(separator: ", ")
    }
}
