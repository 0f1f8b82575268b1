internal import Analysis
internal import RunModel

/// The words for what a gate came to: one wording for terminal, Markdown, JUnit, annotations and badge.
enum GateWording {
    /// The one sentence that stands first everywhere, without a full stop.
    static func headline(_ result: GateResult) -> String {
        switch result.verdict {
        case .regression: return "Regression: " + worse(result).joined(separator: "; ")
        case .assertionFailed: return "Does not hold: " + broken(result).joined(separator: "; ")
        case .cannotTell: return "Could not be told: " + open(result)
        case .notTrustworthy:
            return "Not trustworthy: "
                + (result.runs.lazy.flatMap { reasons($0) }.first ?? "the run's own numbers")
        case .notComparable, .nothingJudged:
            return comparisons(result).lazy.filter {
                $0.sides.verdict == .notComparable || $0.sides.verdict == .nothingJudged
            }.map { SidesWording.headline($0.sides) }.first ?? incomparable(result)
        case .targetFailed:
            return "The target failed: no request succeeded"
                + (result.notes.first.map { "; " + SidesWording.clipped($0, 300) } ?? "")
        case .recordFailed: return "The record could not be written"
        case .interrupted: return "Interrupted: what was measured is in the record"
        case .noBaseline:
            return "No baseline yet: the first run of its kind"
                + (result.runs.contains { $0.id != nil } ? " is saved" : "")
        case .shortHistory:
            let count = result.recent?.runs.count ?? 0
            return
                "Nothing is worse for sure: the history has \(Wording.plural(count, "run")) of it, and from "
                + "\(SideRules.fewestPastRuns) on more can be told"
        case .passed: return "Passed: " + passed(result)
        }
    }

    /// Where there is nothing that could be compared.
    private static func incomparable(_ result: GateResult) -> String {
        let other = result.recent?.passedOver.last { $0.reason == .otherWork }
        if result.recent?.sides == nil, let other {
            return "Not comparable: the past runs did other work"
                + (other.text.map { " (\(SidesWording.clipped($0, 120)))" } ?? "")
                + "; runs of this kind are compared with each other from the next one on"
        }
        if let release = result.release, release.sides == nil {
            return
                "Not comparable: the baseline \(release.baseline ?? "") holds no run that did this work"
        }
        return "Nothing was judged"
    }

    /// A word or two, for a badge and a title.
    static func short(_ verdict: GateResult.Verdict) -> String {
        switch verdict {
        case .passed: "no regression"
        case .noBaseline: "no baseline yet"
        case .shortHistory: "history too short"
        case .regression: "regression"
        case .assertionFailed: "does not hold"
        case .cannotTell: "cannot tell"
        case .notTrustworthy: "not trustworthy"
        case .notComparable: "not comparable"
        case .nothingJudged: "nothing judged"
        case .targetFailed: "target failed"
        case .recordFailed: "no record"
        case .interrupted: "interrupted"
        }
    }

    // MARK: Parts

    /// One comparison and what it is with.
    struct Named {
        let title: String
        let sides: SideComparison
    }

    static func comparisons(_ result: GateResult) -> [Named] {
        [
            result.recent.flatMap { found in
                found.sides.map { Named(title: "against \(base(found))", sides: $0) }
            },
            result.release.flatMap { found in
                found.sides.map {
                    Named(title: "against the baseline \(found.baseline ?? "")", sides: $0)
                }
            },
            result.sides.map { Named(title: "side B against side A", sides: $0) },
        ].compactMap { $0 }
    }

    /// `the last 10 runs of main`.
    static func base(_ comparison: GateResult.Comparison) -> String {
        let count = comparison.runs.count
        let runs = count == 1 ? "the last run" : "the last \(count) runs"
        return runs + (comparison.baseline.map { " of \(SidesWording.clipped($0, 60))" } ?? "")
    }

    /// What got worse, worst first; what two comparisons say is said once.
    static func worse(_ result: GateResult) -> [String] {
        var names: Set<String> = []
        var found: [String] = []
        for part in comparisons(result) where part.sides.verdict == .regression {
            for metric in part.sides.deciding where metric.word == .worse {
                let name = SidesWording.name(metric, in: part.sides)
                guard names.insert(name).inserted else { continue }
                found.append(SidesWording.sentence(metric, in: part.sides) + " " + part.title)
            }
        }
        return found.count > 3 ? found.prefix(3) + ["and \(found.count - 3) more"] : found
    }

    static func broken(_ result: GateResult) -> [String] {
        [result.abortedBy.map { "the run was ended because '\(SidesWording.clipped($0))' held" }]
            .compactMap { $0 }
            + result.assertions.filter { $0.outcome == .fails }.map(sentence)
            + (result.limits?.broken.map(sentence) ?? [])
    }

    private static func open(_ result: GateResult) -> String {
        let assertions = result.assertions.filter { $0.outcome == .cannotTell }.map(sentence)
        let limits = result.limits?.untold.map(sentence) ?? []
        let sides = comparisons(result).filter { $0.sides.verdict == .cannotTell }.map {
            let words = SidesWording.headline($0.sides)
            let lead = SidesWording.lead(.cannotTell) + ": "
            return words.hasPrefix(lead) ? String(words.dropFirst(lead.count)) : words
        }
        return (assertions + limits + sides).prefix(3).joined(separator: "; ")
    }

    private static func passed(_ result: GateResult) -> String {
        var parts: [String] = comparisons(result).map { part in
            let judged = part.sides.deciding.count(where: \.isJudged)
            return "no regression \(part.title) in \(Wording.plural(judged, "metric"))"
        }
        let held = result.assertions.count { $0.outcome == .holds }
        if held > 0 {
            parts.append(Wording.plural(held, "assertion") + (held == 1 ? " holds" : " hold"))
        }
        if let limits = result.limits, !limits.held.isEmpty {
            parts.append(Wording.plural(limits.held.count, "stated limit") + " hold")
        }
        return parts.isEmpty ? "the run is trustworthy" : parts.joined(separator: ", ")
    }

    static func sentence(_ assertion: AssertionResult) -> String {
        AssertionWording.sentence(assertion)
    }

    private static func sentence(_ finding: LimitFinding) -> String {
        let subject = LimitsWording.subject(finding.subject)
        guard finding.verdict != .cannotTell else { return "\(subject): \(finding.reason)" }
        return "\(subject): \(LimitsWording.contrast(finding))"
    }

    /// Why a run's own numbers are not trusted.
    static func reasons(_ run: GateRun) -> [String] {
        run.reasons.filter { $0.verdict == .notTrustworthy }.map {
            Wording.sentence($0, ending: .completed, isModeNamed: true)
        }
    }

    // MARK: What it rests on

    /// In the order in which a reader asks.
    static func facts(_ result: GateResult) -> [String] {
        [readiness(result), confirmation(result)].compactMap { $0 }
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
        return result.verdict == .regression
            ? "What looked worse was confirmed by \(again)"
            : "What looked worse in the first run was not confirmed by \(again)"
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
                "Intervals \(lead.isEmpty ? "" : "against the \(name) ")hold with \(level) % each; a change "
                    + "matters from \(QuantityFormat.tick(sides.rules.smallestEffect * 100)) % on")
        }
        if let sides = comparison.sides, sides.unit == .round {
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
