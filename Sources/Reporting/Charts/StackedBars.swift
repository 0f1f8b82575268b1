/// Horizontal bars of parts that add up: phases of a connection, bytes of a token.
struct StackedBars {
    struct Part {
        let name: String
        let value: Double
        /// The value with its unit.
        let text: String
    }

    struct Bar {
        let name: String
        let parts: [Part]
        let total: String
    }

    let bars: [Bar]
    let label: String
    let format: TickFormat

    private static let pitch = 38.0

    /// The classes `p0` to `p5` differ in lightness, and a line parts them.
    func figure(name: String, title: String, note: String = "") -> Figure? {
        let totals = bars.map { $0.parts.reduce(0) { $0 + max($1.value, 0) } }
        guard let greatest = totals.max(), greatest > 0 else { return nil }
        var chart = ChartSVG(
            height: 8 + Double(bars.count) * Self.pitch + ChartSVG.height - ChartSVG.bottom)
        let scale = LinearScale(0...greatest, from: 4, to: ChartSVG.right)
        let names = orderedNames
        for (index, bar) in bars.enumerated() {
            let top = 8 + Double(index) * Self.pitch
            chart.text(bar.name, x: 4, y: top + 8, anchor: "start", style: "marklabel")
            chart.text(bar.total, x: ChartSVG.right, y: top + 8, anchor: "end")
            var start = 0.0
            for part in bar.parts where part.value > 0 {
                let x = scale.position(of: start)
                let place = names.firstIndex(of: part.name) ?? 0
                chart.rectangle(
                    "part p\(place) t\(place)", x: x, y: top + 14,
                    width: max(scale.position(of: start + part.value) - x, 0.6), height: 16,
                    title: "\(bar.name), \(part.name): \(part.text)")
                start += part.value
            }
        }
        chart.horizontalAxis(scale, label: label, format)
        return Figure(
            title,
            legend: names.enumerated().map {
                LegendEntry($0.offset, key: "part p\($0.offset)", $0.element)
            },
            drawing: chart.rendered(name: name, title: title, description: description),
            note: note)
    }

    private var orderedNames: [String] {
        bars.flatMap(\.parts).filter { $0.value > 0 }.map(\.name)
            .reduce(into: []) { names, name in
                if !names.contains(name) { names.append(name) }
            }
    }

    private var description: String {
        bars.map { bar in
            "\(bar.name): "
                + bar.parts.map { "\($0.name) \($0.text)" }.joined(separator: ", ") + "."
        }.joined(separator: " ")
    }
}
