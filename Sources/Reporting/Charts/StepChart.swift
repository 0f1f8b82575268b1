/// Quantities over the time of a run in equal steps, drawn as stairs: what was wanted, dashed, beside
/// what was achieved.
struct StepChart {
    struct Series {
        let name: String
        /// The class of its colour and of its line.
        let style: String
        /// A value a step; a gap where there is none.
        let values: [Double?]
    }

    let stepSeconds: Double
    let series: [Series]
    let label: String
    var marks = TimeMarks()
    /// What the time axis counts from.
    var axis = "seconds since the first request was due"

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let drawn = series.filter { $0.values.contains { $0 != nil } }
        let count = drawn.map(\.values.count).max() ?? 0
        let greatest = drawn.flatMap(\.values).compactMap { $0 }.max() ?? 0
        guard count > 0, stepSeconds > 0, greatest > 0 else { return nil }
        var chart = ChartSVG()
        let time = LinearScale(
            0...Double(count) * stepSeconds, from: ChartSVG.left, to: ChartSVG.right)
        let scale = LinearScale(
            0...greatest * 1.05, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(scale, label: label, TickFormat())
        for (index, part) in drawn.enumerated() {
            chart.group("\(part.style) t\(index)") { chart in
                draw(part.values, time, scale, &chart)
            }
        }
        for index in 0..<count {
            let x = time.position(of: Double(index) * stepSeconds)
            chart.rectangle(
                "hit", x: x, y: ChartSVG.top,
                width: time.position(of: Double(index + 1) * stepSeconds) - x,
                height: chart.floor - ChartSVG.top, title: self.title(drawn, index))
        }
        marks.draw(time, in: &chart)
        chart.horizontalAxis(time, label: axis, TickFormat())
        return Figure(
            title,
            legend: drawn.count > 1
                ? drawn.enumerated().map {
                    LegendEntry($0.offset, key: "line \($0.element.style)", $0.element.name)
                } : [],
            drawing: chart.rendered(
                name: name, title: title,
                description: drawn.map(description).joined(separator: " ")),
            note: note)
    }

    private func draw(
        _ values: [Double?], _ time: LinearScale, _ scale: LinearScale, _ chart: inout ChartSVG
    ) {
        var points: [ChartSVG.Point] = []
        for (index, value) in values.enumerated() {
            guard let value else {
                chart.path("series stairs", points)
                points = []
                continue
            }
            let y = scale.position(of: value)
            points += [
                (time.position(of: Double(index) * stepSeconds), y),
                (time.position(of: Double(index + 1) * stepSeconds), y),
            ]
        }
        chart.path("series stairs", points)
    }

    private func title(_ drawn: [Series], _ index: Int) -> String {
        let start = QuantityFormat.digits(Double(index) * stepSeconds)
        let end = QuantityFormat.digits(Double(index + 1) * stepSeconds)
        let values = drawn.compactMap { part in
            (part.values.indices.contains(index) ? part.values[index] : nil)
                .map { "\(part.name) \(QuantityFormat.digits($0))" }
        }
        return "\(start)–\(end) s: " + values.joined(separator: ", ")
    }

    private func description(_ part: Series) -> String {
        let values = part.values.compactMap { $0 }
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        return "\(part.name): mean over the steps \(QuantityFormat.digits(mean)), "
            + "greatest \(QuantityFormat.digits(values.max() ?? 0))."
    }
}
