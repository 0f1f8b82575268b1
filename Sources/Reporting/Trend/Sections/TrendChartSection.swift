internal import Analysis
internal import RunModel

/// Each metric over the runs, one below the other over one axis of time, worst first.
enum TrendChartSection {
    static func section(_ trend: HistoryTrend) -> PageSection {
        let dates = dates(trend)
        let rows = trend.metrics.enumerated().compactMap { index, metric -> FigureRow? in
            guard let figure = figure(metric, index, trend, dates) else { return nil }
            let style = "wide trends" + (metric.isAdvisory ? " advisory" : "")
            return FigureRow(style: style, figures: [figure])
        }
        guard !rows.isEmpty else { return PageSection("metrics", "Run by run", []) }
        return PageSection(
            "metrics", "Run by run",
            [
                .list(TrendKeys.entries(trend), style: "keys"),
                PageBlock(figureRows: rows),
                .note(
                    "↑: more is better. Runs stand in order of time, not to scale: weeks without a run take no room. Axes need "
                        + "not begin at 0, and hold at least the changes that are too small to matter. A mark "
                        + "at an edge lies beyond it."),
            ])
    }

    // MARK: Figures

    private static func figure(
        _ metric: MetricTrend, _ index: Int, _ trend: HistoryTrend, _ dates: [WideDrawing.AxisMark]
    ) -> Figure? {
        let marks = metric.points.compactMap { mark($0, metric, trend) }
        let level = metric.levels.last?.value ?? marks.last?.value ?? 0
        let band = trend.rules.smallest(metric.metric, at: level)
        return TrendPanel(
            runs: trend.runs.count, marks: marks, levels: levels(metric),
            steps: metric.changes.map { step($0, metric, trend) },
            blessed: trend.runs.indices.filter { trend.runs[$0].blessing != nil },
            dates: dates, unit: metric.unit, least: (band * 1.5, band * 1.5)
        ).figure(
            name: "trend-\(index)", title: TrendWording.name(metric, in: trend),
            caption: caption(metric, trend), description: description(metric, trend))
    }

