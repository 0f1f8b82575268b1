internal import Analysis
internal import RunModel

/// Why two sides are not to be compared, and what differs between them.
extension SidesWording {
    /// What happened and where, and what to do about it.
    static func sentence(_ hindrance: Hindrance, in comparison: SideComparison) -> String {
        let fact = fact(hindrance, in: comparison)
        return fact.prefix(1).uppercased() + fact.dropFirst() + ". "
            + advice(hindrance, in: comparison)
    }

    /// What happened and where.
    static func fact(_ hindrance: Hindrance, in comparison: SideComparison) -> String {
        let run = run(hindrance)
        switch hindrance.kind {
        case .plan:
            let values = [hindrance.base, hindrance.new].map { clipped($0 ?? "null", 60) }
            return "the plans ask for different work (\(hindrance.key ?? "") \(values[0]) → "
                + "\(values[1]))"
        case .outputTokens:
            return tokens(hindrance, .outputTokens, "answers", "output tokens", comparison)
        case .outputEvents:
            return tokens(hindrance, .outputEvents, "answers", "output events", comparison)
        case .promptTokens:
            return tokens(hindrance, .promptTokens, "prompts", "prompt tokens", comparison)
        case .finishReasons:
            let distance = work(hindrance, .finishReasons, comparison)?.distance
            let points = distance.map {
                " (a share changed by \(QuantityFormat.tick(($0 * 1000).rounded() / 10)) "
                    + "percentage points)"
            }
            return "answers end for other reasons\(points ?? "")\(mode(hindrance, comparison))"
        case .trust:
            let reason = hindrance.check.map {
                ": " + Wording.sentence($0, ending: .completed, isModeNamed: $0.mode != nil)
            }
            return "\(run) cannot be trusted\(reason ?? "")"
        case .failed:
            let failure = failedRun(hindrance, in: comparison)?.failure
            return failedSide(hindrance, in: comparison)
                + (failure.map { ": " + clipped(FailureWording.sentence($0), 400) } ?? "")
        case .ending:
            let reason = hindrance.text.map { ": " + clipped($0, 400) } ?? ""
            return "\(run) did not run to its end\(reason)"
        case .step:
            let reason = hindrance.check.map {
                ": " + Wording.sentence($0, ending: .completed, isModeNamed: $0.mode != nil)
            }
            return "the target changed during \(run)\(reason ?? "")"
        case .coldStart:
            return "only one side began cold: the first round of \(run) is far slower than its "
                + "others"
        case .drift:
            let metric = hindrance.metric.map(name) ?? "the base"
            let change = hindrance.value.map { " by \(ComparisonWording.percent($0))" } ?? ""
            return "the base itself moved: \(metric) changed\(change) from its first block to its "
                + "last\(mode(hindrance, comparison))"
        case .modes:
            return "some runs have streaming answers or non-streaming ones that others have not"
        }
    }

    /// `no request to side B, http://…, succeeded`.
    static func failedSide(_ hindrance: Hindrance, in comparison: SideComparison) -> String {
        guard comparison.unit == .blockPair else {
            return "no request of \(run(hindrance)) succeeded"
        }
        let endpoint = failedRun(hindrance, in: comparison).map { ", \(clipped($0.endpoint))," }
        return "no request to side \(hindrance.run ?? "")\(endpoint ?? "") succeeded"
    }

    private static func failedRun(
        _ hindrance: Hindrance, in comparison: SideComparison
    ) -> SideRun? {
        (hindrance.isOfBase == true ? comparison.base : comparison.new).first {
            $0.name == hindrance.run
        }
    }

    private static func advice(_ hindrance: Hindrance, in comparison: SideComparison) -> String {
        switch hindrance.kind {
        case .plan: "Run both sides with the same plan."
        case .outputTokens, .outputEvents:
            "A longer answer takes longer by itself: fix its length (--max-tokens, --output-tokens) "
                + "and run both sides again."
        case .promptTokens:
            "Use the same prompts and seed on both sides, and see whether the tokenizer changed."
        case .finishReasons:
            "See what ends the answers (finish_reason in requests.csv), and run both sides again."
        case .trust: "Remedy that and run it again."
        case .failed: failureRemedy(hindrance, in: comparison) + "Then run it again."
        case .ending: "Run it again to its end."
        case .step: "Run it again on a target that stays the same."
        case .coldStart: "Warm the target up (--warmup) and run it again."
        case .drift: "Find what else changed meanwhile, or use shorter blocks."
        case .modes:
            "See whether the target still streams, and run both sides with the same --modes."
        }
    }

