/// Effects with their intervals one below the other on one axis, each over the band of changes that do not
/// matter: what decides is whether an interval lies beyond the band, inside it, or over its edge.
struct ForestChart {
    struct Line {
        let name: String
        let estimate: Double
        let low: Double
        let high: Double
        /// From where to where a change matters to nobody.
        let band: ClosedRange<Double>
        /// What stands beside the interval: the change and the word.
        let text: String
        /// The whole in a sentence.
        let title: String
        /// The class of the word's colour.
        let style: String
        /// Whether a word was found: its mark is full, else hollow.
        let isJudged: Bool
    }

    let lines: [Line]
    /// Whether equal lengths are equal ratios.
    let isRatio: Bool
    let label: String
    let format: TickFormat

    private static let pitch = 40.0
    private static let top = 14.0
    /// An interval that would make all others too small to read is cut, with an arrow.
    private static let mostExcess = 1.6

    func figure(name: String, title: String, note: String = "") -> Figure? {
        guard !lines.isEmpty else { return nil }
        let scale = scale
        var drawing = WideDrawing(
            height: Self.top + Double(lines.count) * Self.pitch, style: "forest")
        for (index, line) in lines.enumerated() { drawBand(line, index, scale, &drawing) }
        drawing.gridLines(scale)
        drawing.path(
            "zero", "M\(ChartSVG.number(scale.position(of: 0))) 0V\(Int(drawing.height))")
        for (index, line) in lines.enumerated() { draw(line, index, scale, &drawing) }
        return Figure(
            title,
            drawing: drawing.rendered(
                name: name, title: title,
                description: lines.map { $0.title + "." }.joined(separator: " "), scale, format,
                axis: label),
            note: note)
    }

    // MARK: The axis

    /// All bands and estimates, the intervals of what was judged, and of the others as much as leaves those
    /// readable.
    private var scale: any AxisScale {
        let kept = lines.flatMap { line -> [Double] in
            let judged = line.isJudged ? [line.low, line.high] : []
            return [line.estimate, line.band.lowerBound, line.band.upperBound, 0] + judged
        }
        let most = (kept.map { abs($0) }.max() ?? 0) * Self.mostExcess
        let cut = lines.flatMap { line -> [Double] in [max(line.low, -most), min(line.high, most)] }
        let ends = kept + cut
        var low = ends.min() ?? 0
        var high = ends.max() ?? 0
        if low == high { (low, high) = (low - 0.01, high + 0.01) }
        let margin = (high - low) * 0.04
        let width = 0...WideDrawing.width
        guard isRatio else {
            return LinearScale(
                low - margin...high + margin, from: width.lowerBound, to: width.upperBound,
                tickCount: 6)
        }
        return ChangeScale(
            max(low - margin, low * 0.5 - 0.5)...high + margin, from: width.lowerBound,
            to: width.upperBound)
    }

    // MARK: Drawing

    private func middle(_ index: Int) -> Double { Self.top + (Double(index) + 0.5) * Self.pitch }

    private func drawBand(
        _ line: Line, _ index: Int, _ scale: any AxisScale, _ drawing: inout WideDrawing
    ) {
        let (start, end) = (
            scale.position(of: line.band.lowerBound), scale.position(of: line.band.upperBound)
        )
        let y = Self.top + Double(index) * Self.pitch
        drawing.path(
            "indifferent",
            "M\(ChartSVG.number(start)) \(ChartSVG.number(y))H\(ChartSVG.number(end))"
                + "v\(ChartSVG.number(Self.pitch))H\(ChartSVG.number(start))z")
    }

    private func draw(
        _ line: Line, _ index: Int, _ scale: any AxisScale, _ drawing: inout WideDrawing
    ) {
        let y = ChartSVG.number(middle(index))
        let low = max(line.low, scale.domain.lowerBound)
        let high = min(line.high, scale.domain.upperBound)
        let (start, end) = (scale.position(of: low), scale.position(of: high))
        let style = "effect \(line.style)"
        drawing.path(
            style, "M\(ChartSVG.number(start)) \(y)H\(ChartSVG.number(end))", title: line.title)
        drawing.path("\(style) ends", cap(line.low < low, start, y) + cap(line.high > high, end, y))
        let point = "M\(ChartSVG.number(scale.position(of: line.estimate))) \(y)h0"
        drawing.path("\(style) estimate", point, title: line.title)
        if !line.isJudged { drawing.path("\(style) inner", point) }
        let top = middle(index) - 8
        drawing.label("due", line.name, top: top)
        drawing.label("remark \(line.style)", line.text, top: top)
    }

    /// A stroke across, or an arrow where the interval goes on.
    private func cap(_ isCut: Bool, _ x: Double, _ y: String) -> String {
        guard isCut else { return "M\(ChartSVG.number(x)) \(y)m0 -5v10" }
        let back = x < WideDrawing.width / 2 ? "8" : "-8"
        return "M\(ChartSVG.number(x)) \(y)l\(back) -5M\(ChartSVG.number(x)) \(y)l\(back) 5"
    }
}
