internal import Analysis

/// How a latency went over the run: its p50 and p99 as lines, the longest of each step as a dot.
struct TimelineChart {
    let timeline: Timeline

    func svg(name: String, title: String) -> String {
        let steps = timeline.steps
        guard let end = steps.last?.endSeconds, let low = steps.map(\.p50Milliseconds).min(),
            let high = steps.map(\.maxMilliseconds).max(), high > 0
        else { return "" }
        var chart = ChartSVG()
        let time = LinearScale(0...end, from: ChartSVG.left, to: ChartSVG.right)
        let unit = LatencyUnit(milliseconds: low > 0 ? low : high)
        let label = "\(Wording.name(timeline.metric)), \(unit.name)"
        if low > 0, high / low > 12 {
            let scale = LogScale(
                (low * 0.7)...(high * 1.1), from: ChartSVG.bottom, to: ChartSVG.top + 6)
            chart.verticalAxis(scale, label: label + ", logarithmic", TickFormat(unit: unit))
            draw(&chart, time, scale)
        } else {
            let scale = LinearScale(
                0...(high * 1.05), from: ChartSVG.bottom, to: ChartSVG.top + 6, tickCount: 4)
            chart.verticalAxis(scale, label: label, TickFormat(unit: unit))
            draw(&chart, time, scale)
        }
        chart.horizontalAxis(
            time, label: "seconds since the start of the window", TickFormat(unit: nil))
        return chart.rendered(name: name, title: title, description: description(low, high))
    }

    private func draw(_ chart: inout ChartSVG, _ time: LinearScale, _ scale: some AxisScale) {
        func point(_ step: Timeline.Step, _ value: Double) -> (x: Double, y: Double) {
            (
                time.position(of: (step.startSeconds + step.endSeconds) / 2),
                scale.position(of: value)
            )
        }
        for step in timeline.steps {
            let place = point(step, step.maxMilliseconds)
            chart.dot("most", x: place.x, y: place.y)
        }
        let medians = timeline.steps.map { point($0, $0.p50Milliseconds) }
        let tails = timeline.steps.compactMap { step in
            step.p99Milliseconds.map { point(step, $0) }
        }
        chart.path("tail", tails)
        chart.path("median", medians)
        for (label, last) in [("p50", medians.last), ("p99", tails.last)] {
            guard let last else { continue }
            chart.text(
                label, x: ChartSVG.right + 4, y: last.y + 4, anchor: "start", style: "marklabel")
        }
    }

    private func description(_ low: Double, _ high: Double) -> String {
        let medians = timeline.steps.map(\.p50Milliseconds)
        return "Over \(timeline.steps.count) steps the median lay between "
            + "\(QuantityFormat.latency(milliseconds: low)) and "
            + "\(QuantityFormat.latency(milliseconds: medians.max() ?? low)); the longest was "
            + "\(QuantityFormat.latency(milliseconds: high))."
    }
}
