internal import Analysis
internal import RunModel

/// The words for one side against another: one wording for terminal, page, Markdown and JUnit.
enum SidesWording {
    // MARK: Names

    static func name(_ metric: JudgedMetric) -> String {
        switch metric {
        case .firstTokenP50: "TTFT p50"
        case .firstTokenP90: "TTFT p90"
        case .firstTokenP99: "TTFT p99"
        case .perOutputTokenP50: "TPOT p50"
        case .interChunkP50: "ICL p50"
        case .interChunkP99: "ICL p99"
        case .stalls: "stalls per stream"
        case .endToEndP50: "E2E p50"
        case .endToEndPerToken: "E2E per token"
        case .tokenThroughput: "tokens/s"
        case .requestThroughput: "requests/s"
        case .failures: "failed requests"
        case .goodput: "goodput"
        case .streamCeiling: "streams at a time"
        case .windowRequests: "requests in a window"
        case .capacity: "capacity"
        }
    }

    /// With its mode where streaming does not go without saying.
    static func name(_ verdict: MetricVerdict, in comparison: SideComparison) -> String {
        let isNamed = verdict.mode == .nonStreaming && hasSeveralModes(comparison)
        return name(verdict.metric) + (isNamed ? " (\(Wording.mode(verdict.mode)))" : "")
    }

    static func hasSeveralModes(_ comparison: SideComparison) -> Bool {
        Set(comparison.metrics.map(\.mode)).count > 1
    }

    static func word(_ word: MetricVerdict.Word) -> String {
        switch word {
        case .worse: "worse"
        case .better: "better"
        case .same: "same"
        case .usual: "as usual"
        case .cannotTell: "cannot tell"
        case .unfit: "unfit"
        case .notJudged: "not judged"
        }
    }

    /// The word behind a sign, for who sees no colour; in brackets where it decides nothing.
    static func signed(_ verdict: MetricVerdict, in comparison: SideComparison) -> String {
        let sign =
            switch verdict.word {
            case .worse: "✗"
            case .better: "✓"
            case .same, .usual: "="
            case .cannotTell, .unfit: "?"
            case .notJudged: "·"
            }
        let word = word(verdict.word)
        return verdict.isJudged && !decides(verdict, in: comparison)
            ? "(\(word))" : "\(sign) \(word)"
    }

    /// Whether the word counts: a tail may only advise, and between sides that did not do the same work no
    /// word means anything.
    static func decides(_ verdict: MetricVerdict, in comparison: SideComparison) -> Bool {
        !verdict.isAdvisory && comparison.hindrances.isEmpty
            && comparison.verdict != .notComparable
    }

    static func verdict(_ verdict: SideComparison.Verdict) -> String {
        switch verdict {
        case .noRegression: "no regression"
        case .regression: "regression"
        case .cannotTell: "cannot tell"
        case .notComparable: "not comparable"
        case .nothingJudged: "nothing judged"
        }
    }

    // MARK: Numbers

    /// A side's mean, in its unit where the metric's name does not hold it.
    static func value(_ value: Double?, _ verdict: MetricVerdict) -> String {
        guard let value else { return "—" }
        if verdict.metric.isOfLimits { return QuantityFormat.tick((value * 10).rounded() / 10) }
        switch verdict.unit {
        case .milliseconds, .share: return QuantityFormat.quantity(value, verdict.unit)
        default: return QuantityFormat.digits(value)
        }
    }

    /// `+10.2 %`; nil where nothing is known.
    static func change(_ verdict: MetricVerdict) -> String? {
        let format = ChangeFormat(verdict)
        return verdict.effect.map { format.signed($0) + format.suffix }
    }

    /// `+8.1 to +12.4`, whose unit stands beside the change.
    static func interval(_ verdict: MetricVerdict) -> String? {
        guard let low = verdict.low, let high = verdict.high else { return nil }
        let format = ChangeFormat(verdict)
        return "\(format.signed(low)) to \(format.signed(high))"
    }

    /// `5 %`, `1 percentage point`, `0.05`.
    static func band(_ verdict: MetricVerdict) -> String? {
        verdict.bandAbove.map { amount($0, ChangeFormat(verdict)) }
    }

    static func amount(_ value: Double, _ format: ChangeFormat) -> String {
        let text = format.limit(value)
        return text + (text == "1" && format.unit == .points ? " percentage point" : format.words)
    }

    /// Whether a table has changes in `pp`, which is to be explained.
    static func usesPoints(_ comparison: SideComparison) -> Bool {
        comparison.metrics.contains { $0.effect != nil && ChangeFormat($0).unit == .points }
    }

    // MARK: Sentences of a metric

    /// `TTFT p50 rose by 10.2 % (8.1 to 12.4 %)`; the direction is said only where the whole interval has
    /// one.
    static func sentence(_ verdict: MetricVerdict, in comparison: SideComparison) -> String {
        sentence(verdict, named: name(verdict, in: comparison))
    }

