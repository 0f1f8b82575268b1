package import Analysis
internal import RunModel

/// metrics.prom: the numbers of a whole run as OpenMetrics 1.0 text, for a pushgateway or a textfile
/// collector. Base units: seconds, bytes, shares from 0 to 1.
package struct OpenMetricsText {
    private let summary: RunSummary

    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The whole exposition, ended by `# EOF`; the same summary gives the same bytes.
    package func text() -> String {
        (families.map(\.text) + ["# EOF\n"]).joined()
    }

    private var families: [OpenMetricsFamily] {
        let rows = summary.rows.filter { $0.round == nil }
        var order: [MetricName] = []
        var groups: [MetricName: [SummaryRow]] = [:]
        for row in rows {
            if groups[row.metric] == nil { order.append(row.metric) }
            groups[row.metric, default: []].append(row)
        }
        return [run, verdict] + order.flatMap { families(of: $0, groups[$0] ?? []) }
    }

    // MARK: The run

    private var run: OpenMetricsFamily {
        let manifest = summary.manifest
        var family = OpenMetricsFamily(
            name: "streamgauge_run", type: "info", help: "What was run.")
        family.add(
            "_info",
            [
                ("version", manifest.version), ("name", manifest.plan.name),
                ("endpoint", manifest.endpoint), ("model", manifest.plan.request.model),
                ("started", manifest.started), ("ending", manifest.ending.rawValue),
            ], 1)
        return family
    }

    private var verdict: OpenMetricsFamily {
        var family = OpenMetricsFamily(
            name: "streamgauge_verdict", type: "stateset",
            help: "Whether the run's own numbers can be trusted.")
        for state in Verdict.allCases {
            family.add(
                "", [("streamgauge_verdict", state.rawValue)],
                state == summary.validity.verdict ? 1 : 0)
        }
        return family
    }

    // MARK: Metrics

    /// Percentiles become a summary with its count, everything else a gauge a unit.
    private func families(of metric: MetricName, _ rows: [SummaryRow]) -> [OpenMetricsFamily] {
        let percentiles = rows.filter { Statistic.percentiles.contains($0.statistic) }
        let isSample = !percentiles.isEmpty
        let rest = rows.filter { row in
            !Statistic.percentiles.contains(row.statistic)
                && !(isSample && row.statistic == .count)
        }
        var units: [SummaryUnit] = []
        for row in rest where !units.contains(row.unit) { units.append(row.unit) }
        let gauges = units.map { unit in
            gauge(metric, unit, rest.filter { $0.unit == unit }, isBeside: isSample)
        }
        return (isSample ? summaries(metric, percentiles, rows) : [])
            + gauges.filter { !$0.isEmpty }
    }

    private func summaries(
        _ metric: MetricName, _ percentiles: [SummaryRow], _ rows: [SummaryRow]
    ) -> [OpenMetricsFamily] {
        guard let unit = percentiles.first?.unit else { return [] }
        let form = OpenMetricsUnit(unit)
        var family = OpenMetricsFamily(
            name: form.name("streamgauge_\(metric.rawValue)"), unit: form.suffix, type: "summary",
            help: help(metric))
        var bounds = OpenMetricsFamily(
            name: form.name("streamgauge_\(metric.rawValue)_interval"), unit: form.suffix,
            type: "gauge",
            help: "Bounds of the 95 % intervals of \(Wording.name(metric)).")
        // All samples of one set of labels stand together, as the format asks.
        for row in rows where row.statistic == .count {
            for percentile in percentiles
            where percentile.mode == row.mode && percentile.connection == row.connection {
                add(percentile, to: &family, bounds: &bounds, form)
            }
            family.add("_count", labels(row), Double(row.count))
        }
        return [family, bounds].filter { !$0.isEmpty }
    }

    private func add(
        _ row: SummaryRow, to family: inout OpenMetricsFamily, bounds: inout OpenMetricsFamily,
        _ form: OpenMetricsUnit
    ) {
        guard let q = row.statistic.quantile, let value = row.value else { return }
        family.add(
            "", labels(row) + [("quantile", QuantityFormat.exact(q))], value * form.factor)
        for (bound, value) in [("low", row.low), ("high", row.high)] {
            guard let value else { continue }
            bounds.add(
                "", labels(row) + [("statistic", row.statistic.rawValue), ("bound", bound)],
                value * form.factor)
        }
    }

    private func gauge(
        _ metric: MetricName, _ unit: SummaryUnit, _ rows: [SummaryRow], isBeside: Bool
    ) -> OpenMetricsFamily {
        let form = OpenMetricsUnit(unit)
        // A summary has the plain name already.
        let base = "streamgauge_\(metric.rawValue)" + (isBeside ? "_statistic" : "")
        var family = OpenMetricsFamily(
            name: form.name(base), unit: form.suffix, type: "gauge", help: help(metric))
        for row in rows {
            guard let value = row.value else { continue }
            family.add(
                "", labels(row) + [("statistic", row.statistic.rawValue)], value * form.factor)
            for (bound, value) in [("low", row.low), ("high", row.high)] {
                guard let value else { continue }
                family.add(
                    "", labels(row) + [("statistic", row.statistic.rawValue), ("bound", bound)],
                    value * form.factor)
            }
        }
        return family
    }

    private func labels(_ row: SummaryRow) -> [(String, String)] {
        (row.mode.map { [("mode", $0.rawValue)] } ?? [])
            + (row.phase == .measured ? [] : [("phase", row.phase.rawValue)])
            + [("connection", row.connection.rawValue)]
    }

    private func help(_ metric: MetricName) -> String {
        "\(Wording.name(metric)), as docs/metrics.md of streamgauge defines \(metric.rawValue)."
    }
}
