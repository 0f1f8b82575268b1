internal import Analysis
internal import RunModel

/// The share of requests that missed an objective, over the load: a mark with its interval a step, the share that
/// may, and the answer.
struct CapacityMissChart {
    private let summary: CapacitySummary
    private let objective: Int

    init(_ summary: CapacitySummary, objective: Int) {
        self.summary = summary
        self.objective = objective
    }

    private var steps: [CapacityStep] {
        summary.steps.filter { $0.objectives.indices.contains(objective) && $0.load > 0 }
    }

    var figure: Figure? {
        let steps = steps
        guard let least = steps.map(\.load).min(), let most = steps.map(\.load).max(),
            let first = steps.first?.objectives[objective]
        else { return nil }
        let top = max(steps.map { $0.objectives[objective].missed }.max() ?? 0, 4 * first.allowed)
        var chart = ChartSVG()
        let loads = LogScale(
            least / 1.1...most * 1.1, from: ChartSVG.left, to: ChartSVG.right)
        let shares = LinearScale(
            0...min(1, top), from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(shares, label: "missed", .percent)
        CapacityAnswerMark(summary).draw(on: &chart, loads)
        let allowed = shares.position(of: first.allowed)
        chart.line("mark", x1: ChartSVG.left, y1: allowed, x2: ChartSVG.right, y2: allowed)
        for step in steps { draw(step, loads, shares, &chart) }
        chart.horizontalAxis(loads, label: CapacityAnswerMark.axis(summary), TickFormat())
        let title = "Share that missed \(first.text)"
        return Figure(
            title,
            drawing: chart.rendered(
                name: "missed\(objective)", title: title, description: description(first)),
            note:
                "Dashed: what may be missed. Bars: 95 % intervals by what each step's requests are worth."
                + CapacityAnswerMark(summary).note)
    }

    private func draw(
        _ step: CapacityStep, _ loads: LogScale, _ shares: LinearScale, _ chart: inout ChartSVG
    ) {
        let seen = step.objectives[objective]
        let x = loads.position(of: step.load)
        func y(_ share: Double) -> Double {
            shares.position(of: min(share, shares.domain.upperBound))
        }
        chart.group(ResponseMode.streaming.style) { chart in
            chart.line("whisker", x1: x, y1: y(seen.missedLow), x2: x, y2: y(seen.missedHigh))
            chart.mark(
                .streaming, (x, y(seen.missed)),
                title: "\(CapacityWording.load(step.load, summary.capacity.load)): "
                    + "\(QuantityFormat.share(seen.missed)) missed, \(CapacityWording.verdict(step))"
            )
        }
    }

    private func description(_ first: CapacityStep.Objective) -> String {
        "Of \(QuantityFormat.share(first.allowed)) that may miss it: "
            + steps.sorted { $0.load < $1.load }.map {
                "\(QuantityText.load($0.load)): \(QuantityFormat.share($0.objectives[objective].missed))"
            }.joined(separator: ", ") + "."
    }
}

/// The answer with its interval, as a band over the loads.
struct CapacityAnswerMark {
    private let summary: CapacitySummary

    init(_ summary: CapacitySummary) {
        self.summary = summary
    }

    /// What is drawn, in words; empty where nothing is.
    var note: String {
        let band =
            summary.low == nil || summary.high == nil
            ? "" : " Green: where the capacity lies, with 95 % confidence."
        return band + (summary.load == nil ? "" : " Line in it: the answer.")
    }

    static func axis(_ summary: CapacitySummary) -> String {
        summary.capacity.load == .rate ? "requests a second" : "streams kept open"
    }

    func draw(on chart: inout ChartSVG, _ loads: LogScale) {
        let height = chart.floor - ChartSVG.top
        func place(_ load: Double) -> Double {
            loads.position(of: min(max(load, loads.domain.lowerBound), loads.domain.upperBound))
        }
        if let low = summary.low, let high = summary.high {
            chart.rectangle(
                "kneeband", x: place(low), y: ChartSVG.top, width: max(place(high) - place(low), 0),
                height: height,
                title: "95 %: \(QuantityText.load(low)) to \(QuantityText.load(high))")
        }
        if let load = summary.load {
            let x = place(load)
            chart.line("axis", x1: x, y1: ChartSVG.top, x2: x, y2: chart.floor)
        }
    }
}