    static func sentence(_ verdict: MetricVerdict, named name: String) -> String {
        guard let effect = verdict.effect, let low = verdict.low, let high = verdict.high else {
            return name
        }
        if verdict.metric.isOfLimits {
            let ends = "\(value(verdict.base, verdict)) → \(value(verdict.new, verdict))"
            return "\(name) \(effect < 0 ? "fell" : effect > 0 ? "rose" : "stayed") (\(ends))"
        }
        let format = ChangeFormat(verdict)
        guard low > 0 || high < 0 else {
            return "\(name) changed by \(format.signed(effect))\(format.words) "
                + "(\(format.signed(low)) to \(format.signed(high))\(format.suffix))"
        }
        let ends = [low, high].sorted { abs($0) < abs($1) }.map(format.size)
        return "\(name) \(effect < 0 ? "fell" : "rose") by \(format.size(effect))\(format.words) "
            + "(\(ends[0]) to \(ends[1])\(format.suffix))"
    }

    /// What it would take where nothing could be told, or why nothing was judged; nil where there is a word
    /// that decides.
    static func remark(_ verdict: MetricVerdict, in comparison: SideComparison) -> String? {
        switch verdict.word {
        case .usual:
            return verdict.detectable.map {
                "no farther off than its runs are from each other; changes over "
                    + "\(amount($0, ChangeFormat(verdict))) would have shown"
            }
        case .cannotTell where comparison.unit == .pastRun:
            return "it looks worse, but not by more than its runs differ at this level; run again"
        case .unfit where comparison.unit == .pastRun:
            let format = ChangeFormat(verdict)
            return
                (verdict.scale == .difference
                ? "by so few requests only changes " : "its runs differ so much that only changes ")
                + (verdict.detectable.map { "over \(amount($0, format))" } ?? "far larger")
                + " would show"
        case .worse, .better, .same:
            return verdict.isAdvisory
                ? "decides nothing: this tail is known too roughly"
                : moved(verdict)
        case .cannotTell:
            let seen = verdict.detectable.map {
                "changes over \(amount($0, ChangeFormat(verdict))) can be seen, but "
            }
            return (seen ?? "") + "its interval reaches over the edge of what matters"
                + (band(verdict).map { " (\($0))" } ?? "") + "; " + need(verdict, comparison)
        case .unfit:
            let format = ChangeFormat(verdict)
            let least = verdict.detectable.map { "over \(amount($0, format))" }
            return "only changes \(least ?? "far larger") can be seen"
                + (band(verdict).map { ", where \($0) matters" } ?? "") + "; "
                + need(verdict, comparison)
        case .notJudged:
            return verdict.lack.map { lack($0, verdict, comparison) } ?? "not judged"
        }
    }

    /// What a base that moved by itself has to do with the interval.
    private static func moved(_ verdict: MetricVerdict) -> String? {
        guard verdict.isDriftSure, let drift = verdict.drift else { return nil }
        let format = ChangeFormat(verdict)
        return
            "the base itself moved by \(format.signed(drift))\(format.words) from its first block to its "
            + "last; the part of it within a pair is in the interval"
    }

    private static func need(_ verdict: MetricVerdict, _ comparison: SideComparison) -> String {
        if verdict.metric.isOfLimits { return "a longer limits run may tell" }
        let noun = values(comparison.unit)
        guard let needed = verdict.needed else {
            return "no number of \(noun) that is worth running would tell"
        }
        let side = comparison.unit == .blockPair ? "" : " a side"
        return "about \(QuantityFormat.count(needed)) \(noun)\(side) would tell"
    }

    /// What is taken as one independent value, in the plural.
    static func values(_ unit: SideComparison.Unit) -> String {
        switch unit {
        case .run, .pastRun: "runs"
        case .round: "rounds"
        case .blockPair: "pairs of blocks"
        }
    }

    static func lack(
        _ lack: MetricVerdict.Lack, _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> String {
        switch lack {
        case .tooFew where verdict.metric == .endToEndPerToken:
            return "a round has too few answers with token counts"
        case .tooFew: return "a round has too few requests for this percentile"
        case .infinite: return "so many requests failed that this percentile is one of them"
        case .noUsage: return "the server counts no tokens"
        case .tooShort: return "its rounds are too short for a rate"
        case .absent: return "one side has no such number"
        case .hindered: return "the sides are not comparable"
        case .tooFewRounds:
            let fewest =
                switch comparison.unit {
                case .run: SideRules.fewestRuns
                case .pastRun: SideRules.fewestPastRuns
                default: SideRules.fewestRounds
                }
            let counts = counts(verdict, comparison)
            let found =
                comparison.unit == .blockPair
                ? "\(min(counts.base, counts.new))" : "base \(counts.base), new \(counts.new)"
            return "too few \(values(comparison.unit)) (\(found); it takes \(fewest))"
        }
    }

    /// How many independent values each side has: where runs are the unit, a run's rounds are one.
    static func counts(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> (base: Int, new: Int) {
        func count(_ points: [MetricVerdict.Point]) -> Int {
            comparison.unit.isOfRuns ? Set(points.map(\.run)).count : points.count
        }
        return (count(verdict.basePoints), count(verdict.newPoints))
    }
}
