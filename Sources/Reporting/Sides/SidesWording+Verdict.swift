internal import Analysis
internal import RunModel

/// What the whole comparison came to, and how.
extension SidesWording {
    private static let mostNamed = 3

    /// The one sentence that stands first everywhere.
    static func headline(_ comparison: SideComparison) -> String {
        let deciding = comparison.deciding
        func sentences(_ word: MetricVerdict.Word) -> [String] {
            deciding.filter { $0.word == word }.map { sentence($0, in: comparison) }
        }
        let lead = lead(comparison.verdict)
        switch comparison.verdict {
        case .regression:
            let worse = sentences(.worse)
            let told = deciding.filter { $0.word == .worse }.compactMap(\.metric.limit)
            let fallen = (comparison.limitChanges ?? [])
                .filter { $0.direction == .fell && !told.contains($0.subject) }
                .map(\.sentence)
            return "\(lead): " + listed(worse + fallen)
        case .noRegression:
            let better = sentences(.better)
            let judged = deciding.count(where: \.isJudged)
            let all = deciding.count
            let among =
                judged < all
                ? "\(judged) of \(all) metrics" : judged == 1 ? "one metric" : "\(all) metrics"
            return lead + " in the \(among) that could be judged"
                + (better.isEmpty ? "" : ". Better: " + listed(better))
        case .cannotTell:
            let open = comparison.openMetrics.map { unsettled($0, comparison) }
            guard open.isEmpty else { return "\(lead): " + listed(open) }
            let judged = deciding.count(where: \.isJudged)
            return "\(lead): only \(judged) of \(deciding.count) metrics have a word; "
                + nothing(comparison)
        case .notComparable:
            guard let first = comparison.hindrances.first else { return lead }
            let rest = comparison.hindrances.count - 1
            // What is said of a failure stands in the list.
            let words =
                first.kind == .failed
                ? failedSide(first, in: comparison) : fact(first, in: comparison)
            return "\(lead): " + words
                + (rest > 0 ? "; and \(Wording.plural(rest, "more reason"))" : "")
        case .nothingJudged: return "\(lead): " + nothing(comparison)
        }
    }

    /// The words of it that are set off where the rest is in another weight.
    static func lead(_ verdict: SideComparison.Verdict) -> String {
        switch verdict {
        case .regression: "Worse"
        case .noRegression: "No regression"
        case .cannotTell: "Could not be told"
        case .notComparable: "Not comparable"
        case .nothingJudged: "Nothing was judged"
        }
    }

    /// A metric without a word: its interval, or why it has none.
    private static func unsettled(_ verdict: MetricVerdict, _ comparison: SideComparison) -> String
    {
        let reason =
            interval(verdict).map { $0 + ChangeFormat(verdict).suffix }
            ?? verdict.lack.map { lack($0, verdict, comparison) }
        return name(verdict, in: comparison) + (reason.map { " (\($0))" } ?? "")
    }

    private static func listed(_ items: [String]) -> String {
        let rest = items.count - mostNamed
        let shown = items.prefix(mostNamed).joined(separator: ", ")
        return rest > 0 ? "\(shown) and \(rest) more" : shown
    }

    private static func nothing(_ comparison: SideComparison) -> String {
        let groups = openGroups(comparison)
        guard !groups.isEmpty else {
            return "neither side has a number by which they could be compared"
        }
        if groups.count == 1, let group = groups.first { return group.reason }
        return groups.map { "\(Wording.plural($0.names.count, "metric")): \($0.reason)" }
            .joined(separator: "; ")
    }

    /// What differs between the limits that were found: all, the first named in the headline too.
    static func limitChanges(_ comparison: SideComparison) -> [String] {
        (comparison.limitChanges ?? []).map(\.sentence)
    }

    // MARK: Census

    /// `judged 7 of 9`, and an entry for each reason for which others were not.
    static func census(_ comparison: SideComparison) -> [String] {
        let census = comparison.census
        guard comparison.verdict != .notComparable else {
            let hasWords = comparison.metrics.contains { $0.word != .notJudged }
            let hint =
                hasWords
                ? "words in brackets decide nothing"
                : comparison.rules.isForced || comparison.hasFailedSide
                    ? nil : "--force shows the numbers"
            return ["judged 0 of \(census.considered): the sides are not comparable"]
                + [hint].compactMap { $0 }
        }
        return ["judged \(census.judged) of \(census.considered)"]
            + openGroups(comparison).map { group in
                "\(group.names.joined(separator: ", ")): \(group.reason)"
            }
    }

    private struct OpenGroup {
        let reason: String
        var names: [String]
    }

    /// What has no word, by the reason, in the order of the table.
    private static func openGroups(_ comparison: SideComparison) -> [OpenGroup] {
        var groups: [OpenGroup] = []
        for verdict in comparison.metrics where !verdict.isJudged {
            let reason =
                switch verdict.word {
                case .cannotTell: "cannot tell"
                case .unfit where verdict.scale == .difference && verdict.inflation == 1:
                    "unfit, too few requests for such a change"
                case .unfit: "unfit, too much spread"
                default: verdict.lack.map { lack($0, verdict, comparison) } ?? "not judged"
                }
            let name = name(verdict, in: comparison)
            if let place = groups.firstIndex(where: { $0.reason == reason }) {
                groups[place].names.append(name)
            } else {
                groups.append(OpenGroup(reason: reason, names: [name]))
            }
        }
        return groups
    }

    // MARK: How it was judged

