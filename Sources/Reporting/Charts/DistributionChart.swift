internal import Analysis

/// How often each latency occurred, with its p50 and p99.
struct DistributionChart {
    let distribution: BinnedDistribution
    let median: Double?
    let tail: Double?

    func svg(name: String, title: String, noun: String) -> String {
        guard let low = distribution.edges.first, let high = distribution.edges.last,
            let greatest = distribution.counts.max(), low < high
        else { return "" }
        let counts = LinearScale(
            0...Double(greatest), from: ChartSVG.bottom, to: ChartSVG.top + 14, tickCount: 4)
        var chart = ChartSVG()
        chart.verticalAxis(counts, label: noun, TickFormat(unit: nil))
        let unit = LatencyUnit(milliseconds: median ?? high)
        if distribution.isLogarithmic {
            let scale = LogScale(
                low...high, from: ChartSVG.left, to: ChartSVG.right)
            draw(&chart, on: scale, counts, unit)
        } else {
            let scale = LinearScale(low...high, from: ChartSVG.left, to: ChartSVG.right)
            draw(&chart, on: scale, counts, unit)
        }
        return chart.rendered(name: name, title: title, description: description(low, high, noun))
    }

    private func draw(
        _ chart: inout ChartSVG, on scale: some AxisScale, _ counts: LinearScale,
        _ unit: LatencyUnit
    ) {
        for (index, count) in distribution.counts.enumerated() where count > 0 {
            let start = scale.position(of: distribution.edges[index])
            let end = scale.position(of: distribution.edges[index + 1])
            let y = counts.position(of: Double(count))
            chart.rectangle(
                "bar", x: start, y: y, width: max(end - start - 0.8, 0.4),
                height: ChartSVG.bottom - y)
        }
        for (value, label) in [(median, "p50"), (tail, "p99")] {
            guard let value, scale.domain.contains(value) else { continue }
            let x = scale.position(of: value)
            chart.line("mark", x1: x, y1: ChartSVG.top + 2, x2: x, y2: ChartSVG.bottom)
            // The label of a median close before its p99 goes to the other side.
            let isCrowded =
                label == "p50" && tail.map { scale.position(of: $0) - x < 32 } ?? false
            let isRight = x > ChartSVG.right - 32 || isCrowded
            chart.text(
                label, x: x + (isRight ? -4 : 4), y: ChartSVG.top + 10,
                anchor: isRight ? "end" : "start", style: "marklabel")
        }
        let kind = distribution.isLogarithmic ? ", logarithmic" : ""
        chart.horizontalAxis(
            scale, label: "\(Wording.name(distribution.metric)), \(unit.name)\(kind)",
            TickFormat(unit: unit))
    }

    private func description(_ low: Double, _ high: Double, _ noun: String) -> String {
        let total = distribution.counts.reduce(0, +)
        var text =
            "\(QuantityFormat.count(total)) \(noun) from "
            + "\(QuantityFormat.latency(milliseconds: low)) to "
            + QuantityFormat.latency(milliseconds: high)
        if let median { text += ", half at most \(QuantityFormat.latency(milliseconds: median))" }
        if let tail { text += ", p99 \(QuantityFormat.latency(milliseconds: tail))" }
        return text + "."
    }
}
