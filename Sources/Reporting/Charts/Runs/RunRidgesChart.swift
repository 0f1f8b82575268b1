internal import Analysis

/// The distributions of several runs one below the other on one axis, each as high as its own greatest density.
struct RunRidgesChart {
    struct Row {
        let title: RunTitle
        let distribution: BinnedDistribution?
    }

    let rows: [Row]
    let label: String

    private static let pitch = 26.0

    func figure(name: String, title: String) -> Figure? {
        let edges = rows.compactMap(\.distribution).flatMap(\.edges)
        guard let low = edges.min(), let high = edges.max(), low < high else { return nil }
        let scale: any AxisScale =
            low > 0 && high / low > 8
            ? LogScale(low...high, from: 0, to: WideDrawing.width)
            : LinearScale(low...high, from: 0, to: WideDrawing.width, tickCount: 8)
        let unit = LatencyUnit(milliseconds: high)
        var drawing = WideDrawing(height: Double(rows.count) * Self.pitch + 8, style: "runrows")
        drawing.gridLines(scale)
        for (index, row) in rows.enumerated() {
            let floor = Double(index + 1) * Self.pitch + 6
            draw(row, floor, scale, &drawing)
            drawing.label("due", row.title.line, top: floor - 15)
        }
        return Figure(
            title,
            drawing: drawing.rendered(
                name: name, title: title,
                description: rows.compactMap(Self.words).joined(separator: " "),
                scale, TickFormat(unit: unit),
                axis: "\(label), \(unit.name)\(scale.isLogarithmic ? ", logarithmic" : "")"),
            note: note)
    }

    private func draw(
        _ row: Row, _ floor: Double, _ scale: any AxisScale, _ drawing: inout WideDrawing
    ) {
        guard let data = row.distribution else {
            drawing.label("remark", "too few values", top: floor - 15)
            return
        }
        let ends = data.edges.map { scale.position(of: $0) }
        let densities = data.counts.enumerated().map { index, count in
            Double(count) / max(ends[index + 1] - ends[index], 1e-9)
        }
        guard let most = densities.max(), most > 0 else { return }
        let bottom = ChartSVG.number(floor)
        var path = "M\(ChartSVG.number(ends[0])) \(bottom)"
        for (index, density) in densities.enumerated() {
            path += "V\(ChartSVG.number(floor - density / most * (Self.pitch - 4)))"
            path += "H\(ChartSVG.number(ends[index + 1]))"
        }
        drawing.path("ridge", path + "V\(bottom)z", title: Self.words(row) ?? "")
    }

    private static func words(_ row: Row) -> String? {
        row.distribution.map { data in
            "\(row.title.short): "
                + (QuantityFormat.latencyInterval(low: data.edges.first, high: data.edges.last)
                    ?? "") + "."
        }
    }

    private var note: String {
        let none = rows.filter { $0.distribution == nil }.map { "\($0.title.number)" }
        return "Each run as high as its own most frequent value."
            + (none.isEmpty
                ? ""
                : " No distribution of \(none.count == 1 ? "run" : "runs") \(RunRowsChart.listed(none)): too few values.")
    }
}
