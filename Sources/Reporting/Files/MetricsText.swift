package import Analysis
internal import RunModel

/// metrics.prom and metrics.openmetrics.txt: the numbers of a whole run for those who gather them. Base units:
/// seconds, bytes, shares from 0 to 1.
package struct MetricsText {
    private let summary: RunSummary

    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The whole exposition; the same summary gives the same bytes.
    package func text(_ dialect: MetricsDialect) -> String {
        families.map { $0.text(dialect) }.joined() + (dialect == .openMetrics ? "# EOF\n" : "")
    }

    var families: [MetricFamily] {
        let rows = summary.rows.filter { $0.round == nil }
        var order: [MetricName] = []
        var groups: [MetricName: [SummaryRow]] = [:]
        for row in rows {
            if groups[row.metric] == nil { order.append(row.metric) }
            groups[row.metric, default: []].append(row)
        }
        return [run, started, emulated, verdict]
            + order.flatMap { families(of: $0, groups[$0] ?? []) }
    }

    // MARK: The run

    private var run: MetricFamily {
        let manifest = summary.manifest
        var family = MetricFamily(
            name: "streamgauge_run", kind: .info,
            help: EmulatorMark.title("What was run.", manifest.isEmulated))
        family.add(
            "_info",
            [
                ("version", manifest.version), ("name", manifest.plan.name),
                ("endpoint", manifest.endpoint), ("model", manifest.plan.request.model),
                ("ending", manifest.ending.rawValue),
            ], 1)
        return family
    }

    /// No label of the run's, which would make every run series of its own.
    private var started: MetricFamily {
        var family = MetricFamily(
            name: "streamgauge_run_started_timestamp_seconds", unit: "seconds", kind: .gauge,
            help: "When the run began, in seconds since 1970.")
        let nanoseconds = summary.manifest.clock.originRealtimeNanoseconds
        family.add("", [], (Double(nanoseconds) / 1e6).rounded() / 1e3)
        return family
    }

    private var emulated: MetricFamily {
        var family = MetricFamily(
            name: "streamgauge_emulated", kind: .gauge,
            help: "1 where the emulator inside the program was measured, and no API.")
        family.add("", [], summary.manifest.isEmulated == true ? 1 : 0)
        return family
    }

    private var verdict: MetricFamily {
        var family = MetricFamily(
            name: "streamgauge_verdict", kind: .stateset,
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
    private func families(of metric: MetricName, _ rows: [SummaryRow]) -> [MetricFamily] {
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
    ) -> [MetricFamily] {
        guard let unit = percentiles.first?.unit else { return [] }
        let form = MetricUnit(unit)
        var family = MetricFamily(
            name: form.name("streamgauge_\(metric.rawValue)"), unit: form.suffix, kind: .summary,
            help: help(metric))
        var bounds = MetricFamily(
            name: form.name("streamgauge_\(metric.rawValue)_interval"), unit: form.suffix,
            kind: .gauge,
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
        _ row: SummaryRow, to family: inout MetricFamily, bounds: inout MetricFamily,
        _ form: MetricUnit
    ) {
        guard let q = row.statistic.quantile, let value = row.value else { return }
        family.add(
            "", labels(row) + [("quantile", QuantityFormat.exact(q))], form.base(value, of: row))
        for (bound, value) in [("low", row.low), ("high", row.high)] {
            guard let value else { continue }
            bounds.add(
                "", labels(row) + [("statistic", row.statistic.rawValue), ("bound", bound)],
                form.base(value, of: row))
        }
    }

    private func gauge(
        _ metric: MetricName, _ unit: SummaryUnit, _ rows: [SummaryRow], isBeside: Bool
    ) -> MetricFamily {
        let form = MetricUnit(unit)
        // A summary has the plain name already.
        let base = "streamgauge_\(metric.rawValue)" + (isBeside ? "_statistic" : "")
        var family = MetricFamily(
            name: form.name(base), unit: form.suffix, kind: .gauge, help: help(metric))
        for row in rows {
            guard let value = row.value else { continue }
            family.add(
                "", labels(row) + [("statistic", row.statistic.rawValue)], form.base(value, of: row)
            )
            for (bound, value) in [("low", row.low), ("high", row.high)] {
                guard let value else { continue }
                family.add(
                    "", labels(row) + [("statistic", row.statistic.rawValue), ("bound", bound)],
                    form.base(value, of: row))
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
