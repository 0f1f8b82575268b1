internal import Analysis
internal import RunModel

/// The numbers and charts of one mode on the page.
struct ModeSection {
    let name: String
    let caveat: String
    let headlines: [ReportPage.Fact]
    let latencies: PercentileTable
    let others: PercentileTable
    let charts: [Chart]
    let outcomes: [OutcomeLine]
    let rounds: RoundTable
    let counts: [ReportPage.Fact]

    struct Chart {
        let svg: String
        let caption: String
    }

    struct OutcomeLine {
        let outcome: String
        let style: String
        let count: String
        let share: String
        let statuses: String
        let message: String
    }

    init(_ summary: RunSummary, mode: ResponseMode) {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        name = Wording.mode(mode)
        caveat = isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        headlines = Self.headlines(summary, mode, isOpenLoop: isOpenLoop)
        latencies = PercentileTable(
            summary, mode,
            [
                .timeToFirstTokenScheduled, .timeToFirstToken, .timeToFirstAnswer, .firstGap,
                .interChunkLatency, .interTokenLatency, .maxGap, .timePerOutputToken,
                .endToEndScheduled, .endToEnd,
            ].map { MetricName($0) })
        others = PercentileTable(
            summary, mode,
            [
                .outputSpeed, .endToEndSpeed, .smoothBuffer, MetricName(Metric.timeToFirstByte),
                MetricName(.close), MetricName(Metric.connect), MetricName(.readDelay), .startLag,
                MetricName(.scheduleLag), MetricName(.stampError), MetricName(.requestDelivery),
            ])
        charts = ChartList(summary: summary, mode: mode).charts()
        outcomes = Self.outcomes(summary, mode)
        rounds = RoundTable(summary, mode)
        counts = CountFacts(summary: summary, mode: mode).facts()
    }

    private static func headlines(
        _ summary: RunSummary, _ mode: ResponseMode, isOpenLoop: Bool
    ) -> [ReportPage.Fact] {
        let first = isOpenLoop ? Metric.timeToFirstTokenScheduled : .timeToFirstToken
        let gaps: [(MetricName, Statistic)] =
            mode == .streaming
            ? [(MetricName(.interChunkLatency), .p50), (MetricName(.maxGap), .p99)]
            : [(MetricName(.endToEnd), .p50), (MetricName(.endToEnd), .p99)]
        let wanted: [(MetricName, Statistic)] =
            [(MetricName(first), .p50), (MetricName(first), .p99)] + gaps + [
                (.tokenThroughput, .rate), (.requestThroughput, .rate), (.failures, .share),
            ]
        return wanted.compactMap { metric, statistic in
            guard let row = summary.row(metric, mode, statistic) else { return nil }
            let label =
                statistic.quantile == nil
                ? Wording.headline(metric) : "\(Wording.name(metric)) \(statistic.rawValue)"
            return ReportPage.Fact(
                name: label,
                value: row.value.map { Self.value($0, row.unit) } ?? "—",
                detail: row.value == nil ? Wording.absence(row) : QuantityFormat.interval(row) ?? ""
            )
        }
    }

    /// A rate stands without its unit, which its label names: large letters have little room.
    private static func value(_ value: Double, _ unit: SummaryUnit) -> String {
        switch unit {
        case .tokensPerSecond, .requestsPerSecond: QuantityFormat.digits(value)
        default: QuantityFormat.quantity(value, unit)
        }
    }

    private static func outcomes(_ summary: RunSummary, _ mode: ResponseMode) -> [OutcomeLine] {
        summary.outcomes.filter { $0.mode == mode }.map { entry in
            let share = summary.row(MetricName(entry.outcome), mode, .share)?.value ?? 0
            return OutcomeLine(
                outcome: entry.outcome.rawValue,
                style: entry.outcome.isFailure ? "failure" : "",
                count: QuantityFormat.count(entry.count), share: QuantityFormat.share(share),
                statuses: entry.statuses.map(String.init).joined(separator: ", "),
                message: TerminalText.harmless(entry.firstMessage ?? ""))
        }
    }
}

/// The charts of one mode, each with what it says in words.
private struct ChartList {
    let summary: RunSummary
    let mode: ResponseMode

    func charts() -> [ModeSection.Chart] {
        let distributions = summary.distributions.filter { $0.mode == mode }.map(distribution)
        let hasGaps = summary.timelines.contains { $0.mode == mode && $0.source == .chunks }
        let timelines = summary.timelines.filter {
            // Every gap over time shows the longest ones too.
            $0.mode == mode && !(hasGaps && $0.metric == MetricName(.maxGap))
        }.map(timeline)
        return (distributions + timelines).filter { !$0.svg.isEmpty }
    }

    private func distribution(_ data: BinnedDistribution) -> ModeSection.Chart {
        let name = Wording.name(data.metric)
        let isOfGaps = data.metric == MetricName(.interChunkLatency)
        let chart = DistributionChart(
            distribution: data, median: summary.row(data.metric, mode, .p50)?.value,
            tail: summary.row(data.metric, mode, .p99)?.value)
        return ModeSection.Chart(
            svg: chart.svg(
                name: "\(mode.rawValue)-\(data.metric.rawValue)-distribution",
                title: "Distribution of \(name)", noun: isOfGaps ? "gaps" : "requests"),
            caption: "Distribution of \(name)")
    }

    private func timeline(_ data: Timeline) -> ModeSection.Chart {
        let name = Wording.name(data.metric)
        let place =
            switch (data.source, data.metric) {
            case (.chunks, _): "every gap, where it ended"
            case (.requests, MetricName(.maxGap)):
                "the longest gap of each request, where its stream ended"
            case (.requests, _): "each request, where it was sent"
            }
        let hasTail = data.steps.contains { $0.p99Milliseconds != nil }
        let lines = hasTail ? "Lines: p50 and p99" : "Line: p50"
        return ModeSection.Chart(
            svg: TimelineChart(timeline: data).svg(
                name: "\(mode.rawValue)-\(data.metric.rawValue)-timeline",
                title: "\(name) over the run"),
            caption: "\(name) over the run: \(place). \(lines); dots: the longest")
    }
}
