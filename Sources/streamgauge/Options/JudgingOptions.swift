import Analysis
import ArgumentParser
import RunModel

/// By what two sides are judged.
struct JudgingOptions: ParsableArguments {
    @Option(
        name: .customLong("min-effect"),
        help: ArgumentHelp(
            "Smallest change that matters: 5%, or of one metric ttft.p90=10%; may be repeated. Of shares "
                + "(failures, goodput) it is percentage points.", valueName: "effect"))
    var effects: [EffectOption] = []

    @Option(
        name: .customLong("gate"),
        help: ArgumentHelp(
            "What is judged, instead of the usual; a list with commas, or the option again: "
                + "\(JudgedMetric.names).", valueName: "metrics"))
    var gate: [MetricList] = []

    @Flag(help: "Show the numbers of sides that are not comparable beside the refusal.")
    var force = false

    /// On top of what the plan says.
    func apply(to plan: inout RunPlan) {
        var judging = plan.judging ?? JudgingPlan()
        if !effects.isEmpty { judging.smallestEffects = effects.map(\.text) }
        if !gate.isEmpty { judging.gate = gate.flatMap(\.metrics).map(\.rawValue) }
        plan.judging = judging.isEmpty ? nil : judging
    }

    /// What was asked for here, else by the plan, on top of `standard`.
    ///
    /// - Throws: `ValidationError` for what the plan says and nobody understands.
    func rules(_ plan: JudgingPlan?, standard: SideRules = SideRules()) throws -> SideRules {
        var given = RunPlan()
        given.judging = plan
        apply(to: &given)
        var rules = try SideRules(given.judging, standard: standard)
        rules.isForced = force
        return rules
    }
}

extension SideRules {
    /// What a plan says, on top of `standard`.
    ///
    /// - Throws: `ValidationError` naming the text that nobody understands.
    init(_ plan: JudgingPlan?, standard: SideRules = SideRules()) throws {
        self = standard
        for text in plan?.smallestEffects ?? [] {
            guard let option = EffectOption(argument: text) else {
                throw ValidationError(
                    "judging.smallest_effects: '\(text)' is none; write it like 5%, ttft.p90=10%, "
                        + "failures=0.5% or stalls=0.1.")
            }
            if let metric = option.metric {
                smallestEffects.append(MetricEffect(metric: metric, effect: option.effect))
            } else {
                smallestEffect = option.effect
            }
        }
        gate = try (plan?.gate ?? []).map { name in
            guard let metric = JudgedMetric(rawValue: name) else {
                throw ValidationError(
                    "judging.gate: there is no '\(name)'; there are \(JudgedMetric.names).")
            }
            return metric
        }
    }

    /// Of `ab`: pairs of blocks see smaller changes.
    static var ofPairs: SideRules {
        var rules = SideRules()
        rules.smallestEffect = SideComparison.smallestEffectOfPairs
        return rules
    }
}

/// `5%` or `ttft.p50=5%`.
struct EffectOption: ExpressibleByArgument {
    let text: String
    let metric: JudgedMetric?
    let effect: Double

    init?(argument: String) {
        text = argument
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let number = parts.last else { return nil }
        metric = parts.count == 2 ? JudgedMetric(rawValue: String(parts[0])) : nil
        guard parts.count == 1 || metric != nil else { return nil }
        // A bare number is a count where the metric is one, else a mistake: 5 is no share.
        let isShare = number.hasSuffix("%")
        guard let value = Double(isShare ? number.dropLast() : number), value.isFinite, value >= 0,
            value <= 1000
        else { return nil }
        let isCount = metric?.unit == .count
        guard isCount != isShare, isCount || value > 0 else { return nil }
        effect = isShare ? value / 100 : value
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
