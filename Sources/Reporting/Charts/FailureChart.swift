internal import Analysis
internal import RunModel

/// Failures over the time of a run: a strip a kind, so that no colour has to be told from another.
struct FailureChart {
    let failures: [FailureTimeline]
    let stepSeconds: Double
    var marks = TimeMarks()

    private static let stripHeight = 34.0

    func figure(name: String, title: String) -> Figure? {
        let strips = failures.filter { $0.counts.contains { $0 > 0 } }
        let count = strips.map(\.counts.count).max() ?? 0
        let greatest = strips.flatMap(\.counts).max() ?? 0
        guard count > 0, greatest > 0, stepSeconds > 0 else { return nil }
        var chart = ChartSVG(
            height: 12 + Double(strips.count) * Self.stripHeight + ChartSVG.height
                - ChartSVG.bottom)
        let time = LinearScale(
            0...Double(count) * stepSeconds, from: 4, to: ChartSVG.right)
        for (index, strip) in strips.enumerated() {
            draw(
                strip, time, greatest: greatest,
                floor: 12 + Double(index + 1) * Self.stripHeight, &chart)
        }
        marks.draw(time, top: 2, in: &chart)
        chart.horizontalAxis(
            time, label: "seconds since the first request was due", TickFormat())
        let words = strips.map { "\($0.outcome.rawValue) \($0.counts.reduce(0, +))" }
        return Figure(
            title,
            drawing: chart.rendered(
                name: name, title: title,
                description: "Failures: \(words.joined(separator: ", "))."),
            note: "Bars of all strips are to one scale; the tallest is "
                + "\(Wording.plural(greatest, "failure")) a step.")
    }

    private func draw(
        _ strip: FailureTimeline, _ time: LinearScale, greatest: Int, floor: Double,
        _ chart: inout ChartSVG
    ) {
        let mode = strip.mode == .streaming ? "" : " (non-streaming)"
        let total = strip.counts.reduce(0, +)
        chart.text(
            "\(strip.outcome.rawValue)\(mode): \(QuantityFormat.count(total))", x: 4,
            y: floor - Self.stripHeight + 15, anchor: "start", style: "marklabel")
        chart.line("grid", x1: 4, y1: floor, x2: ChartSVG.right, y2: floor)
        for (index, count) in strip.counts.enumerated() where count > 0 {
            let x = time.position(of: Double(index) * stepSeconds)
            let height = max(Double(count) / Double(greatest) * (Self.stripHeight - 18), 1)
            let start = QuantityFormat.digits(Double(index) * stepSeconds)
            chart.rectangle(
                "failed", x: x, y: floor - height,
                width: max(time.position(of: Double(index + 1) * stepSeconds) - x - 0.4, 1.6),
                height: height,
                title: "from \(start) s: \(QuantityFormat.count(count)) \(strip.outcome.rawValue)")
        }
    }
}
