internal import Analysis
internal import RunModel

/// What a gate's result rests on.
extension GateWording {
    /// In the order in which a reader asks.
    static func facts(_ result: GateResult) -> [String] {
        [readiness(result), result.capacity.map(capacity), confirmation(result)].compactMap { $0 }
            + [("", result.recent), ("baseline ", result.release)].flatMap { lead, comparison in
                comparison.map { facts($0, lead) } ?? []
            }
            + [standing(result), advice(result)].compactMap { $0 } + result.notes
    }

    private static func readiness(_ result: GateResult) -> String? {
        guard let ready = result.readiness, !ready.blocks.isEmpty else { return nil }
        let medians = ready.blocks.map {
            $0.medianMilliseconds.map { QuantityFormat.latency(milliseconds: $0) } ?? "none"
        }
        let waited =
            ready.waitedSeconds >= 1
            ? " after \(QuantityFormat.quantity(ready.waitedSeconds, .seconds)) of waiting" : ""
        let failed = ready.blocks.reduce(0) { $0 + $1.failures }
        let failures =
            failed == 0
            ? ""
            : "; \(failed) of \(ready.blocks.reduce(0) { $0 + $1.requests }) probe requests failed"
        return
            (ready.isSettled
            ? "The target was ready\(waited): medians of probe blocks "
            : "The target never settled\(waited): medians of probe blocks ")
            + medians.joined(separator: ", ") + failures
    }

    private static func confirmation(_ result: GateResult) -> String? {
        let more = result.runs.count - 1
        guard more > 0 else { return nil }
        let again = more == 1 ? "a second run" : "\(more) more runs"
        switch result.verdict {
        case .regression: return "What looked worse was confirmed by \(again)"
        case .passed, .cannotTell, .shortHistory:
            return "What looked worse in the first run was not confirmed by \(again)"
        default:
            return
                "What looked worse in the first run was measured again by \(again), which tells nothing"
        }
    }

    private static func facts(_ comparison: GateResult.Comparison, _ lead: String) -> [String] {
        var found: [String] = []
        let name = lead + (comparison.baseline ?? "")
        if !lead.isEmpty, comparison.sides == nil {
            found.append(
                "The \(name) holds no run that can be compared"
                    + (comparison.blessing == nil
                        ? "" : ": its runs are older than the blessed one"))
        }
        if let sides = comparison.sides, !lead.isEmpty, sides.new.count > 2 {
            found.append(
                "New, against the \(name), are the last \(sides.new.count) runs of the branch, this one "
                    + "included")
        }
        if let sides = comparison.sides, sides.unit == .pastRun {
            let level = QuantityFormat.tick((sides.confidence * 1000).rounded() / 10)
            found.append(
                "Intervals \(lead.isEmpty ? "" : "against the \(name) ")hold with \(level) % each")
            if lead.isEmpty {
                found.append(String(SidesWording.smallestEffect(sides).dropLast()))
            }
        }
        if let sides = comparison.sides, sides.unit == .round, SidesWording.isOfCapacity(sides) {
            found.append(
                "Only \(Wording.plural(comparison.runs.count, "search")) in the \(lead.isEmpty ? "base" : name): "
                    + "judged by the searches' own intervals; from \(SideRules.fewestPastRuns) searches on by how "
                    + "they differ from each other")
        } else if let sides = comparison.sides, sides.unit == .round {
            found.append(
                "Only \(Wording.plural(comparison.runs.count, "run")) in the \(lead.isEmpty ? "base" : name): "
                    + "judged by rounds, so that how runs differ from each other is not in the intervals; "
                    + "from \(SideRules.fewestPastRuns) runs on it is")
        }
        if let blessed = comparison.blessed {
            let reason = SidesWording.clipped(comparison.blessing ?? "", 200)
            found.append("Runs before \(blessed) hold no more: it was blessed (\(reason))")
        }
        for reason in PassedOver.Reason.allCases where reason != .beforeBlessing {
            let runs = comparison.passedOver.filter { $0.reason == reason }
            guard let last = runs.last else { continue }
            let text = last.text.map { " (\(SidesWording.clipped($0, 120)))" } ?? ""
            let count = Wording.plural(runs.count, "past run")
            found.append("\(count) left out: \(words(reason))\(text)")
        }
        if let sides = comparison.sides {
            let others = differing(sides)
            if !others.isEmpty {
                found.append("Otherwise than in the past runs: \(others.joined(separator: ", "))")
            }
            let spikes = Set(sides.metrics.flatMap { $0.spikes ?? [] })
            if !spikes.isEmpty {
                found.append(
                    "Spikes of \(Wording.plural(spikes.count, "past run")) were left out of the metrics that "
                        + "have them")
            }
        }
        return found
    }

    /// `Capacity 98.5 requests/s (95 %: 91.7 to 107) for 'ttft.p90 < 50ms'`.
    static func capacity(_ found: StatedCapacity) -> String {
        let objectives = found.objectives.map { "'\($0)'" }.joined(separator: ", ")
        let load = found.load.map { CapacityWording.load($0, found.by) }
        let required =
            found.required.map { "; \(CapacityWording.load($0, found.by)) are required" } ?? ""
        switch found.outcome {
        case .found:
            let bounds = found.low.flatMap { low in
                found.high.map {
                    " (95 %: \(QuantityText.load(low)) to \(QuantityText.load($0)))"
                }
            }
            return "Capacity \(load ?? "—")\(bounds ?? "") for \(objectives)\(required)"
        case .holdsAtMost:
            return
                "Capacity at least \(load ?? "—") for \(objectives), the greatest that was tried\(required)"
        case .neverHolds: return "No load that was tried holds \(objectives)"
        case .untold:
            return "The capacity for \(objectives) could not be told"
                + (load.map { ": \($0) hold" } ?? "")
        }
    }

    /// What no past run had: not work, but it can move a latency.
    private static func differing(_ sides: SideComparison) -> [String] {
        let keys: Set = ["target.base_url", "version", "host.cores", "host.kernel"]
        return sides.differences.filter { difference in
            keys.contains(difference.key)
                && difference.new.allSatisfy { !difference.base.contains($0) }
        }.map {
            "\($0.key) \(SidesWording.clipped(SidesWording.plain($0.new.joined(separator: ", ")), 60))"
        }
    }

    private static func words(_ reason: PassedOver.Reason) -> String {
        switch reason {
        case .excluded: "excluded"
        case .ended: "not completed"
        case .notTrustworthy: "not trustworthy"
        case .regression: "judged a regression; to bless one accepts its level"
        case .suspect:
            "looked worse or other than the rest, which no run cleared; to bless one accepts its level"
        case .changedMidway: "their target changed in their midst"
        case .coldStart: "began on a target that was not warm"
        case .otherWork: "other work"
        case .beforeBlessing: "older than the blessed run"
        }
    }

    /// What to do about it.
    private static func advice(_ result: GateResult) -> String? {
        guard result.verdict == .regression, result.sides == nil,
            let id = result.runs.compactMap(\.id).last
        else { return nil }
        return "Mend it, or accept this level: streamgauge history bless \(id) --reason '…'"
    }

    private static func standing(_ result: GateResult) -> String? {
        result.previous.map { "The branch's run before: \(short($0))" }
    }
}
