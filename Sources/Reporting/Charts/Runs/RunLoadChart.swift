internal import Analysis

/// One quantity against the load that the runs put on the target.
struct RunLoadChart {
    /// A statistic over the runs.
    struct Series {
        let name: String
        let style: String
        /// A number a run, in the runs' order.
        let numbers: [Estimate?]
    }

    let loads: RunLoads
    let names: [String]
    let series: [Series]
    let label: String

    private typealias Place = (load: Double, number: Estimate, run: String)

    func figure(name: String, title: String) -> Figure? {
        let places = series.map(places)
        let all = places.joined().flatMap {
            [$0.number.value, $0.number.low, $0.number.high].compactMap { $0 }
        }
        guard let high = all.max(), let unit = places.joined().first?.number.unit else {
            return nil
        }
        let least = loads.values.min() ?? 0
        let most = loads.values.max() ?? 1
        // What grows as the load does is a straight line only where both axes are alike.
        let across: any AxisScale =
            unit == .milliseconds && least > 0 && most / least > 6
            ? LogScale(least * 0.85...most * 1.15, from: ChartSVG.left, to: ChartSVG.right)
            : LinearScale(0...most * 1.06, from: ChartSVG.left, to: ChartSVG.right)
        var chart = ChartSVG()
        let latency = unit == .milliseconds ? LatencyUnit(milliseconds: high) : nil
        let up = LinearScale(
            0...max(high * 1.06, 1e-9), from: chart.floor, to: ChartSVG.top, tickCount: 4)
        chart.verticalAxis(
            up, label: [label, latency?.name ?? ""].filter { !$0.isEmpty }.joined(separator: ", "),
            unit == .share ? .percent : TickFormat(unit: latency))
        for (index, part) in series.enumerated() {
            chart.group("\(part.style) t\(index)") { chart in
                draw(places[index], part.name, across, up, &chart)
            }
        }
        chart.horizontalAxis(
            across, label: loads.name + (across.isLogarithmic ? ", logarithmic" : ""), TickFormat())
        return Figure(
            title,
            legend: series.count < 2
                ? []
                : series.enumerated().map {
                    LegendEntry($0.offset, key: "line \($0.element.style)", $0.element.name)
                },
            drawing: chart.rendered(
                name: name, title: title, description: description(places)), note: note)
    }

    private func places(_ part: Series) -> [Place] {
        part.numbers.enumerated().compactMap { index, number in
            number.flatMap { number in
                number.value == nil ? nil : (loads.values[index], number, names[index])
            }
        }.sorted { $0.load < $1.load }
    }

    private func draw(
        _ places: [Place], _ name: String, _ across: any AxisScale, _ up: LinearScale,
        _ chart: inout ChartSVG
    ) {
        let points = places.map {
            (across.position(of: $0.load), up.position(of: $0.number.value ?? 0))
        }
        chart.path("series", points)
        for (place, point) in zip(places, points) {
            if let low = place.number.low, let high = place.number.high {
                chart.line(
                    "whisker", x1: point.0, y1: up.position(of: low), x2: point.0,
                    y2: up.position(of: high))
            }
            chart.dot("point", point, radius: 3.2, title: "\(place.run): \(text(place.number))")
        }
    }

    private func text(_ number: Estimate) -> String {
        let interval = QuantityFormat.interval(number).map { " (95 %: \($0))" } ?? ""
        return "\(Wording.label(number)) "
            + (number.value.map { QuantityFormat.quantity($0, number.unit) } ?? "—") + interval
    }

    private func description(_ places: [[Place]]) -> String {
        places.joined().map { "\($0.run): \(text($0.number))." }.joined(separator: " ")
    }

    /// Why dots are missing.
    private var note: String {
        series.compactMap { part in
            let missing = part.numbers.indices.filter { part.numbers[$0]?.value == nil }
                .map { "\($0 + 1)" }
            return missing.isEmpty
                ? nil
                : "No \(part.name) of \(missing.count == 1 ? "run" : "runs") "
                    + "\(RunRowsChart.listed(missing)): too few requests for it."
        }.joined(separator: " ")
    }
}
