import Analysis
import ArgumentParser

/// By what two sides are judged.
struct JudgingOptions: ParsableArguments {
    @Option(
        name: .customLong("min-effect"),
        help: ArgumentHelp(
            "Smallest change that matters: 5%, or of one metric ttft.p90=10%; may be repeated. Of shares "
                + "(failures, goodput) it is percentage points.", valueName: "effect"))
    var effects: [EffectOption] = []

    @Option(
        name: .customLong("gate"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "What is judged, instead of the usual: \(JudgedMetric.names).", valueName: "metric"))
    var gate: [MetricList] = []

    @Flag(help: "Show the numbers of sides that are not comparable beside the refusal.")
    var force = false

    /// What was asked for, on top of `standard`.
    func rules(standard: SideRules = SideRules()) -> SideRules {
        var rules = standard
        for option in effects {
            if let metric = option.metric {
                rules.smallestEffects.append(
                    SideRules.MetricEffect(metric: metric, effect: option.effect))
            } else {
                rules.smallestEffect = option.effect
            }
        }
        rules.isForced = force
        if !gate.isEmpty { rules.gate = gate.flatMap(\.metrics) }
        return rules
    }
}

/// `5%` or `ttft.p50=5%`.
struct EffectOption: ExpressibleByArgument {
    let metric: JudgedMetric?
    let effect: Double

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let text = parts.last else { return nil }
        metric = parts.count == 2 ? JudgedMetric(rawValue: String(parts[0])) : nil
        guard parts.count == 1 || metric != nil else { return nil }
        // A bare number is a count where the metric is one, else a mistake: 5 is no share.
        let isShare = text.hasSuffix("%")
        guard let number = Double(isShare ? text.dropLast() : text), number.isFinite, number >= 0
        else { return nil }
        let isCount = metric.map { $0.unit == .count && $0.scale == .difference } ?? false
        guard isCount != isShare, isCount || (number > 0 && number <= 1000) else { return nil }
        effect = isShare ? number / 100 : number
    }
}

/// A list with commas, as one use of the option gives it.
struct MetricList: ExpressibleByArgument {
    let metrics: [JudgedMetric]

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        metrics = names.compactMap { JudgedMetric(rawValue: String($0)) }
        guard metrics.count == names.count else { return nil }
    }
}

extension JudgedMetric {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
