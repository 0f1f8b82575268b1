internal import Analysis
internal import RunModel

/// A row a run, all on one axis: how its median and its high percentiles lie beside those of the others.
struct RunRowsChart {
    struct Row {
        /// What stands beside it, and what it is called where there is room.
        let title: RunTitle
        /// p50, p95 and p99; nil where the run has no such number.
        let numbers: [Estimate?]
    }

    let rows: [Row]
    let label: String

    private static let pitch = 20.0
    private static let marks = ["p50", "p95", "p99"]

    func figure(name: String, title: String) -> Figure? {
        let known = rows.flatMap(\.numbers).compactMap { $0 }.filter { $0.value != nil }
        let values = known.flatMap { [$0.value, $0.low, $0.high].compactMap { $0 } }
        guard let low = values.min(), let high = values.max(), high > 0 else { return nil }
        let scale = LatencyScale.scale(
            low: low, high: high, from: 0, to: WideDrawing.width, tickCount: 8)
        let unit = LatencyUnit(milliseconds: high)
        var drawing = WideDrawing(height: Double(rows.count) * Self.pitch + 6, style: "runrows")
        drawing.gridLines(scale)
        for (index, row) in rows.enumerated() { draw(row, index, scale, unit, &drawing) }
        return Figure(
            title,
            legend: Self.marks.enumerated().map { index, mark in
                LegendEntry(index, key: "\(mark)key m-streaming", mark)
            },
            drawing: drawing.rendered(
                name: name, title: title, description: description, scale, TickFormat(unit: unit),
                axis: "\(label), \(unit.name)\(scale.isLogarithmic ? ", logarithmic" : "")"),
            note: note)
    }

    private func draw(
        _ row: Row, _ index: Int, _ scale: any AxisScale, _ unit: LatencyUnit,
        _ drawing: inout WideDrawing
    ) {
        let y = (Double(index) + 0.5) * Self.pitch + 3
        func x(_ value: Double) -> String { ChartSVG.number(scale.position(of: value)) }
        let height = ChartSVG.number(y)
        let known = row.numbers.compactMap { $0?.value }
        if let least = known.min(), let most = known.max(), least < most {
            drawing.path("reach", "M\(x(least)) \(height)H\(x(most))")
        }
        for (place, number) in row.numbers.enumerated() {
            guard let number, let value = number.value else { continue }
            if let low = number.low, let high = number.high {
                drawing.path("span t\(place)", "M\(x(low)) \(height)H\(x(high))")
            }
            let mark = place == 2 ? "m0 -6v12" : "h0"
            let interval = QuantityFormat.interval(number).map { " (95 %: \($0))" } ?? ""
            drawing.path(
                "\(Self.marks[place]) t\(place)", "M\(x(value)) \(height)\(mark)",
                title: "\(row.title.short), \(Self.marks[place]): "
                    + QuantityFormat.quantity(value, number.unit) + interval)
        }
        drawing.label("due", row.title.line, top: y - 7)
        let texts = row.numbers.map { number in
            number?.value.map { QuantityFormat.digits($0 / unit.milliseconds) } ?? "—"
        }
        drawing.label("remark", texts.joined(separator: " · ") + " \(unit.name)", top: y - 7)
    }

    private var description: String {
        rows.map { row in
            let parts = zip(Self.marks, row.numbers).compactMap { mark, number in
                number?.value.map { "\(mark) \(QuantityFormat.latency(milliseconds: $0))" }
            }
            return "\(row.title.short): \(parts.joined(separator: ", "))."
        }.joined(separator: " ")
    }

    /// Why marks are missing.
    private var note: String {
        let missing = Self.marks.indices.compactMap { place -> String? in
            let found = rows.filter { $0.numbers[place]?.value == nil }.map { "\($0.title.number)" }
            guard !found.isEmpty else { return nil }
            let which =
                found.count == rows.count
                ? "any run" : (found.count == 1 ? "run " : "runs ") + Self.listed(found)
            return "No \(Self.marks[place]) of \(which): too few requests for it."
        }
        return (missing + ["Pale bars: 95 % intervals within the run."]).joined(separator: " ")
    }

    static func listed(_ names: [String]) -> String {
        names.count < 2
            ? names.joined()
            : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }
}
