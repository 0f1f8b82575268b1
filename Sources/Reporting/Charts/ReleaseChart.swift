internal import Analysis

/// How long slots stayed taken, a line a sample: the time lies between the last attempt that was refused
/// and the first that was let in.
struct ReleaseChart {
    let releases: [SlotRelease]

    private static let most = 24
    private static let labelHeight = 18.0
    private static let pitch = 9.0

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let drawn = releases.filter { !$0.samples.isEmpty }
        let samples = drawn.flatMap(\.samples)
        let known = samples.map(\.lowMilliseconds) + samples.compactMap(\.highMilliseconds)
        guard let greatest = known.max(), greatest > 0 else { return nil }
        let least = known.filter { $0 > 0 }.min() ?? greatest
        let lines = drawn.reduce(0) { $0 + min($1.samples.count, Self.most) }
        var chart = ChartSVG(
            height: 8 + Double(drawn.count) * Self.labelHeight + Double(lines) * Self.pitch
                + ChartSVG.height - ChartSVG.bottom)
        let scale = LatencyScale.scale(
            low: least, high: greatest, from: 6, to: ChartSVG.right - 2)
        let unit = LatencyUnit(milliseconds: scale.isLogarithmic ? least : greatest)
        for tick in scale.ticks {
            let x = scale.position(of: tick)
            chart.line("grid", x1: x, y1: 4, x2: x, y2: chart.floor)
        }
        var y = 8.0
        for (index, release) in drawn.enumerated() {
            let cause = LimitsWording.cause(release)
            chart.text(cause, x: 6, y: y + 10, anchor: "start", style: "halo marklabel")
            y += Self.labelHeight
            chart.group(release.isWholeAnswer ? "m-non_streaming" : "m-streaming") { chart in
                for sample in drawn[index].samples.prefix(Self.most) {
                    draw(sample, cause, y: y + Self.pitch / 2 - 1, scale, &chart)
                    y += Self.pitch
                }
            }
        }
        chart.horizontalAxis(
            scale,
            label: "\(unit.name) after the slot's request was gone"
                + (scale.isLogarithmic ? ", logarithmic" : ""),
            TickFormat(unit: unit))
        return Figure(
            title,
            drawing: chart.rendered(
                name: name, title: title,
                description: drawn.map(description).joined(separator: " ")),
            note: note)
    }

    private func draw(
        _ sample: SlotRelease.Sample, _ cause: String, y: Double, _ scale: any AxisScale,
        _ chart: inout ChartSVG
    ) {
        let title = "\(cause): \(Self.interval(sample))"
        let low = scale.position(of: sample.lowMilliseconds)
        // Where nothing was let in, the line goes on beyond the edge.
        let high = sample.highMilliseconds.map { scale.position(of: $0) } ?? ChartSVG.width
        chart.line("whisker", x1: low, y1: y, x2: high, y2: y)
        chart.line("whisker", x1: low, y1: y - 3, x2: low, y2: y + 3)
        if sample.highMilliseconds != nil { chart.dot("point", (high, y), radius: 3, title: title) }
        if let remaining = sample.remainingMilliseconds, scale.domain.contains(remaining) {
            let x = scale.position(of: remaining)
            chart.line("mark", x1: x, y1: y - 4, x2: x, y2: y + 4)
        }
    }

    private static func interval(_ sample: SlotRelease.Sample) -> String {
        QuantityFormat.latencyInterval(
            low: sample.lowMilliseconds, high: sample.highMilliseconds) ?? ""
    }

    private func description(_ release: SlotRelease) -> String {
        "\(LimitsWording.cause(release)): "
            + release.samples.prefix(Self.most).map(Self.interval).joined(separator: ", ") + "."
    }
}
