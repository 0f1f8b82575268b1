internal import Analysis
internal import RunModel

/// How large each change is and how sure, drawn and in a table, worst first.
enum SidesEffectSection {
    static func section(_ comparison: SideComparison) -> PageSection {
        let charts = panels.map { chart($0, comparison) }
        let hasCharts = charts.contains { $0 != nil }
        return PageSection(
            "effects", "What changed, and by how much",
            charts.map { .wide($0) } + [
                .note(hasCharts ? reading(comparison.unit) : ""),
                .table(table(comparison)),
                .note(
                    SidesWording.usesPoints(comparison)
                        ? "pp: percentage points, the difference of two shares." : ""),
            ])
    }

    // MARK: Charts

    private struct Panel {
        let unit: ChangeFormat.Unit
        let name: String
        let title: String
        let label: String
        let format: TickFormat
    }

    /// Ratios, shares and counts have no axis in common.
    private static let panels = [
        Panel(
            unit: .percent, name: "effects", title: "Changes, in percent of the base",
            label: "new against base, % (equal lengths are equal ratios)",
            format: TickFormat.change),
        Panel(
            unit: .points, name: "effects-shares", title: "Changes of shares",
            label: "new less base, percentage points", format: TickFormat.points),
        Panel(
            unit: .count, name: "effects-counts", title: "Changes of counts",
            label: "new less base", format: TickFormat(isSigned: true)),
    ]

    private static func chart(_ panel: Panel, _ comparison: SideComparison) -> Figure? {
        let lines = comparison.metrics.compactMap { verdict -> ForestChart.Line? in
            guard ChangeFormat(verdict).unit == panel.unit else { return nil }
            return line(verdict, comparison)
        }
        return ForestChart(
            lines: lines, isRatio: panel.unit == .percent, label: panel.label,
            format: panel.format
        ).figure(name: panel.name, title: panel.title)
    }

    private static func reading(_ unit: SideComparison.Unit) -> Markup {
        let words =
            unit == .pastRun
            ? "Worse and better need the point beyond the shade and no zero in the bar, in every new run; the same "
                + "needs the whole bar inside the shade"
            : "A word needs the whole bar beyond the shade (worse, better) or inside it (same)"
        return Markup(
            "Bars: intervals; shaded: changes too small to matter. \(words). Hollow: no word. ↑: more is better. "
                + "An arrow: the interval goes on.")
    }

    private static func line(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> ForestChart.Line? {
        guard let effect = verdict.effect, let low = verdict.low, let high = verdict.high,
            let below = verdict.bandBelow, let above = verdict.bandAbove
        else { return nil }
        let word = SidesWording.signed(verdict, in: comparison)
        let interval = SidesWording.interval(verdict) ?? ""
        let change = SidesWording.change(verdict) ?? ""
        let name = SidesWording.name(verdict, in: comparison)
        return ForestChart.Line(
            name: name + (verdict.metric.isHigherBetter ? " ↑" : ""), estimate: effect, low: low,
            high: high, band: -below...above, text: "\(change)  \(word)",
            title: "\(name): \(change) (\(interval)), \(SidesWording.word(verdict.word))",
            style: style(verdict, comparison), isJudged: verdict.isJudged)
    }

    // MARK: Table

    /// The class that gives a word its colour.
    private static func style(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> String {
        guard SidesWording.decides(verdict, in: comparison) else {
            return verdict.word == .worse ? "doubtful" : "found"
        }
        return switch verdict.word {
        case .worse: "worse"
        case .better: "better"
        case .cannotTell, .unfit: "doubtful"
        case .same, .usual, .notJudged: "found"
        }
    }

    private static func table(_ comparison: SideComparison) -> PageTable {
        PageTable(
            "Metrics, worst first",
            columns: [
                "metric", "word", "base", "new", "change", "does not matter within", "values",
                "remark",
            ],
            texts: [1, 7],
            rows: comparison.metrics.map { row($0, comparison) })
    }

    private static func row(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> PageTable.Row {
        let format = ChangeFormat(verdict)
        let band = verdict.bandBelow.flatMap { below in
            verdict.bandAbove.map { above in
                "-\(format.limit(below)) to +\(format.limit(above))\(format.suffix)"
            }
        }
        let counts = SidesWording.counts(verdict, comparison)
        let word = Markup(
            trusted: #"<strong class="\#(style(verdict, comparison))">"#
                + Markup(SidesWording.signed(verdict, in: comparison)).html + "</strong>")
        return PageTable.Row(
            SidesWording.name(verdict, in: comparison),
            [
                PageTable.Cell(word),
                PageTable.Cell(SidesWording.value(verdict.base, verdict), order: verdict.base),
                PageTable.Cell(SidesWording.value(verdict.new, verdict), order: verdict.new),
                PageTable.Cell(
                    SidesWording.change(verdict) ?? "—",
                    detail: SidesWording.interval(verdict) ?? "", order: verdict.effect),
                PageTable.Cell(band ?? "—", order: verdict.bandAbove),
                PageTable.Cell(
                    counts == (0, 0) ? "—" : "\(counts.base) / \(counts.new)",
                    order: Double(min(counts.base, counts.new))),
                PageTable.Cell(remarks(verdict, comparison)),
            ])
    }

    private static func remarks(
        _ verdict: MetricVerdict, _ comparison: SideComparison
    ) -> String {
        let format = ChangeFormat(verdict)
        return [
            SidesWording.remark(verdict, in: comparison),
            verdict.inflation > 1.005
                ? "neighbours depend: \(QuantityFormat.digits(verdict.inflation)) "
                    + "\(SidesWording.values(comparison.unit)) are worth one" : nil,
            verdict.uncertainty.map {
                "\(SidesWording.amount($0, format)) of the interval are of arrivals known to "
                    + "intervals only"
            },
            verdict.stallLimitMilliseconds.map {
                "gaps over \(QuantityFormat.latency(milliseconds: $0))"
            },
        ].compactMap { $0 }.joined(separator: "; ")
    }
}
