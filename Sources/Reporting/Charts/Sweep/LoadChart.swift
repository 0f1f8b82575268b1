internal import Analysis

/// Numbers of sweeps over the load, or over each other: marks with their intervals, joined in the order of the loads;
/// curves, dashed; spans of the axis, shaded.
struct LoadChart {
    struct Point {
        let x: Double
        /// Of the interval along the axis, where it has one.
        var xBounds: (low: Double, high: Double)?
        let y: SweepNumber
        /// The load, written beside the mark; empty for none.
        var label = ""
        let title: String
    }

    struct Series {
        let name: String
        /// The class of its colour.
        let style: String
        let points: [Point]
    }

    /// A line that nobody measured.
    struct Curve {
        let name: String
        let style: String
        let points: [(x: Double, y: Double)]
    }

    /// A part of the axis that wants a word.
    struct Span {
        let range: ClosedRange<Double>
        let style: String
        let label: String
        /// Where a line stands in it.
        var mark: Double?
    }

    enum Axis {
        /// Loads, with a mark at each.
        case loads
        /// From 0.
        case amounts
    }

    let series: [Series]
    var curves: [Curve] = []
    var spans: [Span] = []
    let axis: Axis
    let xLabel: String
    let yLabel: String
    let unit: SummaryUnit

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let drawn = series.map { part in
            Series(
                name: part.name, style: part.style,
                points: part.points.filter { $0.y.value?.isFinite == true })
        }.filter { !$0.points.isEmpty }
        let points = drawn.flatMap(\.points)
        guard !points.isEmpty else { return nil }
        var chart = ChartSVG()
        let x = xScale(points)
        let (y, format, label) = yScale(points)
        chart.verticalAxis(y, label: label, format)
        for span in spans { draw(span, x, &chart) }
        for (index, curve) in curves.enumerated() {
            chart.group("\(curve.style) t\(drawn.count + index)") { chart in
                chart.path(
                    "series curve",
                    curve.points.filter { x.domain.contains($0.x) && y.domain.contains($0.y) }
                        .map { (x.position(of: $0.x), y.position(of: $0.y)) })
            }
        }
        for (index, part) in drawn.enumerated() {
            chart.group("\(part.style) t\(index)") { chart in
                draw(part, isRound: index.isMultiple(of: 2), x, y, &chart)
            }
        }
        chart.horizontalAxis(x, label: xLabel, TickFormat())
        return Figure(
            title, legend: legend(drawn),
            drawing: chart.rendered(
                name: name, title: title,
                description: drawn.map(description).joined(separator: " ")),
            note: note)
    }

    private func legend(_ drawn: [Series]) -> [LegendEntry] {
        guard drawn.count + curves.count > 1 else { return [] }
        return drawn.enumerated().map {
            LegendEntry($0.offset, key: "line \($0.element.style)", $0.element.name)
        }
            + curves.enumerated().map {
                LegendEntry(
                    drawn.count + $0.offset, key: "line \($0.element.style)", $0.element.name)
            }
    }

    // MARK: Scales

    private func xScale(_ points: [Point]) -> any AxisScale {
        switch axis {
        case .loads:
            return LoadScale(points.map(\.x), from: ChartSVG.left + 4, to: ChartSVG.right)
        case .amounts:
            let greatest = points.map { max($0.x, $0.xBounds?.high ?? 0) }.max() ?? 1
            return LinearScale(
                0...max(greatest * 1.08, .leastNonzeroMagnitude), from: ChartSVG.left + 4,
                to: ChartSVG.right)
        }
    }

    private func yScale(_ points: [Point]) -> (any AxisScale, TickFormat, String) {
        let values = points.compactMap(\.y.value)
        let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
        // An interval of few samples may reach far; its end then lies beyond the chart.
        let reach = points.compactMap { $0.y.high }.max() ?? greatest
        let high = greatest > 0 ? min(reach, greatest * 3) : reach
        let low = max(points.compactMap { $0.y.low }.min() ?? least, least / 3)
        let floor = ChartSVG().floor
        switch unit {
        case .milliseconds:
            let latency = LatencyUnit(milliseconds: max(high, greatest))
            return (
                LatencyScale.scale(
                    low: min(low, least), high: max(high, greatest), from: floor, to: ChartSVG.top),
                TickFormat(unit: latency), "\(yLabel), \(latency.name)"
            )
        case .share:
            return (
                LinearScale(
                    0...max(max(high, greatest) * 1.08, 0.01), from: floor, to: ChartSVG.top,
                    tickCount: 4), .percent, yLabel
            )
        default:
            return (
                LinearScale(
                    0...max(max(high, greatest) * 1.08, .leastNonzeroMagnitude), from: floor,
                    to: ChartSVG.top, tickCount: 4), TickFormat(), yLabel
            )
        }
    }

    // MARK: Marks

    private func draw(_ span: Span, _ x: any AxisScale, _ chart: inout ChartSVG) {
        let start = x.position(of: max(span.range.lowerBound, x.domain.lowerBound))
        let end = x.position(of: min(span.range.upperBound, x.domain.upperBound))
        guard end > start else { return }
        chart.rectangle(
            span.style, x: start, y: ChartSVG.top, width: end - start,
            height: chart.floor - ChartSVG.top, title: span.label)
        if let mark = span.mark {
            let place = x.position(of: mark)
            chart.line("mark", x1: place, y1: ChartSVG.top, x2: place, y2: chart.floor)
        }
    }

    private func draw(
        _ part: Series, isRound: Bool, _ x: any AxisScale, _ y: any AxisScale,
        _ chart: inout ChartSVG
    ) {
        func height(_ value: Double) -> Double {
            min(max(y.position(of: value), ChartSVG.top - 4), chart.floor)
        }
        let places = part.points.map { point in
            (x: x.position(of: point.x), y: height(point.y.value ?? 0))
        }
        chart.path("series", places)
        for (point, place) in zip(part.points, places) {
            if let low = point.y.low, let high = point.y.high {
                chart.line("whisker", x1: place.x, y1: height(low), x2: place.x, y2: height(high))
            }
            if let bounds = point.xBounds {
                chart.line(
                    "whisker", x1: x.position(of: bounds.low), y1: place.y,
                    x2: x.position(of: bounds.high), y2: place.y)
            }
            if isRound {
                chart.dot("point", place, radius: 3.4, title: point.title)
            } else {
                chart.diamond("point", place, title: point.title)
            }
            guard !point.label.isEmpty else { continue }
            let isAtEnd = place.x > ChartSVG.right - 16
            chart.text(
                point.label, x: place.x + (isAtEnd ? -7 : 7), y: place.y - 6,
                anchor: isAtEnd ? "end" : "start", style: "halo")
        }
    }

    private func description(_ part: Series) -> String {
        "\(part.name): " + part.points.map(\.title).joined(separator: "; ") + "."
    }
}
