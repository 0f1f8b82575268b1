import Analysis
import ArgumentParser
import RunModel

/// By what two sides are judged.
struct JudgingOptions: ParsableArguments {
    @Option(
        name: .customLong("min-effect"),
        help: ArgumentHelp(
            "Smallest change that matters (default 5%, of ab 2%), or of one metric ttft.p90=10%; may be "
                + "repeated. Of shares (failures, goodput) it is percentage points.",
            valueName: "effect"),
        transform: EffectOption.parsed)
    var effects: [EffectOption] = []

    @Option(
        name: .customLong("gate"),
        help: ArgumentHelp(
            "What is judged, instead of the usual; a list with commas, or the option again: "
                + "\(JudgedMetric.names).", valueName: "metrics"),
        transform: MetricList.parsed)
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
                throw ValidationError("judging.smallest_effects: \(EffectOption.fault(text))")
            }
            if let metric = option.metric {
                smallestEffects.append(MetricEffect(metric: metric, effect: option.effect))
            } else {
                smallestEffect = option.effect
            }
        }
        for name in plan?.gate ?? [] {
            guard let metric = JudgedMetric(rawValue: name) else {
                throw ValidationError("judging.gate: \(MetricList.fault(name))")
            }
            if !gate.contains(metric) { gate.append(metric) }
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
struct EffectOption {
    let text: String
    let metric: JudgedMetric?
    let effect: Double

    /// - Throws: `ValidationError` with what to write.
    @Sendable static func parsed(_ text: String) throws -> EffectOption {
        guard let option = EffectOption(argument: text) else {
            throw ValidationError("--min-effect: \(fault(text))")
        }
        return option
    }

    static func fault(_ text: String) -> String {
        "'\(text)' is none; write it like 5%, ttft.p90=10%, failures=0.5% or stalls=0.1."
    }

    init?(argument: String) {
        text = argument.filter { !$0.isWhitespace }
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
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
struct MetricList {
    let metrics: [JudgedMetric]

    /// - Throws: `ValidationError` naming the one that there is not.
    @Sendable static func parsed(_ text: String) throws -> MetricList {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        return MetricList(
            metrics: try names.map { name in
                let name = name.filter { !$0.isWhitespace }
                guard let metric = JudgedMetric(rawValue: name) else {
                    throw ValidationError("--gate: \(fault(name))")
                }
                return metric
            })
    }

    static func fault(_ name: String) -> String {
        "there is no '\(name)'; there are \(JudgedMetric.names)."
    }
}

extension JudgedMetric {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
