internal import Analysis
internal import RunModel

/// One quantity in several rounds or runs: dots with their intervals, side by side on one axis.
struct CategoryChart {
    struct Point {
        let category: Int
        let mode: ResponseMode
        let value: Double
        var low: Double?
        var high: Double?
        let title: String
        /// A part of what the category's own point is the mean of.
        var isPart = false
    }

    let categories: [String]
    let points: [Point]
    let unit: SummaryUnit
    let label: String

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let values = points.flatMap { [$0.value, $0.low ?? $0.value, $0.high ?? $0.value] }
        guard !categories.isEmpty, let high = values.max(), let low = values.min() else {
            return nil
        }
        var chart = ChartSVG()
        let latency = unit == .milliseconds ? LatencyUnit(milliseconds: high) : nil
        // Differences between rounds are what is looked for, so the axis need not begin at 0.
        let margin = max((high - low) * 0.15, abs(high) * 0.02, 1e-9)
        let scale = LinearScale(
            max(low - margin, min(low, 0))...high + margin, from: chart.floor, to: ChartSVG.top,
            tickCount: 4)
        let modes = ResponseMode.allCases.filter { mode in points.contains { $0.mode == mode } }
        let format = unit == .share ? TickFormat.percent : TickFormat(unit: latency)
        let unitName = latency?.name ?? (unit == .share ? "" : unit.rawValue)
        chart.verticalAxis(
            scale, label: [label, unitName].filter { !$0.isEmpty }.joined(separator: ", "), format)
        for mode in modes {
            chart.group(ModeLegend.group(mode)) { chart in
                let shift = modes.count < 2 ? 0 : (mode == .streaming ? -7.0 : 7.0)
                for point in points where point.mode == mode {
                    draw(point, x: x(point.category) + shift, scale, &chart)
                }
            }
        }
        drawCategories(&chart)
        return Figure(
            title, legend: ModeLegend.entries(modes, form: "dotkey"),
            drawing: chart.rendered(
                name: name, title: title,
                description: points.filter { !$0.isPart }.map { $0.title + "." }
                    .joined(separator: " ")),
            note: note)
    }

    private func x(_ category: Int) -> Double {
        let width = (ChartSVG.right - ChartSVG.left) / Double(categories.count)
        return ChartSVG.left + (Double(category) + 0.5) * width
    }

    private func draw(
        _ point: Point, x: Double, _ scale: LinearScale, _ chart: inout ChartSVG
    ) {
        let y = scale.position(of: point.value)
        if point.isPart { return chart.dot("most", (x - 9, y), title: point.title) }
        if let low = point.low, let high = point.high {
            let (bottom, top) = (scale.position(of: low), scale.position(of: high))
            chart.line("whisker", x1: x, y1: bottom, x2: x, y2: top)
            for end in [bottom, top] {
                chart.line("whisker", x1: x - 4, y1: end, x2: x + 4, y2: end)
            }
        }
        chart.mark(point.mode, (x, y), title: point.title)
    }

    /// Every name where they fit, else every so manieth.
    private func drawCategories(_ chart: inout ChartSVG) {
        chart.line("axis", x1: ChartSVG.left, y1: chart.floor, x2: ChartSVG.right, y2: chart.floor)
        let longest = Double(categories.map(\.count).max() ?? 1) * 6.8 + 4
        let width = (ChartSVG.right - ChartSVG.left) / Double(categories.count)
        let step = max(1, Int((longest / width).rounded(.up)))
        for index in stride(from: 0, to: categories.count, by: step) {
            chart.text(categories[index], x: x(index), y: chart.floor + 17, anchor: "middle")
        }
    }
}
