package import Analysis
package import RunModel

/// A capacity in words.
package enum CapacityWording {
    /// The answer, in one sentence: the first line of everything.
    package static func answer(_ summary: CapacitySummary) -> String {
        switch summary.outcome {
        case .found, .holdsAtMost: holds(summary) + beyond(summary) + client(summary)
        case .neverHolds: never(summary)
        case .untold: untold(summary)
        }
    }

    /// What became of it, in a word or two.
    static func outcome(_ summary: CapacitySummary) -> String {
        switch summary.outcome {
        case .found: "found"
        case .holdsAtMost: "holds at the greatest load"
        case .neverHolds: "holds at no load"
        case .untold:
            switch summary.reason {
            case .interrupted: "interrupted"
            case .unfinished: "not ended"
            case .targetFailed: "the target failed"
            default: "cannot be told"
            }
        }
    }

    /// `11.2 requests/s`, `48 streams`.
    package static func load(_ load: Double, _ kind: CapacityPlan.LoadKind) -> String {
        let number = QuantityText.load(load)
        return switch kind {
        case .rate: "\(number) requests/s"
        case .concurrency: load == 1 ? "1 stream" : "\(number) streams"
        }
    }

    private static func holds(_ summary: CapacitySummary) -> String {
        guard let load = summary.load else { return "holds nothing" }
        let least = summary.outcome == .holdsAtMost ? "at least " : ""
        return "holds \(least)\(self.load(load, summary.capacity.load))\(interval(summary))"
    }

    private static func interval(_ summary: CapacitySummary) -> String {
        guard let low = summary.low, let high = summary.high, summary.outcome != .holdsAtMost else {
            return ""
        }
        return " (95 %: \(range(low, high)))"
    }

    private static func range(_ low: Double, _ high: Double) -> String {
        low == high
            ? QuantityText.load(low) : "\(QuantityText.load(low)) to \(QuantityText.load(high))"
    }

    /// What gives out first, and where.
    private static func beyond(_ summary: CapacitySummary) -> String {
        guard summary.outcome == .found else {
            return "; more was not tried"
        }
        guard let breaking = summary.breaking else { return "" }
        return "; at \(QuantityText.load(breaking.load)) \(broken(breaking))"
    }

    private static func broken(_ breaking: CapacitySummary.Breaking) -> String {
        let value = breaking.value.map { QuantityFormat.quantity($0, breaking.unit) }
        let queue = breaking.isSaturated ? ", as more and more streams are under way" : ""
        return "'\(breaking.objective)' breaks first (\(value ?? "endless"))\(queue)"
    }

    private static func client(_ summary: CapacitySummary) -> String {
        summary.clientCPU.map { "; the client was at \(QuantityFormat.share($0))" } ?? ""
    }

    private static func never(_ summary: CapacitySummary) -> String {
        guard
            let least = summary.steps.filter({ $0.verdict == .fails }).min(by: { $0.load < $1.load }
            )
        else { return "holds at no load" }
        let worst = least.objectives.max { $0.missed / $0.allowed < $1.missed / $1.allowed }
        let value =
            worst?.value.map { " (\(QuantityFormat.quantity($0, worst?.unit ?? .count)))" } ?? ""
        return
            "holds at no load that was tried: at \(load(least.load, summary.capacity.load)) already "
            + "'\(worst?.text ?? "an objective")' breaks\(value)"
    }

    private static func untold(_ summary: CapacitySummary) -> String {
        let why = reason(summary)
        let kind = summary.capacity.load
        if let low = summary.low, let high = summary.high {
            let span =
                low == high
                ? "probably \(load(high, kind))"
                : "between \(QuantityText.load(low)) and \(load(high, kind))"
            return "cannot be told to \(resolution(summary)): \(span) so far; \(why)"
        }
        guard let held = summary.load else {
            let failed = summary.steps.filter { $0.verdict == .fails }.map(\.load).min()
            let most = failed.map { "below \(load($0, kind)), which fails already; " } ?? ""
            return "cannot be told: \(most)\(why)"
        }
        return "cannot be told: \(load(held, kind)) showed no sign of failing; \(why)"
    }

    private static func resolution(_ summary: CapacitySummary) -> String {
        QuantityFormat.tick(summary.capacity.resolution * 100) + " %"
    }

    /// Why a search ended before its end.
    package static func reason(_ summary: CapacitySummary) -> String {
        switch summary.reason {
        case .requests:
            "--max-requests \(summary.capacity.maxRequests) were used up"
        case .duration: "--max-duration \(summary.capacity.maxDuration) was over"
        case .tokens: "--max-tokens-total \(summary.capacity.maxTokens ?? 0) were used up"
        case .targetFailed:
            "the target stopped answering\(summary.detail.map { " \($0)" } ?? ""), and was left alone"
        case .clientLimit:
            "this client was the limit: \(summary.detail ?? "it could not send in time")"
        case .unsteady:
            "loads that held before failed when they were confirmed: the server is not the same from step to step"
        case .interrupted: "it was interrupted"
        case .otherSearch: "these are the steps of a search for other objectives"
        case .record: summary.detail ?? "a record could not be kept"
        case .unfinished: "the search is still going, or was killed"
        case nil: ""
        }
    }

    /// A step as it ends, in one line.
    package static func line(
        _ step: CapacityStep, _ plan: CapacityPlan, number: Int
    ) -> String {
        let worst = step.objectives.max { $0.missed / $0.allowed < $1.missed / $1.allowed }
        let share = worst.map {
            "\(QuantityFormat.share($0.missed)) missed '\($0.text)', \(QuantityFormat.share($0.allowed)) may"
        }
        return
            "step \(number), \(purpose(step.purpose)) \(load(step.load, plan.load)): \(verdict(step)); "
            + "\(share ?? "nothing counted"), \(QuantityFormat.count(step.requests)) requests in "
            + "\(QuantityFormat.digits(step.seconds)) s"
    }

    package static func verdict(_ step: CapacityStep) -> String {
        if step.isSaturated, step.verdict == .fails { return "more and more under way" }
        return switch step.verdict {
        case .holds: "holds"
        case .fails: "fails"
        case .edge: step.isFarFromFailing ? "no sign of failing" : "at the edge"
        case .notCounted: "not counted"
        }
    }

    package static func purpose(_ purpose: CapacitySearch.Purpose) -> String {
        switch purpose {
        case .rising: "up to"
        case .falling: "down to"
        case .narrowing: "narrowing at"
        case .confirming: "confirming"
        case .above: "above it,"
        case .repeating: "again"
        }
    }

    /// What else must be known; empty where nothing.
    package static func remarks(_ summary: CapacitySummary) -> [String] {
        var remarks: [String] = []
        if let drift = summary.drift, drift.isFound {
            remarks.append(
                "drift: \(load(drift.load, summary.capacity.load)) had a median TTFT of "
                    + "\(QuantityFormat.latency(milliseconds: drift.beforeMilliseconds)) at the beginning and "
                    + "\(QuantityFormat.latency(milliseconds: drift.afterMilliseconds)) at the end: the server is not "
                    + "the same any more, and the answer is of some time between")
        }
        if let required = summary.capacity.required {
            let verdict =
                switch summary.isBelowRequired {
                case true?: "which it does not hold"
                case false?: "which it holds"
                case nil: "which cannot be told"
                }
            remarks.append("required: \(load(required, summary.capacity.load)), \(verdict)")
        }
        return remarks
    }

    /// What a search may send, before it sends anything.
    package static func announcement(_ summary: CapacitySummary) -> String {
        let plan = summary.capacity
        let target = summary.isEmulated ? "the embedded emulator" : summary.endpoint
        let tokens = plan.maxTokens.map { " and \(QuantityFormat.count($0)) output tokens" } ?? ""
        let kind = plan.load == .rate ? "requests a second" : "streams"
        return (summary.isEmulated ? "EMULATOR. " : "")
            + "Searching for the most \(kind) at which \(plan.objectives.map { "'\($0)'" }.joined(separator: ", ")) "
            + "hold\(plan.objectives.count == 1 ? "s" : ""): at most \(QuantityFormat.count(plan.maxRequests)) requests\(tokens) to \(target) in "
            + "at most \(plan.maxDuration.short), from \(load(plan.start ?? 1, plan.load)) on."
    }
}
