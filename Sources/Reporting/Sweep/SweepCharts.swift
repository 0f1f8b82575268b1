internal import Analysis
internal import RunModel

/// The charts of a sweep's page; several sweeps are drawn over each other.
struct SweepCharts {
    let reports: [SweepReport]
    let names: [String]

    init(_ reports: [SweepReport], _ names: [String]) {
        self.reports = reports
        self.names = names
    }

    /// Sweeps of both kinds have no common axis of loads.
    private var kind: SweepLoad.Kind? {
        let kinds = Set(reports.map(\.kind))
        return kinds.count == 1 ? kinds.first : nil
    }

    private var isSingle: Bool { reports.count == 1 }

    /// A number of a load that becomes a mark.
    private typealias Number = (SweepPoint) -> SweepNumber?

    /// What is drawn of one metric: several percentiles of one sweep, or one of several sweeps.
    private struct Line {
        let name: String
        let style: String
        let number: Number
    }

    private static let percentileStyles = ["q50", "q95", "q99"]
    private static let sweepStyles = ["w0", "w1", "w2", "w3", "w4", "w5"]

    private func style(_ index: Int) -> String {
        Self.sweepStyles[index % Self.sweepStyles.count]
    }

    // MARK: Throughput against latency

    var curves: [Figure?] {
        [
            curve("TTFT", "ttft", { $0.timeToFirstToken?.p50 }, { $0.timeToFirstToken?.p95 }),
            curve("E2E", "e2e", { $0.endToEnd?.p50 }, { $0.endToEnd?.p95 }),
            curve("TPOT", "tpot", { $0.timePerOutputToken?.p50 }, { $0.timePerOutputToken?.p95 }),
        ]
    }

    private func curve(
        _ metric: String, _ name: String, _ median: @escaping Number, _ tail: @escaping Number
    ) -> Figure? {
        let lines =
            isSingle
            ? [
                Line(name: "p50", style: "q50", number: median),
                Line(name: "p95", style: "q95", number: tail),
            ] : [Line(name: "", style: "", number: median)]
        let series = series(lines) { point, line in
            guard let served = point.served?.value, let y = line.number(point) else { return nil }
            let bounds = point.served.flatMap { number in
                number.low.flatMap { low in number.high.map { (low: low, high: $0) } }
            }
            // The upper mark has the name, where the line of the other does not cross it.
            let isNamed = !isSingle || line.style == "q95" || tail(point)?.value == nil
            return LoadChart.Point(
                x: served, xBounds: bounds, y: y,
                label: isNamed ? QuantityFormat.tick(point.load.value) : "",
                title: title(point, metric, line, y, .milliseconds))
        }
        return LoadChart(
            series: series, axis: .amounts, xLabel: "served requests/s",
            yLabel: isSingle ? metric : "\(metric) p50", unit: .milliseconds
        ).figure(
            name: "curve-\(name)", title: "\(metric) against throughput")
    }

    // MARK: Over the load

    var overLoad: [Figure?] {
        guard kind != nil else { return [] }
        let points = reports.flatMap(\.summary.points)
        let hasGoodput = points.contains { $0.goodput != nil }
        let hasFailures = points.contains { ($0.failures?.value ?? 0) > 0 }
        return [
            latency("TTFT", "ttft") { $0.timeToFirstToken },
            latency("TPOT", "tpot") { $0.timePerOutputToken },
            latency("E2E", "e2e") { $0.endToEnd },
            rate("Served requests", "served", "requests/s", .requestsPerSecond) { $0.served },
            rate("Output tokens", "tokens", "tokens/s", .tokensPerSecond) { $0.tokens },
            rate("Power", "power", "requests/s²", .ratio) { $0.power },
            hasFailures
                ? rate("Failed requests", "failures", "share", .share) { $0.failures } : nil,
            hasGoodput
                ? rate("Goodput", "goodput", "requests/s", .requestsPerSecond) { $0.goodput } : nil,
        ]
    }

    private func latency(
        _ metric: String, _ name: String, _ values: @escaping (SweepPoint) -> SweepPercentiles?
    ) -> Figure? {
        let lines =
            isSingle
            ? [
                Line(name: "p50", style: "q50") { values($0)?.p50 },
                Line(name: "p95", style: "q95") { values($0)?.p95 },
                Line(name: "p99", style: "q99") { values($0)?.p99 },
            ] : [Line(name: "", style: "") { values($0)?.p50 }]
        return overLoad(
            lines, metric, name, isSingle ? metric : "\(metric) p50", .milliseconds)
    }

    private func rate(
        _ metric: String, _ name: String, _ label: String, _ unit: SummaryUnit,
        _ number: @escaping Number
    ) -> Figure? {
        overLoad([Line(name: metric, style: "q50", number: number)], metric, name, label, unit)
    }

    private func overLoad(
        _ lines: [Line], _ metric: String, _ name: String, _ label: String, _ unit: SummaryUnit
    ) -> Figure? {
        let series = series(lines) { point, line in
            line.number(point).map { number in
                LoadChart.Point(
                    x: point.load.value, y: number, title: title(point, metric, line, number, unit))
            }
        }
        return LoadChart(
            series: series, spans: spans, axis: .loads, xLabel: loadLabel, yLabel: label, unit: unit
        ).figure(name: "load-\(name)", title: metric)
    }

    private var loadLabel: String {
        kind == .rate ? "offered requests/s" : "streams kept open"
    }

