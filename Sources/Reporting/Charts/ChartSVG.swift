/// A chart drawn as inline SVG, whose colours come from the page's style classes, so that it follows
/// light and dark.
///
/// Drawn small, 480 by 240: a page sets two side by side, and on a telephone the letters of one stay
/// readable.
struct ChartSVG {
    static let width = 480.0
    static let height = 240.0
    /// The inner edges of the plot.
    static let left = 46.0
    static let right = 444.0
    static let top = 14.0
    static let bottom = 196.0

    private var elements: [String] = []

    mutating func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double
    ) {
        elements.append(
            #"<rect class="\#(style)" x="\#(Self.number(x))" y="\#(Self.number(y))" "#
                + #"width="\#(Self.number(width))" height="\#(Self.number(height))"/>"#)
    }

    mutating func line(_ style: String, x1: Double, y1: Double, x2: Double, y2: Double) {
        elements.append(
            #"<line class="\#(style)" x1="\#(Self.number(x1))" y1="\#(Self.number(y1))" "#
                + #"x2="\#(Self.number(x2))" y2="\#(Self.number(y2))"/>"#)
    }

    mutating func path(_ style: String, _ points: [(x: Double, y: Double)]) {
        guard points.count > 1 else { return }
        let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }
        elements.append(
            #"<polyline class="\#(style)" points="\#(text.joined(separator: " "))"/>"#)
    }

    mutating func dot(_ style: String, x: Double, y: Double) {
        elements.append(
            #"<circle class="\#(style)" cx="\#(Self.number(x))" cy="\#(Self.number(y))" r="2"/>"#)
    }

    /// A text whose `start`, `middle` or `end` (the anchor) lies at x.
    mutating func text(_ text: String, x: Double, y: Double, anchor: String, style: String = "") {
        elements.append(
            #"<text class="\#(style)" x="\#(Self.number(x))" y="\#(Self.number(y))" "#
                + #"text-anchor="\#(anchor)">\#(Self.escaped(text))</text>"#)
    }

    /// Ticks below the plot, and the name of the quantity under them.
    mutating func horizontalAxis(_ scale: some AxisScale, label: String, _ format: TickFormat) {
        line("axis", x1: Self.left, y1: Self.bottom, x2: Self.right, y2: Self.bottom)
        for tick in scale.ticks {
            let x = scale.position(of: tick)
            line("axis", x1: x, y1: Self.bottom, x2: x, y2: Self.bottom + 4)
            text(format.text(tick), x: x, y: Self.bottom + 17, anchor: "middle")
        }
        text(
            label, x: (Self.left + Self.right) / 2, y: Self.height - 7, anchor: "middle",
            style: "label")
    }

    /// Grid lines with their values; the quantity is named at the top, where nothing turns the head.
    mutating func verticalAxis(_ scale: some AxisScale, label: String, _ format: TickFormat) {
        for tick in scale.ticks {
            let y = scale.position(of: tick)
            line("grid", x1: Self.left, y1: y, x2: Self.right, y2: y)
            text(format.text(tick), x: Self.left - 6, y: y + 4, anchor: "end")
        }
        text(label, x: 0, y: Self.top - 4, anchor: "start", style: "label")
    }

    /// The whole element. `name` is unique in the page; `title` and `description` say what the chart
    /// shows, and what there is to see in it in numbers, to who does not see it.
    func rendered(name: String, title: String, description: String) -> String {
        let head =
            #"<svg viewBox="0 0 \#(Self.number(Self.width)) \#(Self.number(Self.height))" "#
            + #"role="img" aria-labelledby="\#(name)-title \#(name)-desc">"#
        return head + #"<title id="\#(name)-title">\#(Self.escaped(title))</title>"#
            + #"<desc id="\#(name)-desc">\#(Self.escaped(description))</desc>"#
            + elements.joined() + "</svg>"
    }

    private static func number(_ value: Double) -> String {
        QuantityFormat.fixed(value, decimals: 1)
    }

    /// By scalars, so that a mark combined with a bracket hides nothing.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// How an axis writes its ticks: divided by its unit, with the decimals that tell neighbours apart.
struct TickFormat {
    let unit: LatencyUnit?

    func text(_ value: Double) -> String {
        QuantityFormat.tick(value / (unit?.milliseconds ?? 1))
    }
}
