internal import Analysis
internal import RunModel

/// The pictures of a page of several runs: a row a run, and the same numbers against the load.
struct RunsCharts {
    let runs: [RunsReport.Run]
    let titles: [RunTitle]

    init(_ runs: [RunsReport.Run]) {
        self.runs = runs
        titles = runs.enumerated().map { RunTitle($0.element, at: $0.offset) }
    }

    /// The modes that some run has.
    var modes: [ResponseMode] {
        ResponseMode.allCases.filter { mode in
            runs.contains { $0.summary.numbers[mode] != nil }
        }
    }

    private func suffix(_ mode: ResponseMode) -> String {
        modes.count > 1 ? ", \(Wording.mode(mode))" : ""
    }

    private func numbers(
        _ path: KeyPath<ModeNumbers, Estimate?>, _ mode: ResponseMode
    ) -> [Estimate?] {
        runs.map { $0.summary.numbers[mode]?[keyPath: path] }
    }

    // MARK: Rows

    func rows(_ metric: Metric, _ sample: SamplePath) -> [Figure?] {
        modes.map { mode in
            let percentiles: [KeyPath<SampleNumbers, Estimate?>] = [\.p50, \.p95, \.p99]
            let columns = percentiles.map { numbers(sample.appending(path: $0), mode) }
            // A closed loop has no scheduled times, which is no lack of requests.
            let shown = runs.indices.filter { index in
                columns.contains { $0[index] != nil }
            }
            let name = Wording.name(MetricName(metric))
            return RunRowsChart(
                rows: shown.map { index in
                    RunRowsChart.Row(title: titles[index], numbers: columns.map { $0[index] })
                }, label: name
            ).figure(
                name: "runs-\(metric.rawValue)-\(mode.rawValue)",
                title: "\(name) by run" + suffix(mode))
        }
    }

    func ridges(_ metric: Metric) -> [Figure?] {
        modes.map { mode in
            let name = Wording.name(MetricName(metric))
            let shown = runs.indices.filter { runs[$0].summary.numbers[mode] != nil }
            return RunRidgesChart(
                rows: shown.map { index in
                    RunRidgesChart.Row(
                        title: titles[index],
                        distribution: runs[index].summary.distributions.first {
                            $0.metric == MetricName(metric) && $0.mode == mode
                        })
                }, label: name
            ).figure(
                name: "runs-\(metric.rawValue)-\(mode.rawValue)-distribution",
                title: "Distribution of \(name)" + suffix(mode))
        }
    }

    // MARK: Load

    /// None where the runs do not differ in their load.
    var loads: [Figure?] {
        guard let loads = RunLoads(runs) else { return [] }
        let isOpen = runs.allSatisfy { $0.summary.manifest.plan.load.isOpenLoop }
        let first: SamplePath = isOpen ? \.timeToFirstTokenScheduled : \.timeToFirstToken
        return modes.flatMap { mode -> [Figure?] in
            [
                percentiles(first, loads, mode), percentiles(\.endToEnd, loads, mode),
                percentiles(\.interChunkLatency, loads, mode),
                single(\.tokenThroughput, loads, mode), single(\.requestThroughput, loads, mode),
                single(\.failures?.share, loads, mode),
            ]
        }
    }

    private func percentiles(
        _ sample: SamplePath, _ loads: RunLoads, _ mode: ResponseMode
    ) -> Figure? {
        let parts: [(String, String, KeyPath<SampleNumbers, Estimate?>)] = [
            ("p50", "m-streaming", \.p50), ("p95", "ends", \.p95), ("p99", "wanted", \.p99),
        ]
        let series = parts.map { name, style, path in
            RunLoadChart.Series(
                name: name, style: style, numbers: numbers(sample.appending(path: path), mode))
        }
        guard let metric = series[0].numbers.lazy.compactMap({ $0?.metric }).first else {
            return nil
        }
        return chart(
            loads, series.filter { $0.numbers.contains { $0?.value != nil } },
            Wording.name(metric), metric, mode)
    }

    private func single(
        _ path: KeyPath<ModeNumbers, Estimate?>, _ loads: RunLoads, _ mode: ResponseMode
    ) -> Figure? {
        let found = numbers(path, mode)
        guard let metric = found.lazy.compactMap({ $0?.metric }).first else { return nil }
        let name = Wording.headline(metric)
        return chart(
            loads, [RunLoadChart.Series(name: name, style: "m-streaming", numbers: found)], name,
            metric, mode)
    }

    private func chart(
        _ loads: RunLoads, _ series: [RunLoadChart.Series], _ name: String, _ metric: MetricName,
        _ mode: ResponseMode
    ) -> Figure? {
        RunLoadChart(loads: loads, names: titles.map(\.short), series: series, label: name).figure(
            name: "load-\(metric.rawValue)-\(mode.rawValue)",
            title: "\(name) against the load" + suffix(mode))
    }
}
