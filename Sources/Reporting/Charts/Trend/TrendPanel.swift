internal import Analysis
internal import RunModel

/// One metric over the runs of a history: a mark a run, the levels they lie on, and where a level ends. Panels of
/// one page share their width, so that what happened at once stands one below the other.
struct TrendPanel {
    enum Form: String, CaseIterable {
        case counted
        case baseline
        case spike
        /// Not trustworthy, not completed or of other work.
        case leftOut = "leftout"
        case excluded

        var isHollow: Bool { self != .counted && self != .baseline }
    }

    struct Mark {
        let run: Int
        let value: Double
        var low: Double?
        var high: Double?
        let form: Form
        /// Whether the axis has to hold it.
        let isUsual: Bool
        let title: String
    }

    struct Level {
        let first: Int
        let value: Double
        /// Another one than `value` where the metric creeps.
        let end: Double
        /// The class of its colour.
        let style: String
        let title: String
    }

    struct Step {
        /// Runs of which one begins the new level.
        let range: ClosedRange<Int>
        let first: Int
        let text: String
        let style: String
        let title: String
    }

    /// How many runs the axis has.
    let runs: Int
    let marks: [Mark]
    let levels: [Level]
    let steps: [Step]
    /// Runs that were blessed.
    let blessed: [Int]
    let dates: [WideDrawing.AxisMark]
    let unit: SummaryUnit
    /// The axis holds at least as much above and below the last level: noise must not look like a change.
    let least: (below: Double, above: Double)

    static let height = 96.0
    private static let margin = 12.0
    /// Marks beyond this number lie too close for a pointer, and their words would be most of the page.
    private static let mostTitles = 300
    private static let mostWhiskers = 120

    func figure(name: String, title: String, caption: Markup, description: String) -> Figure? {
        guard let scale = scale else { return nil }
        var drawing = WideDrawing(height: Self.height, style: "trend \(density)")
        for step in steps { shade(step, &drawing) }
        grid(scale, &drawing)
        for run in blessed {
            drawing.path("blessed", "M\(x(Double(run))) 0V\(Int(Self.height))")
        }
        drawLevels(scale, &drawing)
        whiskers(scale, &drawing)
        for form in Form.allCases { draw(form, scale, &drawing) }
        label(steps, &drawing)
        return Figure(
            captioned: caption,
            drawing: drawing.rendered(
                name: name, title: title, description: description, marks: dates, axis: ""))
    }

    /// Marks are smaller where there are many.
    private var density: String { runs <= 90 ? "few" : runs <= 220 ? "some" : "many" }

    // MARK: Axes

    static func place(_ run: Double, of count: Int) -> Double {
        (run + 0.5) / Double(max(count, 1)) * WideDrawing.width
    }

    private func x(_ run: Double) -> String { ChartSVG.number(Self.place(run, of: runs)) }

    /// Holds all that is usual; the rest stands at its edge.
    private var scale: LinearScale? {
        let usual = marks.filter(\.isUsual)
        let values =
            (usual.isEmpty ? marks : usual).map(\.value) + levels.flatMap { [$0.value, $0.end] }
        guard let least = values.min(), let most = values.max() else { return nil }
        let middle = levels.last?.value ?? (least + most) / 2
        var low = min(least, middle - self.least.below)
        var high = max(most, middle + self.least.above)
        // A mark that is not usual may take as much room again, and no more.
        let room = high - low
        for mark in marks where !mark.isUsual {
            low = min(low, max(mark.value, least - room / 2))
            high = max(high, min(mark.value, most + room / 2))
        }
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        // Nothing that is measured lies below 0.
        if least >= 0 { low = max(low, 0) }
        let domain = low...max(high, low + 1e-9)
        return LinearScale(
            domain, from: Self.height - Self.margin, to: Self.margin + 6, tickCount: 3)
    }

    private func grid(_ scale: LinearScale, _ drawing: inout WideDrawing) {
        let latency =
            unit == .milliseconds ? LatencyUnit(milliseconds: scale.domain.upperBound) : nil
        let format = unit == .share ? TickFormat.percent : TickFormat(unit: latency)
        drawing.path(
            "gridline",
            dates.map { "M\(ChartSVG.number($0.x)) 0V\(Int(Self.height))" }.joined()
                + scale.ticks.map {
                    "M0 \(ChartSVG.number(scale.position(of: $0)))H\(Int(WideDrawing.width))"
                }.joined())
        for (index, tick) in scale.ticks.enumerated() {
            let isNamed = index == scale.ticks.count - 1
            let text = format.text(tick) + (isNamed ? latency.map { " " + $0.name } ?? "" : "")
            drawing.label("due", text, top: scale.position(of: tick) - 7)
        }
    }

    // MARK: Marks

    private func y(_ value: Double, _ scale: LinearScale) -> String {
        ChartSVG.number(
            scale.position(
                of: min(max(value, scale.domain.lowerBound), scale.domain.upperBound)))
    }

    private func shade(_ step: Step, _ drawing: inout WideDrawing) {
        let (start, end) = (
            x(Double(step.range.lowerBound) - 1), x(Double(step.range.upperBound))
        )
        drawing.path(
            "where \(step.style)", "M\(start) 0H\(end)V\(Int(Self.height))H\(start)z",
            title: step.title)
    }

    private func drawLevels(_ scale: LinearScale, _ drawing: inout WideDrawing) {
        for (index, level) in levels.enumerated() {
            let start = index == 0 ? "0" : x(Double(level.first) - 0.5)
            let end =
                index + 1 < levels.count
                ? x(Double(levels[index + 1].first) - 0.5) : "\(Int(WideDrawing.width))"
            let top = y(level.value, scale)
            if index > 0 {
                drawing.path(
                    "riser \(level.style)",
                    "M\(start) \(y(levels[index - 1].end, scale))V\(top)")
            }
            drawing.path(
                "height \(level.style)", "M\(start) \(top)L\(end) \(y(level.end, scale))",
                title: level.title)
        }
    }

    private func whiskers(_ scale: LinearScale, _ drawing: inout WideDrawing) {
        guard runs <= Self.mostWhiskers else { return }
        drawing.path(
            "whiskers",
            marks.filter { !$0.form.isHollow }.map { mark in
                guard let low = mark.low, let high = mark.high else { return "" }
                return "M\(x(Double(mark.run))) \(y(low, scale))V\(y(high, scale))"
            }.joined())
    }

    private func draw(_ form: Form, _ scale: LinearScale, _ drawing: inout WideDrawing) {
        let drawn = marks.filter { $0.form == form }
        func spot(_ mark: Mark) -> String {
            "M\(x(Double(mark.run))) \(y(mark.value, scale))h0"
        }
        if runs > Self.mostTitles {
            drawing.path("run \(form.rawValue)", drawn.map(spot).joined())
        } else {
            for mark in drawn {
                drawing.path("run \(form.rawValue)", spot(mark), title: mark.title)
            }
        }
        if form.isHollow {
            drawing.path("run \(form.rawValue) inner", drawn.map(spot).joined())
        }
    }

    /// Sizes beside their steps, as far as they have room.
    private func label(_ steps: [Step], _ drawing: inout WideDrawing) {
        var taken: [Double] = []
        for step in steps.reversed() where !step.text.isEmpty {
            let place = Self.place(Double(step.first) - 0.5, of: runs)
            guard taken.allSatisfy({ abs($0 - place) > WideDrawing.width * 0.2 }) else { continue }
            taken.append(place)
            drawing.label("size \(step.style)", step.text, x: place, top: 0)
        }
    }
}
