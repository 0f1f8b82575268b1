internal import Analysis
internal import RunModel

/// Percentiles up to as many nines as the samples carry, with their intervals as bands.
struct LadderChart {
    let ladders: [PercentileLadder]
    /// Set where charts of several runs share their axes.
    var greatestQuantile: Double?
    var greatestMilliseconds: Double?
    var leastMilliseconds: Double?

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let drawn = ladders.filter { $0.steps.count > 1 }
        let steps = drawn.flatMap(\.steps)
        guard let top = greatestQuantile ?? steps.map(\.quantile).max(),
            let low = leastMilliseconds ?? steps.map(\.milliseconds).min(),
            let high = greatestMilliseconds
                ?? steps.map({ max($0.milliseconds, $0.highMilliseconds ?? 0) }).max(), high > 0
        else { return nil }
        var chart = ChartSVG()
        let nines = NinesScale(to: top, from: ChartSVG.left, to: ChartSVG.right)
        let scale = LatencyScale.scale(
            low: low, high: high, from: chart.floor, to: ChartSVG.top)
        let unit = LatencyUnit(milliseconds: scale.isLogarithmic ? low : high)
        let metric = drawn.first.map { Wording.name($0.metric) } ?? ""
        chart.verticalAxis(
            scale, label: "\(metric), \(unit.name)\(scale.isLogarithmic ? ", logarithmic" : "")",
            TickFormat(unit: unit))
        for ladder in drawn {
            chart.group(ModeLegend.group(ladder.mode)) { chart in
                draw(ladder, nines, scale, &chart)
            }
        }
        chart.horizontalAxis(nines, label: "percentile, by its nines", .percent)
        return Figure(
            title, legend: ModeLegend.entries(drawn.map(\.mode), form: "line"),
            drawing: chart.rendered(
                name: name, title: title,
                description: drawn.map(description).joined(separator: " ")),
            note: note)
    }

    private func draw(
        _ ladder: PercentileLadder, _ nines: NinesScale, _ scale: any AxisScale,
        _ chart: inout ChartSVG
    ) {
        func y(_ value: Double) -> Double {
            scale.position(of: min(max(value, scale.domain.lowerBound), scale.domain.upperBound))
        }
        let steps = ladder.steps.filter { nines.domain.contains($0.quantile) }
        let known = steps.filter { $0.lowMilliseconds != nil && $0.highMilliseconds != nil }
        chart.area(
            "band",
            known.map { (nines.position(of: $0.quantile), y($0.highMilliseconds ?? 0)) }
                + known.reversed().map {
                    (nines.position(of: $0.quantile), y($0.lowMilliseconds ?? 0))
                })
        chart.path(
            "series", steps.map { (nines.position(of: $0.quantile), y($0.milliseconds)) })
        for step in steps {
            chart.mark(
                ladder.mode, (nines.position(of: step.quantile), y(step.milliseconds)),
                title: title(ladder, step))
        }
    }

    private func title(_ ladder: PercentileLadder, _ step: PercentileLadder.Step) -> String {
        let interval = QuantityFormat.latencyInterval(
            low: step.lowMilliseconds, high: step.highMilliseconds)
        return "\(Wording.mode(ladder.mode)), \(TickFormat.percent.text(step.quantile)): "
            + QuantityFormat.latency(milliseconds: step.milliseconds)
            + (interval.map { " (95 %: \($0))" } ?? "")
    }

    private func description(_ ladder: PercentileLadder) -> String {
        let values = ladder.steps.map {
            "\(TickFormat.percent.text($0.quantile)) "
                + QuantityFormat.latency(milliseconds: $0.milliseconds)
        }
        return "\(Wording.mode(ladder.mode)): \(values.joined(separator: ", "))."
    }
}
