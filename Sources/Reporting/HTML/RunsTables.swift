internal import Analysis
internal import RunModel

/// The tables of a page of several runs, a row a run.
struct RunsTables {
    let runs: [RunsReport.Run]

    static let compared: [(metric: MetricName, statistic: Statistic)] = [
        (MetricName(.timeToFirstTokenScheduled), .p50), (MetricName(.timeToFirstToken), .p50),
        (MetricName(.interChunkLatency), .p50), (MetricName(.maxGap), .p50),
        (MetricName(.endToEnd), .p50), (.tokenThroughput, .rate), (.failures, .share),
    ]

    static func label(_ metric: MetricName, _ statistic: Statistic) -> String {
        statistic == .p50 ? "\(Wording.name(metric)) p50" : Wording.headline(metric)
    }

    private func name(_ index: Int) -> Markup { Markup("\(index + 1): \(runs[index].name)") }

    var verdicts: PageTable {
        PageTable(
            "The runs",
            columns: ["run", "verdict", "reasons", "load", "model", "started", "requests"],
            texts: [1, 2, 3, 4, 5],
            rows: runs.enumerated().map { index, run in
                let manifest = run.summary.manifest
                let validity = run.summary.validity
                let reasons = validity.reasons.map {
                    Wording.sentence($0, in: run.summary)
                }
                let requests = run.summary.row(.window, nil, .value)?.count ?? 0
                return PageTable.Row(
                    name(index),
                    [
                        PageTable.Cell(
                            Markup(
                                trusted: #"<strong class="\#(validity.verdict.rawValue)">"#
                                    + Markup(Wording.verdict(validity.verdict)).html + "</strong>")
                        ),
                        PageTable.Cell(reasons.joined(separator: "; ")),
                        PageTable.Cell(Wording.load(manifest.plan.load)),
                        PageTable.Cell(manifest.plan.request.model),
                        PageTable.Cell(manifest.started),
                        PageTable.Cell(QuantityFormat.count(requests), order: Double(requests)),
                    ])
            })
    }

    /// A table a mode that any run has.
    var headlines: [PageTable] {
        let wanted: [(MetricName, Statistic)] = [
            (MetricName(.timeToFirstTokenScheduled), .p50), (MetricName(.timeToFirstToken), .p50),
            (MetricName(.timeToFirstToken), .p99), (MetricName(.interChunkLatency), .p50),
            (MetricName(.maxGap), .p99), (MetricName(.endToEnd), .p50),
            (.tokenThroughput, .rate), (.failures, .share),
        ]
        return tables("Headline numbers", wanted) { metric, statistic in
            statistic.quantile == nil
                ? Wording.headline(metric) : "\(Wording.name(metric)) \(statistic.rawValue)"
        }
    }

    var rounds: [PageTable] {
        tables(
            "Means over rounds, with Student's t interval",
            Self.compared.map { ($0.metric, .roundMean) }
        ) { metric, _ in
            let statistic = Self.compared.first { $0.metric == metric }?.statistic ?? .p50
            return Self.label(metric, statistic)
        }
    }

    private func tables(
        _ caption: String, _ wanted: [(MetricName, Statistic)],
        label: (MetricName, Statistic) -> String
    ) -> [PageTable] {
        ResponseMode.allCases.compactMap { mode in
            let used = wanted.filter { metric, statistic in
                runs.contains { $0.summary.row(metric, mode, statistic) != nil }
            }
            guard !used.isEmpty else { return nil }
            return PageTable(
                "\(caption), \(Wording.mode(mode))",
                columns: ["run"] + used.map { label($0.0, $0.1) },
                rows: runs.enumerated().filter { $0.element.summary.modes.contains(mode) }
                    .map { index, run in
                        PageTable.Row(
                            name(index),
                            used.map { PercentileTable.cell(run.summary.row($0.0, mode, $0.1)) })
                    })
        }
    }
}
