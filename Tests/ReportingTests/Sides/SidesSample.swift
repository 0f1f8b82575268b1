import RunModel
import SyntheticRuns

@testable import Analysis

/// Comparisons that no plausible run gives.
enum SidesSample {
    /// One metric with the numbers of a ratio, in percent.
    static func verdict(
        _ metric: JudgedMetric, _ word: MetricVerdict.Word, _ effect: Double? = nil,
        _ interval: ClosedRange<Double>? = nil, band: Double = 5
    ) -> MetricVerdict {
        var verdict = MetricVerdict(metric, .streaming)
        verdict.word = word
        verdict.effect = effect.map { $0 / 100 }
        verdict.low = interval.map { $0.lowerBound / 100 }
        verdict.high = interval.map { $0.upperBound / 100 }
        if interval != nil {
            (verdict.bandBelow, verdict.bandAbove) = (band / 100, band / 100)
            (verdict.base, verdict.new) = (200, 200 * (1 + (effect ?? 0) / 100))
        }
        return verdict
    }

    /// Nothing but these metrics.
    static func comparison(
        _ verdict: SideComparison.Verdict, _ metrics: [MetricVerdict],
        unit: SideComparison.Unit = .round
    ) -> SideComparison {
        var comparison = SideComparison(base: [], new: [], rules: SideRules())
        comparison.verdict = verdict
        comparison.metrics = metrics
        comparison.unit = unit
        return comparison
    }

    static func hindrance(_ kind: Hindrance.Kind) -> Hindrance {
        var found = Hindrance(kind)
        found.mode = .streaming
        switch kind {
        case .plan: (found.key, found.base, found.new) = ("load.concurrency", "10", "20")
        case .trust, .step:
            (found.run, found.isOfBase) = ("v1.5", false)
            var check = ValidityCheck(
                kind: kind == .step ? .step : .lateness, verdict: .notTrustworthy, value: 0.4,
                careLimit: 0.1, unit: kind == .step ? .share : .milliseconds)
            if kind == .step { check.metric = .tokenThroughput }
            found.check = check
        case .ending, .coldStart: (found.run, found.isOfBase) = ("v1.4", true)
        case .drift: (found.metric, found.value) = (.firstTokenP50, 0.31)
        default: break
        }
        return found
    }

    /// One that stands for all of its kind, with the work that differs.
    static func hindered(_ kinds: [Hindrance.Kind]) -> SideComparison {
        var comparison = comparison(
            .notComparable, [verdict(.firstTokenP50, .same, 1, -2...3)])
        comparison.hindrances = kinds.map(hindrance)
        comparison.work = WorkComparison.Subject.allCases.map { subject in
            WorkComparison(
                subject: subject, mode: .streaming, base: subject == .finishReasons ? nil : 90,
                new: subject == .finishReasons ? nil : 117, baseCount: 600, newCount: 600,
                probability: 0.0001, shapeProbability: nil, distance: 0.12, isDifferent: true)
        }
        return comparison
    }

    /// A comparison with `attack` wherever others than this program wrote a text.
    static func hostile(_ attack: String) -> SideComparison {
        var comparison = SyntheticSides.forced.comparison
        for index in comparison.base.indices {
            comparison.base[index].name = attack
            comparison.base[index].endpoint = attack
            comparison.base[index].model = attack
            comparison.base[index].started = attack
        }
        for index in comparison.hindrances.indices {
            comparison.hindrances[index].run = attack
            comparison.hindrances[index].key = attack
            comparison.hindrances[index].base = attack
            comparison.hindrances[index].new = attack
        }
        for index in comparison.differences.indices {
            comparison.differences[index].key = attack
            comparison.differences[index].base = [attack]
        }
        return comparison
    }

    /// Far more of everything than a comment holds.
    static func vast(_ text: String) -> SideComparison {
        var comparison = hostile(text)
        for _ in 0..<5 {
            comparison.hindrances += comparison.hindrances
            comparison.differences += comparison.differences
            comparison.base += comparison.base
            comparison.metrics += comparison.metrics
        }
        return comparison
    }
}
