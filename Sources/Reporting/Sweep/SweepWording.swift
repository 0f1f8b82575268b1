internal import Analysis
internal import RunModel

/// The words of a sweep, for the terminal and for the page.
enum SweepWording {
    /// `8 streams`, `2.5 requests/s`.
    static func load(_ load: SweepLoad) -> String { self.load(load.value, load.kind) }

    static func load(_ value: Double, _ kind: SweepLoad.Kind) -> String {
        switch kind {
        case .concurrency: Wording.plural(Int(value), "stream")
        case .rate: QuantityFormat.tick(value) + " requests/s"
        }
    }

    /// What the column of loads is called.
    static func column(_ kind: SweepLoad.Kind) -> String {
        kind == .concurrency ? "streams" : "offered/s"
    }

    /// `closed loop, 1 to 16 streams in 5 steps, 2 passes`.
    static func extent(_ plan: SweepPlan) -> String {
        let values = plan.loads.values
        let loop = plan.loads.kind == .concurrency ? "closed loop" : "open loop"
        let first = values.first.map { QuantityFormat.tick($0) } ?? ""
        let range =
            values.count > 1
            ? "\(first) to \(load(values[values.count - 1], plan.loads.kind)) in \(values.count) steps"
            : load(values.first ?? 0, plan.loads.kind)
        return "\(loop), \(range), " + passes(plan.passes)
    }

    static func passes(_ count: Int) -> String { count == 1 ? "1 pass" : "\(count) passes" }

    // MARK: What it came to

    /// The knee in a sentence, or why there is none.
    static func knee(_ summary: SweepSummary) -> String {
        guard let knee = summary.knee else {
            switch summary.kneeAbsence {
            case .tooFewLoads, nil:
                return "it takes three loads that the target answered as asked"
            case .tooShort:
                return
                    "the steps are too short for rates; give them more --requests or --duration"
            }
        }
        let kind = knee.load.kind
        let bounds: String
        switch (knee.low, knee.high) {
        case (let low?, let high?):
            bounds = "95 %: \(QuantityFormat.tick(low)) to \(load(high, kind))"
        case (nil, let high?):
            bounds = "95 %: at most \(load(high, kind)), and it may lie below the least load"
        case (let low?, nil):
            bounds = "95 %: from \(load(low, kind)) on, and it may lie beyond the greatest load"
        case (nil, nil): bounds = "95 %: it may be any of the loads"
        }
        return "\(load(knee.load)) (\(bounds)), where "
            + QuantityFormat.quantity(knee.served, .requestsPerSecond) + " are served"
    }

    /// The scalability law in a sentence, or why there is none.
    static func scalability(_ summary: SweepSummary) -> String {
        guard let law = summary.scalability else {
            switch summary.scalabilityAbsence {
            case .tooFewLoads, nil:
                return "not fitted: it takes five loads that the target bore"
            case .tooShort: return "not fitted: the steps are too short for rates"
            case .poorFit: return "not fitted: the points lie too far from any such curve"
            }
        }
        let parts = [
            "λ \(number(law.lambda)) requests/s of one in flight", "σ \(number(law.sigma))",
            "κ \(number(law.kappa))",
        ]
        return parts.joined(separator: ", ") + "; " + peak(law)
            + "; the points lie \(QuantityFormat.share(law.misfit)) from it"
    }

    private static func peak(_ law: SweepScalability) -> String {
        guard let peak = law.peak.value, let served = law.peakServed.value else {
            return "no greatest throughput is in sight"
        }
        return "most would be \(QuantityFormat.quantity(served, .requestsPerSecond)) with "
            + "\(QuantityFormat.digits(peak)) in flight"
            + (law.peak.low.map { low in
                law.peak.high.map {
                    ", 95 %: \(QuantityFormat.digits(low)) to \(QuantityFormat.digits($0))"
                }
                    ?? ", 95 %: from \(QuantityFormat.digits(low)) on"
            } ?? "")
    }