    private static func failureRemedy(
        _ hindrance: Hindrance, in comparison: SideComparison
    ) -> String {
        guard let failure = failedRun(hindrance, in: comparison)?.failure else { return "" }
        let isOfSideB = comparison.unit == .blockPair && hindrance.isOfBase == false
        return FailureRemedy.sentence(failure, isOfSideB: isOfSideB) + " "
    }

    private static func run(_ hindrance: Hindrance) -> String {
        let side = hindrance.isOfBase.map { $0 ? " (base)" : " (new)" } ?? ""
        return hindrance.run.map { "the run \(clipped($0))\(side)" } ?? "the run" + side
    }

    private static func mode(_ hindrance: Hindrance, _ comparison: SideComparison) -> String {
        guard let mode = hindrance.mode, hasSeveralModes(comparison) else { return "" }
        return ", \(Wording.mode(mode))"
    }

    private static func work(
        _ hindrance: Hindrance, _ subject: WorkComparison.Subject, _ comparison: SideComparison
    ) -> WorkComparison? {
        comparison.work.first { $0.subject == subject && $0.mode == hindrance.mode }
    }

    /// `answers became longer (output tokens 90 → 117)`.
    private static func tokens(
        _ hindrance: Hindrance, _ subject: WorkComparison.Subject, _ plural: String,
        _ quantity: String, _ comparison: SideComparison
    ) -> String {
        let work = work(hindrance, subject, comparison)
        let mode = mode(hindrance, comparison)
        guard let base = work?.base, let new = work?.new, base > 0 else {
            return "\(plural) became of another length\(mode)"
        }
        let means = [base, new].map { QuantityFormat.digits($0) }
        // The mean may stay where the distribution does not.
        let change =
            abs(new / base - 1) < 0.02
            ? "of other lengths around the same mean" : new > base ? "longer" : "shorter"
        return "\(plural) became \(change) (\(quantity) \(means[0]) → \(means[1]))\(mode)"
    }

    // MARK: What differs, and what came with it

    static func name(_ subject: WorkComparison.Subject) -> String {
        switch subject {
        case .outputTokens: "output tokens"
        case .outputEvents: "output events"
        case .promptTokens: "prompt tokens"
        case .finishReasons: "finish reasons"
        }
    }

    /// `output tokens 90.1 → 117 (600 and 600 answers): different`.
    static func sentence(_ work: WorkComparison, in comparison: SideComparison) -> String {
        let mode =
            work.mode == .nonStreaming && hasSeveralModes(comparison)
            ? ", \(Wording.mode(work.mode))" : ""
        let means = [work.base, work.new].compactMap { $0 }.map { QuantityFormat.digits($0) }
        let counts = [work.baseCount, work.newCount].map { QuantityFormat.count($0) }
        return name(work.subject) + mode
            + (means.isEmpty ? "" : " \(means.joined(separator: " → "))")
            + " (\(counts[0]) and \(counts[1]) answers): \(verdict(work))"
    }

    static func verdict(_ work: WorkComparison) -> String {
        work.isDifferent ? "different" : "no difference that matters"
    }

    /// `load.requests 600 → 900`.
    static func sentence(_ difference: PlanDifference) -> String {
        "\(difference.key) \(values(difference.base)) → \(values(difference.new))"
    }

    static func values(_ values: [String]) -> String {
        clipped(values.joined(separator: " or "), 60)
    }

    static func name(_ kind: HintValue.Kind) -> String {
        switch kind {
        case .connect: "time to connect p50"
        case .firstByte: "TTFB p50"
        case .queueing: "wait before sending p50"
        case .tokensPerEvent: "tokens per event"
        case .coldShare: "requests on a new connection"
        case .promptTokens: "prompt tokens"
        case .roundTrip: "round trip p50"
        case .coalesced: "events that shared a read"
        }
    }

    static func value(_ value: Double, of hint: SideHint) -> String {
        hint.unit == .tokens
            ? QuantityFormat.digits(value) : QuantityFormat.quantity(value, hint.unit)
    }

    /// `TTFB p50 12.0 ms → 31.0 ms`.
    static func sentence(_ hint: SideHint, in comparison: SideComparison) -> String {
        let mode =
            hint.mode == .nonStreaming && hasSeveralModes(comparison)
            ? " (\(Wording.mode(hint.mode)))" : ""
        return "\(name(hint.kind))\(mode) \(value(hint.base, of: hint)) → "
            + value(hint.new, of: hint)
    }
}
