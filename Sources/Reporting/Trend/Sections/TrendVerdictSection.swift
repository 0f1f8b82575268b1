internal import Analysis
internal import RunModel

/// What is worse now, and what the page is about.
enum TrendVerdictSection {
    static func section(_ trend: HistoryTrend) -> PageSection {
        let headline = TrendWording.headline(trend)
        let lead = TrendWording.lead(trend)
        return PageSection(
            "verdict", "Did it get slower over time?",
            [
                PageBlock(verdicts: [
                    VerdictBox(
                        style: style(trend),
                        question: .strong(lead) + Markup(String(headline.dropFirst(lead.count))),
                        answer: "", reasons: reasons(trend).map { Markup($0) })
                ]),
                .facts(facts(trend)),
            ])
    }

    private static func style(_ trend: HistoryTrend) -> String {
        if !trend.worse.isEmpty { return "not_trustworthy" }
        let isSearched = trend.metrics.contains { !$0.isAdvisory && $0.lack == nil }
        return trend.creeping.isEmpty && isSearched ? "trustworthy" : "with_care"
    }

    /// What else the first sentence does not say.
    private static func reasons(_ trend: HistoryTrend) -> [String] {
        let creeping =
            trend.worse.isEmpty
            ? []
            : trend.creeping.compactMap { metric in
                metric.creep.map { TrendWording.sentence($0, metric, in: trend) }
            }
        let advice = trend.metrics.compactMap { metric -> String? in
            guard metric.isAdvisory, let change = metric.standing else { return nil }
            return TrendWording.sentence(change, metric, in: trend)
                + ", which only advises: a tail moves by itself"
        }
        let better = trend.metrics.compactMap { metric -> String? in
            guard !metric.isAdvisory, let last = metric.changes.last, last.word == .better,
                last.stands
            else { return nil }
            return "Better: " + TrendWording.sentence(last, metric, in: trend) + " "
                + TrendWording.place(last)
        }
        return creeping + advice + better.prefix(4)
    }

    private static func facts(_ trend: HistoryTrend) -> [Fact] {
        let left = TrendWording.census(trend)
        return [
            Fact("series", TrendWording.clipped(trend.series ?? "")),
            Fact("branch", TrendWording.clipped(trend.branch ?? "")),
            Fact("kind", trend.kind == .run ? "" : trend.kind.map(TrendWording.kind) ?? ""),
            Fact("runs", TrendWording.extent(trend)),
            Fact("left out", left.joined(separator: "; ")),
            Fact("blessed", TrendWording.blessings(trend).first ?? ""),
            Fact("older", trend.olderRuns > 0 ? Wording.plural(trend.olderRuns, "run") : ""),
            Fact(
                "unreadable",
                trend.skippedFiles > 0 ? Wording.plural(trend.skippedFiles, "file") : ""),
            Fact(
                "matters from",
                QuantityFormat.tick(trend.rules.smallestEffect * 100) + " % on"),
            Fact("also in the history", TrendWording.others(trend) ?? ""),
        ].filter { !$0.value.isEmpty }
    }
}