    /// `TTFT p50 231 ms ✗ +12.3 % since 2026-03-12, 23 runs ago`.
    private static func caption(_ metric: MetricTrend, _ trend: HistoryTrend) -> Markup {
        let arrow = metric.metric.isHigherBetter ? " ↑" : ""
        let state = state(metric, trend)
        return .strong(TrendWording.name(metric, in: trend) + arrow)
            + Markup(" \(TrendWording.value(metric.latest?.value, metric)) ")
            + Markup(
                trusted: #"<span class="\#(state.style)">"# + Markup(state.words).html + "</span>")
            + (metric.isAdvisory
                ? Markup(trusted: #"<span class="found">advises only</span>"#) : "")
    }

    /// What there is to say of its levels, in the colour of the largest thing.
    private static func state(
        _ metric: MetricTrend, _ trend: HistoryTrend
    ) -> (words: String, style: String) {
        if metric.lack != nil { return (TrendWording.tooFew(metric), "found") }
        if let creep = metric.creep {
            let size = SidesWording.change(metric.verdict(creep)) ?? ""
            let words =
                TrendWording.signed(size, creep.word, metric) + " bit by bit, over "
                + Wording.plural(creep.runs, "run")
            return (words, metric.isAdvisory ? "found" : creep.word.rawValue)
        }
        guard let change = metric.standing ?? metric.changes.last else {
            return ("no change", "found")
        }
        let size = SidesWording.change(metric.verdict(change)) ?? ""
        let words =
            TrendWording.signed(size, change.word, metric)
            + (change.word == .small ? ", \(TrendWording.word(.small))," : "")
            + " since \(RunTime(trend.runs[change.first.run].started).day), "
            + TrendWording.age(change.first, in: trend)
            + (TrendWording.fate(change).map { ", \($0)" } ?? "")
        let style = style(change, metric)
        return (words, metric.isAdvisory || style == "usual" ? "found" : style)
    }

    private static func description(_ metric: MetricTrend, _ trend: HistoryTrend) -> String {
        let count = metric.points.count { $0.value != nil }
        let levels = metric.levels.map { level in
            "\(TrendWording.value(level.value, metric)) from "
                + RunTime(trend.runs[level.first].started).day
        }
        return "\(Wording.plural(count, "run"))"
            + (levels.isEmpty ? "" : "; levels: " + levels.joined(separator: ", then ")) + "."
    }

    // MARK: Parts

    private static func mark(
        _ point: MetricTrend.Point, _ metric: MetricTrend, _ trend: HistoryTrend
    ) -> TrendPanel.Mark? {
        guard let value = point.value else { return nil }
        let run = trend.runs[point.run]
        let remarks =
            (point.isSpike == true ? ["out of line with its neighbours: part of no level"] : [])
            + TrendWording.remarks(run, clippedTo: 60)
        let interval = TrendWording.interval(point, metric).map { " (\($0))" } ?? ""
        return TrendPanel.Mark(
            run: point.run, value: value, low: point.low, high: point.high,
            form: TrendKeys.form(run, point), isUsual: run.leftOut == nil && point.isSpike != true,
            title: "\(TrendWording.run(run)): \(TrendWording.value(value, metric))\(interval)"
                + remarks.map { "; \($0)" }.joined())
    }

    private static func levels(_ metric: MetricTrend) -> [TrendPanel.Level] {
        metric.levels.enumerated().map { index, level in
            let change = index > 0 ? metric.changes[index - 1] : nil
            // The last level of a metric that creeps is a slope.
            let creep = index == metric.levels.count - 1 ? metric.creep : nil
            return TrendPanel.Level(
                first: level.first, value: creep?.from ?? level.value,
                end: creep?.to ?? level.value,
                style: creep?.word.rawValue ?? change.map { style($0, metric) } ?? "usual",
                title: "\(Wording.plural(level.count, "run")) about "
                    + TrendWording.value(level.value, metric))
        }
    }

    private static func step(
        _ change: TrendChange, _ metric: MetricTrend, _ trend: HistoryTrend
    ) -> TrendPanel.Step {
        let size = SidesWording.change(metric.verdict(change)) ?? ""
        return TrendPanel.Step(
            range: change.before.run + 1...max(change.after.run, change.before.run + 1),
            first: change.first.run, text: TrendWording.signed(size, change.word, metric),
            style: style(change, metric),
            title: TrendWording.sentence(change, metric, in: trend) + " "
                + TrendWording.place(change))
    }

    static func style(_ change: TrendChange, _ metric: MetricTrend) -> String {
        if change.word == .small || TrendWording.fate(change) != nil { return "usual" }
        return change.word == .worse ? "worse" : "better"
    }

    // MARK: Dates

    /// So much of the width a date takes on a telephone.
    private static let datePart = 0.21

    /// First runs of days, as far as their names have room; the time of day where all are of one or two.
    private static func dates(_ trend: HistoryTrend) -> [WideDrawing.AxisMark] {
        let times = trend.runs.map { RunTime($0.started) }
        let isShort = Set(times.map(\.day)).count <= 2
        var found: [WideDrawing.AxisMark] = []
        var year: Substring?
        for (run, time) in times.enumerated() {
            let isNew = isShort || run == 0 || times[run - 1].day != time.day
            let x = TrendPanel.place(Double(run), of: times.count)
            guard isNew, x - (found.last?.x ?? -.infinity) >= datePart * WideDrawing.width else {
                continue
            }
            let name = isShort ? time.clock : time.shortDay
            let isNewYear = !isShort && year != nil && year != time.year
            found.append(
                WideDrawing.AxisMark(x: x, text: isNewYear ? "\(name) \(time.year)" : name))
            year = time.year
        }
        return found
    }
}
