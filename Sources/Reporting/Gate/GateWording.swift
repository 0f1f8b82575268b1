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
            let past = result.recent?.passedOver.count ?? 0
            return
                (past == 0
                ? "No baseline yet: the first run of its kind"
                : "No baseline yet: none of \(Wording.plural(past, "past run")) is a measure; this one")
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
            + [
                result.capacity.flatMap {
                    $0.isBelowRequired == true || $0.outcome == .neverHolds ? capacity($0) : nil
                }
            ].compactMap { $0 }
    }

    private static func open(_ result: GateResult) -> String {
        let assertions = result.assertions.filter { $0.outcome == .cannotTell }.map(sentence)
        let limits = result.limits?.untold.map(sentence) ?? []
        let sides = comparisons(result).filter { $0.sides.verdict == .cannotTell }.map {
            let words = SidesWording.headline($0.sides)
            let lead = SidesWording.lead(.cannotTell) + ": "
            return words.hasPrefix(lead) ? String(words.dropFirst(lead.count)) : words
        }
        let capacity = result.capacity.flatMap {
            $0.outcome == .untold || $0.isBelowRequired == nil ? self.capacity($0) : nil
        }
        return (assertions + limits + [capacity].compactMap { $0 } + sides).prefix(3).joined(
            separator: "; ")
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
}
