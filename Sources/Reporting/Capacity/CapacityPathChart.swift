internal import Analysis
internal import RunModel

/// The loads in the order in which they were tried, with what became of each: a dot did not fail, a diamond failed.
struct CapacityPathChart {
    private let summary: CapacitySummary

    init(_ summary: CapacitySummary) {
        self.summary = summary
    }

    var figure: Figure? {
        let steps = summary.steps.filter { $0.load > 0 }
        guard let least = steps.map(\.load).min(), let most = steps.map(\.load).max() else {
            return nil
        }
        var chart = ChartSVG()
        let places = LinearScale(
            0.5...Double(steps.count) + 0.5, from: ChartSVG.left, to: ChartSVG.right,
            isWhole: true)
        let loads = LogScale(least / 1.1...most * 1.1, from: chart.floor, to: ChartSVG.top)
        chart.verticalAxis(loads, label: CapacityAnswerMark.axis(summary), TickFormat())
        let points = steps.enumerated().map { index, step in
            (x: places.position(of: Double(index + 1)), y: loads.position(of: step.load))
        }
        chart.group("wanted") { $0.path("series stairs", points) }
        for (step, point) in zip(steps, points) {
            let title =
                "\(CapacityWording.load(step.load, summary.capacity.load)): \(CapacityWording.verdict(step))"
            let mode: ResponseMode = step.verdict == .fails ? .nonStreaming : .streaming
            chart.group(mode.style) { $0.mark(mode, point, title: title) }
        }
        chart.horizontalAxis(places, label: "step", TickFormat())
        return Figure(
            "The path of the search",
            drawing: chart.rendered(
                name: "path", title: "The path of the search",
                description: steps.map {
                    "\(QuantityText.load($0.load)) \(CapacityWording.verdict($0))"
                }.joined(separator: ", ") + "."),
            note: "A dot did not fail, a diamond failed.")
    }
}