    /// `0.35 (0.31–0.39)`.
    static func number(_ number: SweepNumber) -> String {
        guard let value = number.value else { return "—" }
        guard let low = number.low, let high = number.high else {
            return QuantityFormat.digits(value)
        }
        return
            "\(QuantityFormat.digits(value)) (\(QuantityFormat.digits(low))–\(QuantityFormat.digits(high)))"
    }

    // MARK: The steps

    /// A word or two of how far a load's numbers can be trusted.
    static func trust(_ point: SweepPoint) -> String {
        switch point.trust.limitedBy {
        case .client?: return "client-limited"
        case .plan?: return "plan-limited"
        case .network?, .server?, .serverOrNetwork?, nil: break
        }
        if point.isFailing { return "failing" }
        if point.isSaturated { return "saturated" }
        if point.isUnsettled { return "not settled" }
        if !point.disagreements.isEmpty { return "passes differ" }
        return Wording.verdict(point.trust.verdict)
    }

    /// What a reader of the numbers must know, a sentence each.
    static func remarks(_ summary: SweepSummary) -> [String] {
        summary.points.flatMap(remarks) + [skipped(summary.record)].compactMap { $0 }
    }

    static func remarks(_ point: SweepPoint) -> [String] {
        let name = load(point.load)
        var found: [String] = []
        if point.trust.limitedBy == .client {
            found.append(
                "\(name): this client could not keep up, so these numbers are its own and not the target's"
            )
        }
        if point.trust.limitedBy == .plan {
            found.append(
                "\(name): starts were held back, so the load was less: limits of the plan, or parts that did not send together"
            )
        }
        if point.isFailing { found.append("\(name): more failed than --max-failures allows") }
        if point.isSaturated {
            found.append(
                "\(name): more was offered than the target serves; what was in flight grew, and latencies tell how "
                    + "long the step was")
        }
        if point.isUnsettled {
            found.append("\(name): not settled when it was measured; a longer warm-up may help")
        }
        return found + point.disagreements.map { "\(name): " + disagreement($0) }
    }

    private static func disagreement(_ found: PassDisagreement) -> String {
        let (name, unit): (String, SummaryUnit) =
            switch found.quantity {
            case .timeToFirstToken: ("TTFT", .milliseconds)
            case .endToEnd: ("E2E", .milliseconds)
            case .served: ("throughput", .requestsPerSecond)
            }
        return
            "the passes differ: \(name) \(QuantityFormat.quantity(found.first, unit)) in the first, "
            + "\(QuantityFormat.quantity(found.other, unit)) in pass \(found.otherPass)"
    }

    private static func skipped(_ record: SweepRecord) -> String? {
        let loads = Set(record.missing.filter(record.isBeyond).map(\.load)).sorted()
        guard !loads.isEmpty, let least = record.leastTooMuch else { return nil }
        let never = loads.filter { load in !record.counted.contains { $0.load == load } }
        let shown = (never.isEmpty ? loads : never).map { QuantityFormat.tick($0.value) }
        return
            "skipped: \(shown.joined(separator: ", ")), beyond \(load(least)), which was more than the target bears"
            + "; --all measures them"
    }

    /// How it ended, where that is worth a word. `folder` is what --resume takes.
    static func ending(_ record: SweepRecord, folder: String) -> String? {
        let left = record.missing.filter { !record.isBeyond($0) }.count
        let measured =
            "\(record.plan.places.count - record.missing.count) of \(record.plan.places.count) steps"
        let resume =
            "'streamgauge sweep --resume \(folder)' measures the \(left == 1 ? "one" : "\(left)") left"
        switch record.ending {
        case .completed: return nil
        case .interrupted: return "interrupted after \(measured); \(resume)"
        case .unfinished: return "not ended, \(measured) so far; \(resume)"
        case .targetFailed:
            return
                "the target gave no answer to a whole step, which ended the sweep after \(measured); \(resume)"
        case .pauseTooLong:
            return
                "the server asked to be left alone for longer than --max-pause, after \(measured); \(resume)"
        case .recordFailed: return "the record could not be written, after \(measured)"
        }
    }
}
