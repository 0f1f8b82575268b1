/// Values with their intervals one below the other on one axis, and the line of no difference.
struct IntervalChart {
    struct Line {
        let name: String
        let value: Double
        let low: Double?
        let high: Double?
        /// The value as a person reads it.
        let text: String
        let title: String
        var style = "m-streaming"
    }

    let lines: [Line]
    let label: String
    let format: TickFormat
    /// Whether 0 belongs to the axis and is drawn through all lines.
    var hasZero = true

    private static let pitch = 40.0

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let values =
            lines.flatMap { [$0.value, $0.low ?? $0.value, $0.high ?? $0.value] }
            .filter(\.isFinite) + (hasZero ? [0] : [])
        guard let low = values.min(), let high = values.max(), low < high else { return nil }
        var chart = ChartSVG(
            height: 8 + Double(lines.count) * Self.pitch + ChartSVG.height - ChartSVG.bottom)
        let margin = (high - low) * 0.06
        let scale = LinearScale(low - margin...high + margin, from: 6, to: ChartSVG.right - 2)
        for tick in scale.ticks {
            let x = scale.position(of: tick)
            chart.line("grid", x1: x, y1: 4, x2: x, y2: chart.floor)
        }
        if hasZero {
            let x = scale.position(of: 0)
            chart.line("zero", x1: x, y1: 4, x2: x, y2: chart.floor)
        }
        for (index, line) in lines.enumerated() {
            draw(line, top: 8 + Double(index) * Self.pitch, scale, &chart)
        }
        chart.horizontalAxis(scale, label: label, format)
        return Figure(
            title,
            drawing: chart.rendered(
                name: name, title: title,
                description: lines.map { $0.title + "." }.joined(separator: " ")),
            note: note)
    }

    private func draw(
        _ line: Line, top: Double, _ scale: LinearScale, _ chart: inout ChartSVG
    ) {
        chart.text(
            "\(line.name)  \(line.text)", x: 6, y: top + 10, anchor: "start",
            style: "halo marklabel")
        let y = top + 24
        chart.group(line.style) { chart in
            if let low = line.low, let high = line.high {
                let (x1, x2) = (scale.position(of: low), scale.position(of: high))
                chart.line("whisker", x1: x1, y1: y, x2: x2, y2: y)
                for x in [x1, x2] {
                    chart.line("whisker", x1: x, y1: y - 5, x2: x, y2: y + 5)
                }
            }
            chart.dot(
                "point", (scale.position(of: line.value), y), radius: 4, title: line.title)
        }
    }
}
