package import Analysis
internal import RunModel

/// One page with several runs side by side: the same charts on the same axes, and no difference claimed
/// that the rounds do not carry.
package struct RunsReport {
    /// A run, and what it is called on the page: the name of its folder.
    package struct Run {
        let name: String
        let summary: RunSummary

        package init(name: String, summary: RunSummary) {
            self.name = name
            self.summary = summary
        }
    }

    private let runs: [Run]

    package init(_ runs: [Run]) {
        self.runs = runs
    }

    /// The whole page; the same summaries give the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        let charts = RunsCharts(runs: runs)
        let tables = RunsTables(runs: runs)
        return try Page(
            title: EmulatorMark.title(
                "\(Wording.plural(runs.count, "run")) side by side",
                runs.contains { $0.summary.manifest.isEmulated == true }),
            subtitle:
                "The same charts on the same axes; the numbers of the runs are those of the tables.",
            sections: [
                PageSection(
                    "trust", "What was run, and can it be trusted?", [.table(tables.verdicts)]),
                PageSection("headlines", "Headline numbers", tables.headlines.map { .table($0) }),
                PageSection(
                    "rounds", "Over rounds",
                    [
                        .note(
                            "The unit of comparison is the round. Large marks: the mean over rounds "
                                + "with its 95 % interval; small ones: the rounds. Where two "
                                + "intervals overlap, this page shows no difference."),
                        .figures(charts.rounds),
                    ] + tables.rounds.map { .table($0) }),
                PageSection(
                    "first-token", "Time to first token",
                    [
                        .figures(
                            charts.distributions(
                                .timeToFirstToken, \.timeToFirstToken, noun: "requests")),
                        .figures(charts.ladders(.timeToFirstToken)),
                        .figures(charts.timelines(.timeToFirstToken)),
                    ]),
                PageSection(
                    "gaps", "Gaps between chunks",
                    [
                        .figures(
                            charts.distributions(
                                .interChunkLatency, \.interChunkLatency, noun: "gaps")),
                        .figures(charts.timelines(.interChunkLatency)),
                    ]),
            ],
            footer: runs.first.map {
                "\($0.summary.manifest.tool) \($0.summary.manifest.version)"
            } ?? ""
        ).rendered()
    }
}

/// Small multiples: a chart a run, all on the same axes.
struct RunsCharts {
    let runs: [RunsReport.Run]

    /// A run's place and name.
    private func title(_ index: Int) -> String { "\(index + 1): \(runs[index].name)" }

    func distributions(
        _ metric: Metric, _ sample: SamplePath, noun: String
    ) -> [Figure?] {
        let name = MetricName(metric)
        let found = runs.map { run in
            run.summary.distributions.filter { $0.metric == name }
        }
        let edges = found.joined().flatMap(\.edges)
        guard let low = edges.min(), let high = edges.max(), low < high else { return [] }
        return found.enumerated().map { index, distributions in
            let summary = runs[index].summary
            let series = distributions.map {
                let numbers = summary.numbers[$0.mode]?[keyPath: sample]
                return DistributionChart.Series(
                    distribution: $0, median: numbers?.p50?.value, tail: numbers?.p99?.value)
            }
            return DistributionChart(series: series, noun: noun, domain: low...high).figure(
                name: "\(metric.rawValue)-distribution-\(index)", title: title(index))
        }
    }

    func ladders(_ metric: Metric) -> [Figure?] {
        let found = runs.map { run in
            run.summary.ladders.filter { $0.metric == MetricName(metric) }
        }
        let steps = found.joined().flatMap(\.steps)
        return found.enumerated().map { index, ladders in
            LadderChart(
                ladders: ladders, greatestQuantile: steps.map(\.quantile).max(),
                greatestMilliseconds: steps.map { max($0.milliseconds, $0.highMilliseconds ?? 0) }
                    .max(), leastMilliseconds: steps.map(\.milliseconds).min()
            ).figure(name: "\(metric.rawValue)-ladder-\(index)", title: title(index))
        }
    }

    func timelines(_ metric: Metric) -> [Figure?] {
        let found = runs.map { run in
            run.summary.timelines.filter { $0.metric == MetricName(metric) }
        }
        let steps = found.joined().flatMap(\.steps)
        return found.enumerated().map { index, timelines in
            TimelineChart(
                timelines: timelines, leastMilliseconds: steps.map(\.p50Milliseconds).min(),
                greatestMilliseconds: steps.map(\.maxMilliseconds).max()
            ).figure(name: "\(metric.rawValue)-timeline-\(index)", title: title(index))
        }
    }

    /// The rounds of each run and their mean, a chart a quantity.
    var rounds: [Figure?] { RoundSection.compared.map(chart) }

    private func chart(_ quantity: RoundQuantity) -> Figure? {
        var unit = SummaryUnit.milliseconds
        let points = runs.enumerated().flatMap { index, run in
            run.summary.numbers.modes.flatMap { numbers -> [CategoryChart.Point] in
                let parts = run.summary.rounds.compactMap { round in
                    run.summary.numbers[numbers.mode, round: round].map { (round, $0) }
                }.map { round, part in
                    (title: "round \(round + 1)", isPart: true, number: quantity.value(in: part))
                }
                let mean = (
                    title: "mean over rounds", isPart: false, number: numbers.roundMeans[quantity]
                )
                return (parts + [mean]).compactMap { title, isPart, number in
                    guard let number, let value = number.value else { return nil }
                    unit = number.unit
                    let interval = QuantityFormat.interval(number).map { " (95 %: \($0))" } ?? ""
                    return CategoryChart.Point(
                        category: index, mode: numbers.mode, value: value, low: number.low,
                        high: number.high,
                        title: "\(run.name), \(Wording.mode(numbers.mode)), \(title): "
                            + QuantityFormat.quantity(value, number.unit) + interval,
                        isPart: isPart)
                }
            }
        }
        guard !points.isEmpty else { return nil }
        let name = Wording.label(quantity)
        return CategoryChart(
            categories: runs.indices.map { String($0 + 1) }, points: points, unit: unit,
            label: quantity.statistic == .rate ? "" : name
        ).figure(name: "runs-\(quantity.metric.rawValue)", title: name)
    }
}