    /// Where the client was the limit, and where the knee may be; of one sweep alone.
    private var spans: [LoadChart.Span] {
        guard isSingle, let summary = reports.first?.summary else { return [] }
        return kneeSpan(summary) + limitedSpans(summary.points)
    }

    private func kneeSpan(_ summary: SweepSummary) -> [LoadChart.Span] {
        guard let knee = summary.knee else { return [] }
        let loads = summary.points.map(\.load.value)
        let low = knee.low ?? (loads.first ?? knee.load.value) / 2
        let high = knee.high ?? (loads.last ?? knee.load.value) * 2
        return [
            LoadChart.Span(
                range: low...high, style: "kneeband", label: "knee: \(SweepWording.knee(summary))",
                mark: knee.load.value)
        ]
    }

    /// Each from half way to the load before to half way to the next.
    private func limitedSpans(_ points: [SweepPoint]) -> [LoadChart.Span] {
        points.indices.filter { points[$0].trust.limitedBy == .client }.map { index in
            let load = points[index].load.value
            let before = index > 0 ? points[index - 1].load.value : load / 2
            let after = index + 1 < points.count ? points[index + 1].load.value : load * 2
            return LoadChart.Span(
                range: (before * load).squareRoot()...(load * after).squareRoot(),
                style: "room", label: "\(SweepWording.load(points[index].load)): client-limited")
        }
    }

    /// What is shaded, in words; empty where nothing is.
    var shades: String {
        guard isSingle, let summary = reports.first?.summary else { return "" }
        let isLimited = summary.points.contains { $0.trust.limitedBy == .client }
        return [
            summary.knee == nil
                ? ""
                : "Green: where the knee may be, with 95 % confidence; the dashed line is the most likely load.",
            isLimited
                ? "Grey: the client could not keep up there, so that the numbers are its own and not the target's."
                : "",
        ].filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Scaling

    var scaling: [Figure?] { [achieved, law] }

    private var achieved: Figure? {
        guard let kind else { return nil }
        let isOpenLoop = kind == .rate
        let line = Line(name: "achieved", style: "q50") { isOpenLoop ? $0.served : $0.inFlight }
        let unit: SummaryUnit = isOpenLoop ? .requestsPerSecond : .ratio
        let series = series([line]) { point, line in
            line.number(point).map { number in
                LoadChart.Point(
                    x: point.load.value, y: number,
                    title: title(point, "achieved", line, number, unit))
            }
        }
        let loads = reports.flatMap { $0.summary.points.map(\.load.value) }
        guard let low = loads.min(), let high = loads.max(), low < high else { return nil }
        let steps = (0...40).map { low + (high - low) * Double($0) / 40 }
        return LoadChart(
            series: series,
            curves: [
                LoadChart.Curve(name: "wanted", style: "wanted", points: steps.map { ($0, $0) })
            ],
            spans: spans, axis: .amounts, xLabel: loadLabel,
            yLabel: isOpenLoop ? "served requests/s" : "streams in flight, mean", unit: unit
        ).figure(
            name: "achieved", title: "Achieved against wanted")
    }

    /// What was served over what was in flight, and the law.
    private var law: Figure? {
        let line = Line(name: "served", style: "q50") { $0.served }
        let series = series([line]) { point, line in
            guard let inFlight = point.inFlight?.value, let number = line.number(point) else {
                return nil
            }
            return LoadChart.Point(
                x: inFlight, y: number, label: QuantityFormat.tick(point.load.value),
                title: title(point, "served", line, number, .requestsPerSecond))
        }
        let curves = reports.enumerated().compactMap { index, report -> LoadChart.Curve? in
            guard let law = report.summary.scalability else { return nil }
            let greatest = report.summary.points.compactMap { $0.inFlight?.value }.max() ?? 0
            let points = (0...60).compactMap { step -> (x: Double, y: Double)? in
                let n = 1 + max(greatest - 1, 0) * Double(step) / 60
                return law.served(inFlight: n).map { (n, $0) }
            }
            return LoadChart.Curve(
                name: isSingle ? "scalability law" : "law of \(names[index])",
                style: isSingle ? "wanted" : "\(style(index)) lawcurve", points: points)
        }
        return LoadChart(
            series: series, curves: curves, axis: .amounts, xLabel: "requests in flight, mean",
            yLabel: "served requests/s", unit: .requestsPerSecond
        ).figure(name: "law", title: "Served over what is in flight")
    }

    // MARK: Series

    private func series(
        _ lines: [Line], _ point: (SweepPoint, Line) -> LoadChart.Point?
    ) -> [LoadChart.Series] {
        reports.enumerated().flatMap { index, report in
            lines.map { line in
                LoadChart.Series(
                    name: isSingle ? line.name : names[index],
                    style: isSingle ? line.style : style(index),
                    points: report.summary.points.compactMap { point($0, line) })
            }
        }
    }

    private func title(
        _ point: SweepPoint, _ metric: String, _ line: Line, _ number: SweepNumber,
        _ unit: SummaryUnit
    ) -> String {
        guard let value = number.value else { return "" }
        let interval = number.low.flatMap { low in
            number.high.map { " (\(QuantityFormat.range(low: low, high: $0, unit)))" }
        }
        let name = line.name.isEmpty || line.name == metric ? metric : "\(metric) \(line.name)"
        return "\(SweepWording.load(point.load)): \(name) \(QuantityFormat.quantity(value, unit))"
            + (interval ?? "")
    }
}
