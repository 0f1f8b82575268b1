internal import Analysis
internal import RunModel

/// How often each latency occurred, of one mode or of both on one axis.
///
/// The bins of two modes differ in width, so their areas are made equal: what is compared is where a
/// mode's values lie, not how many there are.
struct DistributionChart {
    struct Series {
        let distribution: BinnedDistribution
        let median: Double?
        let tail: Double?
    }

    let series: [Series]
    /// What is counted: requests or gaps.
    let noun: String
    /// Set where charts of several runs share their axis; milliseconds.
    var domain: ClosedRange<Double>?

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let edges = series.flatMap { $0.distribution.edges }
        guard let least = edges.min(), let greatest = edges.max(), least < greatest else {
            return nil
        }
        let low = domain?.lowerBound ?? least
        let high = domain?.upperBound ?? greatest
        let isLogarithmic =
            low > 0
            && (series.count > 1 || domain != nil
                ? high / low > 8 : series.allSatisfy { $0.distribution.isLogarithmic })
        let scale: any AxisScale =
            isLogarithmic
            ? LogScale(low...high, from: ChartSVG.left, to: ChartSVG.right)
            : LinearScale(low...high, from: ChartSVG.left, to: ChartSVG.right)
        var chart = ChartSVG()
        let unit = LatencyUnit(milliseconds: series.first?.median ?? high)
        drawCounts(&chart)
        for part in series {
            chart.group(ModeLegend.group(part.distribution.mode)) { chart in
                draw(part, on: scale, &chart)
            }
        }
        let metric = series.first.map { Wording.name($0.distribution.metric) } ?? ""
        chart.horizontalAxis(
            scale, label: "\(metric), \(unit.name)\(isLogarithmic ? ", logarithmic" : "")",
            TickFormat(unit: unit))
        return Figure(
            title, legend: ModeLegend.entries(series.map(\.distribution.mode), form: "box"),
            drawing: chart.rendered(
                name: name, title: title,
                description: series.map(description).joined(separator: " ")),
            note: note)
    }

    // MARK: Drawing

    /// With one mode alone heights are counts; with two there is no common count.
    private func drawCounts(_ chart: inout ChartSVG) {
        guard series.count == 1, let greatest = series[0].distribution.counts.max() else {
            return chart.text(
                "relative frequency (equal areas)", x: 0, y: 12, anchor: "start", style: "label")
        }
        chart.verticalAxis(
            LinearScale(
                0...Double(max(greatest, 1)), from: chart.floor, to: ChartSVG.top + 12,
                tickCount: 4), label: noun, TickFormat())
    }

    private func heights(_ part: Series, on scale: any AxisScale) -> [Double] {
        let counts = part.distribution.counts.map(Double.init)
        guard series.count > 1 else { return counts }
        let total = counts.reduce(0, +)
        return counts.enumerated().map { index, count in
            let width =
                scale.position(of: part.distribution.edges[index + 1])
                - scale.position(of: part.distribution.edges[index])
            return width > 0 && total > 0 ? count / total / width : 0
        }
    }

    private func draw(_ part: Series, on scale: any AxisScale, _ chart: inout ChartSVG) {
        let greatest = series.flatMap { self.heights($0, on: scale) }.max() ?? 1
        let vertical = LinearScale(
            0...max(greatest, .leastNonzeroMagnitude), from: chart.floor, to: ChartSVG.top + 12)
        let heights = self.heights(part, on: scale)
        let edges = part.distribution.edges
        var outline: [ChartSVG.Point] = [(scale.position(of: edges[0]), chart.floor)]
        for (index, height) in heights.enumerated() {
            let start = scale.position(of: edges[index])
            let end = scale.position(of: edges[index + 1])
            let y = vertical.position(of: height)
            outline += [(start, y), (end, y)]
            guard part.distribution.counts[index] > 0 else { continue }
            chart.rectangle(
                "bar", x: start, y: y, width: max(end - start, 0.5), height: chart.floor - y,
                title: title(part, index))
        }
        outline.append((outline.last?.x ?? 0, chart.floor))
        chart.path("outline", outline)
        drawMarks(part, on: scale, &chart)
    }

    private func drawMarks(_ part: Series, on scale: any AxisScale, _ chart: inout ChartSVG) {
        // With two modes the lines would stand in each other's way; the tables have the values.
        guard series.count == 1 else { return }
        for (value, label) in [(part.median, "p50"), (part.tail, "p99")] {
            guard let value, scale.domain.contains(value) else { continue }
            let x = scale.position(of: value)
            chart.line("mark", x1: x, y1: ChartSVG.top, x2: x, y2: chart.floor)
            // The label of a median close before its p99 goes to the other side.
            let isCrowded =
                label == "p50" && part.tail.map { scale.position(of: $0) - x < 32 } ?? false
            let isRight = x > ChartSVG.right - 32 || isCrowded
            chart.text(
                label, x: x + (isRight ? -4 : 4), y: ChartSVG.top + 8,
                anchor: isRight ? "end" : "start", style: "marklabel")
        }
    }

    // MARK: Words

    private func title(_ part: Series, _ index: Int) -> String {
        let ends = QuantityFormat.latencyInterval(
            low: part.distribution.edges[index], high: part.distribution.edges[index + 1])
        let count = part.distribution.counts[index]
        return "\(mode(part))\(ends ?? ""): "
            + Wording.plural(count, noun == "gaps" ? "gap" : "request")
    }

    private func mode(_ part: Series) -> String {
        series.count > 1 ? Wording.mode(part.distribution.mode) + ", " : ""
    }

    private func description(_ part: Series) -> String {
        let total = part.distribution.counts.reduce(0, +)
        let edges = part.distribution.edges
        var text =
            "\(mode(part))\(QuantityFormat.count(total)) \(noun) from "
            + "\(QuantityFormat.latency(milliseconds: edges.first ?? 0)) to "
            + QuantityFormat.latency(milliseconds: edges.last ?? 0)
        if let median = part.median {
            text += ", half at most \(QuantityFormat.latency(milliseconds: median))"
        }
        if let tail = part.tail { text += ", p99 \(QuantityFormat.latency(milliseconds: tail))" }
        return text + "."
    }
}
