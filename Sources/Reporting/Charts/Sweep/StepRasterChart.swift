internal import Analysis
internal import RunModel

/// A few streams of a step, small: a lane each, from when it was due over its wait to its chunks, on a time axis that
/// all steps of a sweep share.
struct StepRasterChart {
    let raster: StreamRaster
    /// Where the axis ends, in milliseconds.
    let end: Double

    private static let mostLanes = 12
    private static let pitch = 9.0

    /// When most lanes of a raster have ended; nil without lanes.
    static func end(_ raster: StreamRaster) -> Double? {
        let ends = raster.lanes.map { max($0.endMilliseconds ?? 0, $0.ticks.last ?? 0) }.sorted()
        return ends.isEmpty ? nil : ends[min(ends.count - 1, ends.count * 9 / 10)]
    }

    func figure(name: String, title: String) -> Figure? {
        let lanes = Array(raster.lanes.prefix(Self.mostLanes))
        guard !lanes.isEmpty, end > 0 else { return nil }
        let height =
            8 + Double(lanes.count) * Self.pitch + ChartSVG.height - ChartSVG.bottom
        var chart = ChartSVG(height: height)
        let scale = LinearScale(0...end, from: 6, to: ChartSVG.right)
        for (index, lane) in lanes.enumerated() {
            draw(lane, top: 6 + Double(index) * Self.pitch, scale, &chart)
        }
        let unit = LatencyUnit(milliseconds: end)
        chart.horizontalAxis(
            scale, label: "\(unit.name) since the request was due", TickFormat(unit: unit))
        return Figure(
            title,
            drawing: chart.rendered(
                name: name, title: title,
                description:
                    "\(Wording.plural(lanes.count, "stream")) of the step, one tick per chunk."))
    }

    private func draw(
        _ lane: StreamRaster.Lane, top: Double, _ scale: LinearScale, _ chart: inout ChartSVG
    ) {
        let isBad = lane.outcome.isFailure
        let middle = top + Self.pitch / 2
        let last = min(max(lane.endMilliseconds ?? 0, lane.ticks.last ?? 0), end)
        chart.group(isBad ? "steplane bad" : "steplane \(lane.mode.style)") { chart in
            chart.line(
                "waitline", x1: scale.position(of: 0), y1: middle, x2: scale.position(of: last),
                y2: middle)
            chart.strokes(
                "tickline", lane.ticks.filter { $0 <= end }.map { scale.position(of: $0) },
                from: top + 1, height: Self.pitch - 3)
        }
    }
}
