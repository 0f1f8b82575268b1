internal import Analysis
internal import RunModel

/// The independent values of one metric in order of time: dots for the base, diamonds for the new side, and
/// a line at the mean of each.
struct SidePointsChart {
    struct Point {
        let side: Side
        let value: Double
        let title: String
        /// Whether it begins a run, which a line parts from the one before.
        let isRunStart: Bool
    }

    /// The mean of points beside each other, drawn through them.
    struct Level {
        let side: Side
        let places: ClosedRange<Int>
        let value: Double
    }

    let points: [Point]
    /// Points beyond this number lie too close for a pointer, and their words would be most of the page.
    private static let mostTitles = 300

    /// Means of the base and of the new side.
    let means: (base: Double?, new: Double?)
    /// Of runs, where they are what is compared.
    var levels: [Level] = []
    let unit: SummaryUnit
    let label: String
    /// What a point is: a round, a run or a block.
    let noun: String

    func figure(name: String, title: String) -> Figure? {
        let values = points.map(\.value)
        guard points.count > 1, let least = values.min(), let high = values.max(),
            least < high
        else { return nil }
        var chart = ChartSVG()
        let latency = unit == .milliseconds ? LatencyUnit(milliseconds: high) : nil
        // Differences are what is looked for, so the axis need not begin at 0.
        let margin = max((high - least) * 0.12, abs(high) * 0.02, 1e-9)
        let low = max(least - margin, min(least, 0))
        let y = LinearScale(low...high + margin, from: chart.floor, to: ChartSVG.top, tickCount: 4)
        let format = unit == .share ? TickFormat.percent : TickFormat(unit: latency)
        chart.verticalAxis(
            y, label: [label, latency?.name ?? ""].filter { !$0.isEmpty }.joined(separator: ", "),
            format)
        for (index, point) in points.enumerated() where point.isRunStart && index > 0 {
            let x = x(Double(index) - 0.5)
            chart.line("grid", x1: x, y1: ChartSVG.top, x2: x, y2: chart.floor)
        }
        draw(.base, mean: means.base, y, &chart)
        draw(.new, mean: means.new, y, &chart)
        chart.line("axis", x1: ChartSVG.left, y1: chart.floor, x2: ChartSVG.right, y2: chart.floor)
        chart.text(
            "\(noun) in order of time", x: (ChartSVG.left + ChartSVG.right) / 2,
            y: chart.floor + 18, anchor: "middle", style: "label")
        return Figure(
            title, legend: Side.legend(form: "dotkey"),
            drawing: chart.rendered(name: name, title: title, description: description))
    }

    private func x(_ place: Double) -> Double {
        let width = (ChartSVG.right - ChartSVG.left) / Double(points.count)
        return ChartSVG.left + (place + 0.5) * width
    }

    private func draw(
        _ side: Side, mean: Double?, _ y: LinearScale, _ chart: inout ChartSVG
    ) {
        let places = points.indices.filter { points[$0].side == side }
        guard let first = places.first, let last = places.last else { return }
        chart.group(side.group) { chart in
            if let mean {
                chart.path(
                    "series level",
                    [
                        (x(Double(first) - 0.4), y.position(of: mean)),
                        (x(Double(last) + 0.4), y.position(of: mean)),
                    ])
            }
            for level in levels where level.side == side {
                chart.path(
                    "series",
                    [
                        (x(Double(level.places.lowerBound) - 0.5), y.position(of: level.value)),
                        (x(Double(level.places.upperBound) + 0.5), y.position(of: level.value)),
                    ])
            }
            for place in places {
                let at = (x: x(Double(place)), y: y.position(of: points[place].value))
                let title = points.count > Self.mostTitles ? "" : points[place].title
                let style = levels.isEmpty ? "point" : "point inpart"
                if side == .base {
                    chart.dot(style, at, radius: 3.2, title: title)
                } else {
                    chart.diamond(style, at, title: title)
                }
            }
        }
    }

    private var description: String {
        [(Side.base, "base", means.base), (.new, "new", means.new)].map { side, name, mean in
            let count = points.count { $0.side == side }
            return "\(name): \(QuantityFormat.count(count)) \(noun)"
                + (mean.map { ", mean \(QuantityFormat.quantity($0, unit))" } ?? "")
        }.joined(separator: "; ") + "."
    }
}
