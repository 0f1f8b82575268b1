internal import Analysis
internal import RunModel

/// Time to first token: how it is distributed, how far its tail reaches, how it went.
enum FirstTokenSection {
    static func section(_ summary: RunSummary) -> PageSection {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let both = summary.modes.count > 1
        let note =
            both
            ? "A non-streaming answer shows its first token when it shows all: its TTFT is the whole "
                + "wait."
            : ""
        let metrics: [Metric] = [.timeToFirstTokenScheduled, .timeToFirstToken]
        let ladders = metrics.map { metric in
            LadderChart(ladders: summary.ladders.filter { $0.metric == MetricName(metric) })
                .figure(
                    name: "\(metric.rawValue)-ladder",
                    title: "\(Wording.name(MetricName(metric))) by percentile")
        }
        return PageSection(
            "first-token", "Time to first token",
            [
                both ? .note(Markup(note)) : PageBlock(),
                .figures(
                    [
                        distribution(
                            summary, .timeToFirstToken, \.timeToFirstToken, noun: "requests")
                    ]
                        + (isOpenLoop ? ladders : [ladders[1]])
                        + [timeline(summary, .timeToFirstToken)]),
                .table(
                    PercentileTable(summary).table(
                        "Time to first token by percentile",
                        [
                            \.timeToFirstTokenScheduled, \.timeToFirstToken, \.timeToFirstAnswer,
                            \.timeToFirstByte,
                        ])),
            ])
    }

    static func distribution(
        _ summary: RunSummary, _ metric: Metric, _ sample: SamplePath, noun: String
    ) -> Figure? {
        let name = MetricName(metric)
        let series = summary.distributions.filter { $0.metric == name }.map { data in
            let numbers = summary.numbers[data.mode]?[keyPath: sample]
            return DistributionChart.Series(
                distribution: data, median: numbers?.p50?.value, tail: numbers?.p99?.value)
        }
        return DistributionChart(series: series, noun: noun).figure(
            name: "\(metric.rawValue)-distribution",
            title: "Distribution of \(Wording.name(name))")
    }

    static func timeline(_ summary: RunSummary, _ metric: Metric) -> Figure? {
        let name = MetricName(metric)
        let timelines = summary.timelines.filter { $0.metric == name }
        let place =
            switch (timelines.first?.source, metric) {
            case (.chunks, _): "Every gap at the time it ended."
            case (_, .maxGap): "The longest gap of each request at the time its stream ended."
            default: "Each request at the time it was sent."
            }
        return TimelineChart(timelines: timelines, marks: .sinceWindow(summary)).figure(
            name: "\(metric.rawValue)-timeline", title: "\(Wording.name(name)) over the run",
            note: place)
    }
}
