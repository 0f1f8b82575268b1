internal import Analysis
internal import RunModel

/// The words for how metrics went from run to run: one wording for terminal and page.
enum TrendWording {
    // MARK: Names

    /// With its mode where there are several.
    static func name(_ metric: MetricTrend, in trend: HistoryTrend) -> String {
        let isNamed =
            metric.mode == .nonStreaming && Set(trend.metrics.map(\.mode)).count > 1
        return SidesWording.name(metric.metric) + (isNamed ? " (\(Wording.mode(metric.mode)))" : "")
    }

    static func kind(_ kind: PastRun.Kind) -> String {
        switch kind {
        case .run: "run"
        case .ab: "side B of ab"
        case .limits: "limits run"
        case .capacity: "capacity"
        case .imported: "imported"
        }
    }

    static func word(_ word: TrendWord) -> String {
        switch word {
        case .worse: "worse"
        case .better: "better"
        case .small: "too small to matter"
        }
    }

    /// `✗ +12.3 %`; a metric that only advises has brackets in place of the sign.
    static func signed(_ change: String, _ word: TrendWord, _ metric: MetricTrend) -> String {
        guard !metric.isAdvisory else { return "(\(change))" }
        return switch word {
        case .worse: "✗ \(change)"
        case .better: "✓ \(change)"
        case .small: "= \(change)"
        }
    }

    static func value(_ value: Double?, _ metric: MetricTrend) -> String {
        SidesWording.value(value, metric.verdict)
    }

    /// `228 ms to 234 ms`; nil where the rounds say nothing.
    static func interval(_ point: MetricTrend.Point, _ metric: MetricTrend) -> String? {
        guard let low = point.low, let high = point.high else { return nil }
        return "\(value(low, metric)) to \(value(high, metric))"
    }

    // MARK: Places

    /// `a1b2c3d4e..d4e5f6a7b`: the commits of which one brought the change, with 95 % confidence; as git takes it.
    static func commits(_ change: TrendChange) -> String {
        guard let before = change.before.shortCommit, let after = change.after.shortCommit else {
            return "runs \(HistoryTable.short(change.before.id)) to "
                + HistoryTable.short(change.after.id)
        }
        let (first, last) = (clipped(before, 9), clipped(after, 9))
        return isWithinCommit(change) ? "within \(last)" : "\(first)..\(last)"
    }

    /// The same within a sentence.
    static func place(_ change: TrendChange) -> String {
        let commits = commits(change)
        return commits.hasPrefix("within") || commits.hasPrefix("runs") ? commits : "in \(commits)"
    }

    /// Whether the same commit was measured before and after, so that no commit can have brought it.
    static func isWithinCommit(_ change: TrendChange) -> Bool {
        change.before.commit != nil && change.before.commit == change.after.commit
    }

    /// `23 runs ago`, of runs that count.
    static func age(_ place: TrendPlace, in trend: HistoryTrend) -> String {
        let later = trend.runs.indices.count { $0 >= place.run && trend.runs[$0].leftOut == nil }
        return later <= 1 ? "with the last run" : "\(QuantityFormat.count(later)) runs ago"
    }

    /// What became of a change since; nil where it stands and nobody said anything of it.
    static func fate(_ change: TrendChange) -> String? {
        if !change.stands, change.word != .small { return "gone again" }
        return change.blessed == nil ? nil : "blessed"
    }

    /// Runs that were blessed and why, the latest first.
    static func blessings(_ trend: HistoryTrend) -> [String] {
        trend.runs.filter { $0.blessing != nil }.reversed().map { run in
            let reason = clipped(run.blessing ?? "", 120)
            return HistoryTable.short(run.id) + ", " + RunTime(run.started).day
                + (reason.isEmpty ? "" : ": \(reason)")
        }
    }

    /// What else is another one since; nil for nothing.
    static func differences(_ change: TrendChange) -> String? {
        guard !change.differences.isEmpty else { return nil }
        let shown = change.differences.prefix(4).map { difference in
            "\(clipped(difference.key, 40)) \(SidesWording.values(difference.base)) → "
                + SidesWording.values(difference.new)
        }
        let rest = change.differences.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    // MARK: Sentences

    /// `TTFT p50 rose by 12.3 % (10.1 to 14.6 %)`.
    static func sentence(
        _ change: TrendChange, _ metric: MetricTrend, in trend: HistoryTrend
    ) -> String {
        SidesWording.sentence(metric.verdict(change), named: name(metric, in: trend))
    }

    /// `TTFT p50 rose bit by bit, by 8.1 % over 40 runs`.
    static func sentence(
        _ creep: TrendCreep, _ metric: MetricTrend, in trend: HistoryTrend
    ) -> String {
        let format = ChangeFormat(metric.verdict(creep))
        return "\(name(metric, in: trend)) \(creep.effect < 0 ? "fell" : "rose") bit by bit, by "
            + "\(format.size(creep.effect))\(format.words) over "
            + Wording.plural(creep.runs, "run")
    }

    /// The one sentence that stands first everywhere, without a full stop.
    static func headline(_ trend: HistoryTrend) -> String {
        let worse = trend.worse.compactMap { metric in
            metric.standing.map {
                sentence($0, metric, in: trend) + " \(place($0)), \(age($0.first, in: trend))"
            }
        }
        let creeping = trend.creeping.compactMap { metric in
            metric.creep.map { sentence($0, metric, in: trend) }
        }
        let searched = trend.metrics.filter { !$0.isAdvisory && $0.lack == nil }
        if !worse.isEmpty { return "\(lead(trend)): " + listed(worse) }
        if !creeping.isEmpty { return "\(lead(trend)): " + listed(creeping) }
        guard !searched.isEmpty else {
            return
                "\(lead(trend)): \(Wording.plural(trend.countedRuns, "run")) that count; a change "
                + "takes six or more to be seen"
        }
        return "\(lead(trend)) in \(Wording.plural(searched.count, "metric")) over "
            + Wording.plural(trend.countedRuns, "run")
    }

    /// The words of it that are set off.
    static func lead(_ trend: HistoryTrend) -> String {
        if !trend.worse.isEmpty { return "Worse than before" }
        if !trend.creeping.isEmpty { return "Getting worse" }
        let isSearched = trend.metrics.contains { !$0.isAdvisory && $0.lack == nil }
        return isSearched ? "Nothing is worse" : "Too few runs to tell"
    }

    private static let mostNamed = 3

    private static func listed(_ items: [String]) -> String {
        let rest = items.count - mostNamed
        let shown = items.prefix(mostNamed).joined(separator: "; ")
        return rest > 0 ? "\(shown); and \(rest) more" : shown
    }

    /// Cut by scalars too: a letter may carry thousands of marks.
    static func clipped(_ text: String, _ most: Int = 80) -> String {
        let scalars = String(String.UnicodeScalarView(text.unicodeScalars.prefix(2 * most)))
        return SidesWording.clipped(scalars, most)
    }
}
