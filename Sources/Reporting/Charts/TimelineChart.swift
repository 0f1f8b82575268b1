internal import Analysis
internal import RunModel

/// How a latency went over the run: its p50 and p99 as lines, the longest of each step as a dot.
struct TimelineChart {
    /// Of one metric, one a mode.
    let timelines: [Timeline]
    /// Set where charts of several runs share their axis.
    var leastMilliseconds: Double?
    var greatestMilliseconds: Double?
    var marks = TimeMarks()
    /// What the time axis counts from.
    var axis = "seconds since the window's start"

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let steps = timelines.flatMap(\.steps)
        guard let end = steps.map(\.endSeconds).max(),
            let low = leastMilliseconds ?? steps.map(\.p50Milliseconds).min(),
            let high = greatestMilliseconds ?? steps.map(\.maxMilliseconds).max(), high > 0
        else { return nil }
        var chart = ChartSVG()
        let time = LinearScale(0...end, from: ChartSVG.left, to: ChartSVG.right)
        let scale = LatencyScale.scale(
            low: low, high: high, from: chart.floor, to: ChartSVG.top)
        let unit = LatencyUnit(milliseconds: scale.isLogarithmic ? low : high)
        let metric = timelines.first.map { Wording.name($0.metric) } ?? ""
        chart.verticalAxis(
            scale, label: "\(metric), \(unit.name)\(scale.isLogarithmic ? ", logarithmic" : "")",
            TickFormat(unit: unit))
        for timeline in timelines {
            chart.group(timeline.mode.style) { chart in draw(timeline, time, scale, &chart) }
        }
        marks.draw(time, in: &chart)
        chart.horizontalAxis(time, label: axis, TickFormat())
        return Figure(
            title, legend: legend(),
            drawing: chart.rendered(
                name: name, title: title,
                description: timelines.map(description).joined(separator: " ")),
            note: note)
    }

    private func draw(
        _ timeline: Timeline, _ time: LinearScale, _ scale: any AxisScale, _ chart: inout ChartSVG
    ) {
        func point(_ step: Timeline.Step, _ value: Double) -> ChartSVG.Point {
            (
                time.position(of: (step.startSeconds + step.endSeconds) / 2),
                scale.position(of: value)
            )
        }
        let first = Self.firstToggle(timeline.mode)
        chart.group("t\(first + 2)") { chart in
            for step in timeline.steps { chart.dot("most", point(step, step.maxMilliseconds)) }
        }
        chart.group("t\(first + 1)") { chart in
            // Over steps with too few samples nothing is drawn.
            for part in timeline.steps.split(whereSeparator: { $0.p99Milliseconds == nil }) {
                chart.path(
                    "tail",
                    part.compactMap { step in step.p99Milliseconds.map { point(step, $0) } })
            }
        }
        chart.group("t\(first)") { chart in
            chart.path("series", timeline.steps.map { point($0, $0.p50Milliseconds) })
        }
        for step in timeline.steps {
            let x = time.position(of: step.startSeconds)
            // Of two modes each takes half the height, so that both can be pointed at.
            let half = (chart.floor - ChartSVG.top) / Double(timelines.count)
            let index = Double(timelines.firstIndex { $0.mode == timeline.mode } ?? 0)
            chart.rectangle(
                "hit", x: x, y: ChartSVG.top + index * half,
                width: time.position(of: step.endSeconds) - x, height: half,
                title: title(timeline, step))
        }
    }

    private static func firstToggle(_ mode: ResponseMode) -> Int {
        mode == .streaming ? 0 : 3
    }

    private func legend() -> [LegendEntry] {
        timelines.flatMap { timeline -> [LegendEntry] in
            let first = Self.firstToggle(timeline.mode)
            let name = timelines.count > 1 ? Wording.mode(timeline.mode) + " " : ""
            let hasTail = timeline.steps.count { $0.p99Milliseconds != nil } > 1
            let style = timeline.mode.style
            return [LegendEntry(first, key: "line \(style)", name + "p50")]
                + (hasTail
                    ? [LegendEntry(first + 1, key: "tailkey \(style)", name + "p99")] : [])
                + [LegendEntry(first + 2, key: "dotkey \(style)", name + "longest")]
        }
    }

    private func title(_ timeline: Timeline, _ step: Timeline.Step) -> String {
        let mode = timelines.count > 1 ? Wording.mode(timeline.mode) + ", " : ""
        let tail = step.p99Milliseconds.map {
            ", p99 " + QuantityFormat.latency(milliseconds: $0)
        }
        return "\(mode)\(QuantityFormat.digits(step.startSeconds))–"
            + "\(QuantityFormat.digits(step.endSeconds)) s: p50 "
            + QuantityFormat.latency(milliseconds: step.p50Milliseconds) + (tail ?? "")
            + ", longest " + QuantityFormat.latency(milliseconds: step.maxMilliseconds)
            + ", n \(QuantityFormat.count(step.count))"
    }

    private func description(_ timeline: Timeline) -> String {
        let medians = timeline.steps.map(\.p50Milliseconds)
        let mode = timelines.count > 1 ? Wording.mode(timeline.mode) + ": over" : "Over"
        return "\(mode) \(timeline.steps.count) steps the median lay between "
            + "\(QuantityFormat.latency(milliseconds: medians.min() ?? 0)) and "
            + "\(QuantityFormat.latency(milliseconds: medians.max() ?? 0)); the longest was "
            + QuantityFormat.latency(
                milliseconds: timeline.steps.map(\.maxMilliseconds).max() ?? 0) + "."
    }
}