    static func unit(_ comparison: SideComparison) -> String {
        guard !isOfLimits(comparison) else {
            return
                "Limits are counts with bounds and no samples: what lies outside the other side's "
                + "bounds has changed, in these runs."
        }
        guard !isOfCapacity(comparison) || comparison.unit != .round else {
            return
                "Each search for the capacity has its own interval: what lies outside the other side's has changed."
        }
        switch comparison.unit {
        case .run:
            return "Runs are the unit: each counts as one value, base \(comparison.base.count), "
                + "new \(comparison.new.count)."
        case .pastRun:
            return
                "Runs are the unit: \(Wording.plural(comparison.new.count, "new run")) against the median of "
                + "\(comparison.base.count) past ones, by an interval that holds the spread between runs."
        case .round:
            return "In these runs only: rounds are the unit, as there are fewer than "
                + "\(SideRules.fewestRuns) runs a side; how runs differ among themselves is not "
                + "in it."
        case .blockPair:
            return "In this run only: pairs of blocks, one of each side, are the unit; how runs "
                + "differ among themselves is not in it."
        }
    }

    /// Whether limits are all that is compared.
    static func isOfLimits(_ comparison: SideComparison) -> Bool {
        !comparison.metrics.isEmpty && comparison.metrics.allSatisfy(\.metric.isOfLimits)
    }

    /// Whether capacities are all that is compared.
    static func isOfCapacity(_ comparison: SideComparison) -> Bool {
        !comparison.metrics.isEmpty && comparison.metrics.allSatisfy { $0.metric == .capacity }
    }

    /// From when on a change matters, and the metrics for which that is another one.
    static func smallestEffect(_ comparison: SideComparison) -> String {
        if isOfLimits(comparison), comparison.metrics.allSatisfy({ ($0.bandAbove ?? 0) == 0 }) {
            return "Any change of a limit matters."
        }
        let general = QuantityFormat.tick(comparison.rules.smallestEffect * 100) + " %"
        var others: [(band: String, names: [String])] = []
        for verdict in comparison.metrics {
            guard let band = band(verdict), band != general else { continue }
            let name = name(verdict, in: comparison)
            if let place = others.firstIndex(where: { $0.band == band }) {
                others[place].names.append(name)
            } else {
                others.append((band, [name]))
            }
        }
        return "A change matters from \(general) on"
            + others.map { "; \($0.names.joined(separator: ", ")): from \($0.band) on" }.joined()
            + "."
    }

    /// How the chance of a wrong word is kept; nil where there is no interval.
    static func correction(_ comparison: SideComparison) -> String? {
        let count = comparison.correctedMetrics
        guard count > 0 else { return nil }
        let level = QuantityFormat.tick(comparison.rules.level * 100)
        let confidence = QuantityFormat.tick((comparison.confidence * 10_000).rounded() / 100)
        let share = count == 1 ? "" : ", divided among \(count) metrics (Bonferroni)"
        return
            "Intervals hold with \(confidence) % each: the chance of calling anything worse that "
            + "is not is at most \(level) %\(share)."
    }

    static func method(_ comparison: SideComparison) -> [String] {
        [
            unit(comparison), smallestEffect(comparison), correction(comparison),
            without(comparison),
            comparison.isSameAddress == true
                ? "Both sides are one address, so every difference found is a false alarm." : nil,
        ].compactMap { $0 }
    }

    /// What the two sides of a comparison with a class and without it are; nil of any other.
    static func without(_ comparison: SideComparison) -> String? {
        comparison.without.map { name in
            let who =
                name == RequestClassPlan.leavers
                ? "those who leave" : "the requests of class \(name)"
            let new =
                name == RequestClassPlan.leavers
                ? "on side B they stay" : "side B is sent all but these"
            return
                "What \(who) do to the others: \(new), and the numbers of both sides are of the others. "
                + "What is better on side B is what they cost the others, and what is worse there what they spare them."
        }
    }

    // MARK: Sides

    /// `10 rounds, http://…, model`.
    static func facts(_ run: SideRun, in comparison: SideComparison) -> [String] {
        [
            run.rounds > 0 ? Wording.plural(run.rounds, "round") : "", clipped(run.endpoint),
            clipped(plain(run.model)),
            verdict(run, in: comparison).flatMap { $0.trust == .trustworthy ? nil : $0.words }
                ?? "",
        ].filter { !$0.isEmpty && $0 != "null" }
    }

    /// Whether a run's numbers can be trusted; nil where the other side of the same run failed, which says nothing
    /// of this one.
    static func verdict(
        _ run: SideRun, in comparison: SideComparison
    ) -> (trust: Verdict, words: String)? {
        if run.failure != nil { return (.notTrustworthy, "no request succeeded") }
        if comparison.unit == .blockPair, comparison.hasFailedSide { return nil }
        return (run.trust, Wording.verdict(run.trust))
    }

    /// A JSON string without its quotation marks.
    static func plain(_ json: String) -> String {
        json.count > 1 && json.hasPrefix("\"") && json.hasSuffix("\"")
            ? String(json.dropFirst().dropLast()) : json
    }

    /// Long values of a plan, such as prompts, are cut.
    static func clipped(_ text: String, _ most: Int = 80) -> String {
        text.count > most ? text.prefix(most - 1) + "…" : text
    }
}

extension JudgedMetric {
    /// The limit that it counts; nil where it counts none.
    fileprivate var limit: LimitFinding.Subject? {
        switch self {
        case .streamCeiling: .concurrentStreams
        case .windowRequests: .requestsInWindow
        default: nil
        }
    }
}
